/** `schedule`: a time that comes, in a zone that exists, and a call that a caller could make as well. */
import leven from 'leven'
import { validate } from 'node-cron'
import { toInstant } from '../../base/clock.ts'
import { cronTimes } from '../../base/cron-times.ts'
import type { JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import { presentPath, violationsAt } from '../schemas/schema-violations.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkSchedules: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => {
    const block = mergedBlock(context.spec, operation)
    if (block.schedule === undefined) return []
    const schedule = readObject(block.schedule)
    const at = blockAt(context.spec, operation, ['schedule'])
    return [
      ...checkTime(context, schedule, at),
      ...checkCall(context, operation, schedule, at),
      ...checkConflict(context, operation, readObject(block.concurrency), at),
    ]
  })

function checkTime(context: RuleContext, schedule: JsonObject, at: Path): readonly Diagnostic[] {
  const cron = readText(schedule.cron) ?? ''
  const zone = readText(schedule.timezone)
  return [
    ...(namesTimes(cron) ? [] : [context.diagnostic('CC315', [...at, 'cron'], `\`${cron}\` names no time`)]),
    ...(zone === undefined || isTimeZone(zone)
      ? []
      : [
          context.diagnostic('CC316', [...at, 'timezone'], `There is no time zone \`${zone}\``, {
            hint: likelyZone(zone),
          }),
        ]),
  ]
}

/** Both have to take it: the one that has long said what an expression is, and the one that the times come from. */
function namesTimes(cron: string): boolean {
  try {
    return validate(cron) && cronTimes(cron, 'UTC').nextAfter(toInstant(0)) !== undefined
  } catch {
    return false
  }
}

/** The zone of the same city, or of a city that differs by one letter: a city in another language is near any other. */
function likelyZone(zone: string): string | undefined {
  const city = cityOf(zone)
  const zones = Intl.supportedValuesOf('timeZone')
  const match =
    zones.find((each) => cityOf(each) === city) ??
    (city.length < 4 ? undefined : zones.find((each) => leven(cityOf(each), city, { maxDistance: 2 }) === 1))
  return match === undefined ? undefined : `Did you mean \`${match}\`?`
}

const cityOf = (zone: string): string =>
  zone
    .slice(zone.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll(' ', '_')

/** Offsets are refused: they do not follow summer time, which is what a zone is for. */
function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** Only a body can be given, so the operation must do without the rest. */
function checkCall(context: RuleContext, view: OperationView, schedule: JsonObject, at: Path): readonly Diagnostic[] {
  const needed = view.parameters.filter(({ value }) => value.required === true).map(({ value }) => readText(value.name))
  const unmet = needed.map((name) => `\`${view.id}\` needs the parameter \`${name}\`, and a schedule gives none`)
  const reason = schedule.input === undefined ? withoutInput(view) : withInput(view)
  const reasons = [...unmet, ...(reason === undefined ? [] : [reason])]
  if (reasons.length > 0) return reasons.map((each) => context.diagnostic('CC317', at, each, { part: 'key' }))
  return schedule.input === undefined ? [] : checkInput(context, view, schedule, at)
}

function withoutInput({ id, requestBody }: OperationView): string | undefined {
  return requestBody?.value.required === true ? `\`${id}\` needs a body, and \`input\` is missing` : undefined
}

function withInput(view: OperationView): string | undefined {
  return jsonBodyAt(view) === undefined ? `\`input\` is JSON, and \`${view.id}\` takes no body in JSON` : undefined
}

function jsonBodyAt({ requestBody }: OperationView): Path | undefined {
  const mediaType = Object.keys(readObject(requestBody?.value.content)).find(isJsonMediaType)
  return requestBody === undefined || mediaType === undefined ? undefined : [...requestBody.at, 'content', mediaType]
}

function checkInput(
  context: RuleContext,
  view: OperationView,
  { input = null }: JsonObject,
  at: Path,
): readonly Diagnostic[] {
  const violations = violationsAt(context.spec, [...(jsonBodyAt(view) ?? []), 'schema'], input, 'request')
  return violations.map((violation) => {
    const { pointer, detail } = violation
    const place = [...at, 'input', ...presentPath(input, violation)]
    const what = pointer === '' ? 'The input' : `\`${pointer}\` of the input`
    return context.diagnostic('CC318', place, `${what} does not fit the body of \`${view.id}\`: ${detail}`)
  })
}

function checkConflict(
  context: RuleContext,
  view: OperationView,
  concurrency: JsonObject,
  at: Path,
): readonly Diagnostic[] {
  if (concurrency.onConflict !== 'reject') return []
  const message = `\`concurrency\` refuses what \`${view.id}\` cannot take at once, and nobody hears that a scheduled run was refused`
  return [context.diagnostic('CC319', at, message, { part: 'key' })]
}
