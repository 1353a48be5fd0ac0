/** Schemas that contradict themselves: bounds that leave nothing, required members that are forbidden, values that are not of the type beside them. */
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { exampleMisfit } from '../schemas/example-misfit.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import { misfitOf } from '../schemas/schema-misfit.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkSchemaSense: Rule = (context) =>
  listSchemas(context.spec.document).flatMap((schema) => [
    ...checkBounds(context, schema),
    ...checkRequired(context, schema),
    ...checkValues(context, schema),
  ])

const bounds: readonly (readonly [least: string, most: string])[] = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
  ['minContains', 'maxContains'],
]

function checkBounds(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  if (Array.isArray(value.enum) && value.enum.length === 0) {
    return [context.diagnostic('CC120', [...at, 'enum'], 'No value fits: `enum` is empty', { part: 'key' })]
  }
  const crossed = bounds.filter(([least, most]) => isMore(value[least], value[most]))
  return [...crossed, ...crossedExclusively(value)].map(([least, most]) => {
    const message = `No value fits: \`${least}\` is ${value[least]} and \`${most}\` is ${value[most]}`
    return context.diagnostic('CC120', [...at, least], message)
  })
}

const isMore = (one: JsonValue | undefined, other: JsonValue | undefined): boolean =>
  typeof one === 'number' && typeof other === 'number' && one > other

/** A bound that is excluded meets the one on the other side. */
function crossedExclusively(value: JsonObject): readonly (readonly [string, string])[] {
  const pairs: readonly (readonly [string, string])[] = [
    ['exclusiveMinimum', 'maximum'],
    ['minimum', 'exclusiveMaximum'],
    ['exclusiveMinimum', 'exclusiveMaximum'],
  ]
  return pairs.filter(([least, most]) => isMore(value[least], value[most]) || isSame(value[least], value[most]))
}

const isSame = (one: JsonValue | undefined, other: JsonValue | undefined): boolean =>
  typeof one === 'number' && one === other

/** A name that no other part of the schema could allow, either. */
function checkRequired(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  if (value.additionalProperties !== false || value.patternProperties !== undefined) return []
  const known = Object.keys(readObject(value.properties))
  return readList(value.required).flatMap((item, index) => {
    const name = readText(item)
    if (name === undefined || known.includes(name)) return []
    const message = `\`${name}\` is required, and \`additionalProperties: false\` forbids it`
    return [context.diagnostic('CC121', [...at, 'required', String(index)], message, { hint: didYouMean(name, known) })]
  })
}

function checkValues(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  const written: readonly (readonly [JsonValue, Path])[] = [
    ...readList(value.enum).map((item, index) => [item, ['enum', String(index)]] as const),
    ...['const', 'default', 'example'].flatMap((name) => {
      const member = value[name]
      return member === undefined ? [] : [[member, [name]] as const]
    }),
    ...readList(value.examples).map((item, index) => [item, ['examples', String(index)]] as const),
  ]
  return written.flatMap(([member, place]) => {
    const why = misfitOf(context.spec, value, member, place[0] === 'enum')
    if (why === undefined) return place[0] === 'enum' ? [] : checkWhole(context, at, member, [...at, ...place])
    return [context.diagnostic('CC122', [...at, ...place], `\`${canonicalJson(member).slice(0, 60)}\` ${why}`)]
  })
}

function checkWhole(context: RuleContext, schemaAt: Path, value: JsonValue, at: Path): readonly Diagnostic[] {
  const misfit = exampleMisfit(context.spec, schemaAt, value)
  if (misfit === undefined) return []
  return [
    context.diagnostic('CC122', [...at, ...misfit.at], `The value does not fit the schema around it: ${misfit.why}`),
  ]
}
