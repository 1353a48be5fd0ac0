/** A schema given for a webhook's body describes the whole envelope, `{type, timestamp, data}` (WH-5), so it must admit one. */
import type { JsonObject } from '../../base/json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { callbacksOf } from '../lower-callbacks.ts'
import { readList, readObject, readText, readTexts } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'
import { partsOf, schemasBelow } from '../schema-path.ts'
import type { LocatedObject } from '../spec-view.ts'

export const checkWebhookBodies: Rule = (context) =>
  context.spec.asyncOperations
    .flatMap((operation) => callbacksOf(context.spec, operation))
    .flatMap(({ operation }) => checkBody(context, operation))

const members: Readonly<Record<string, string>> = { type: 'string', timestamp: 'string', data: 'object' }

function checkBody(context: RuleContext, { at }: LocatedObject): readonly Diagnostic[] {
  const body = context.spec.read([...at, 'requestBody'])
  if (body === undefined) return []
  const mediaTypes = Object.keys(readObject(readObject(body.value).content))
  const mediaType = mediaTypes.find(isJsonMediaType)
  if (mediaType === undefined)
    return [context.diagnostic('CC406', [...at, 'requestBody'], 'A webhook is JSON', { part: 'key' })]
  return checkSchema(context, [...body.at, 'content', mediaType, 'schema'])
}

function checkSchema(context: RuleContext, schemaAt: Path): readonly Diagnostic[] {
  const parts = demandedParts(context, schemaAt)
  const wrongType = parts.filter(({ value }) => !admits(value, 'object'))
  const demanded = parts.flatMap(({ value, at }) =>
    readTexts(value.required)
      .filter((name) => !Object.hasOwn(members, name))
      .map((name) => ({ name, at: [...at, 'required'] })),
  )
  const unfit = Object.entries(members).flatMap(([name, type]) =>
    schemasBelow(context.spec, schemaAt, [name])
      .filter(({ value }) => !admits(value, type))
      .map(({ at }) => ({ name, type, at })),
  )
  return [
    ...wrongType.map(({ at }) => context.diagnostic('CC406', at, 'The body of a webhook is an object')),
    ...demanded.map(({ name, at }) =>
      context.diagnostic(
        'CC406',
        at,
        `The body of a webhook has no \`${name}\` beside \`type\`, \`timestamp\` and \`data\``,
      ),
    ),
    ...unfit.map(({ name, type, at }) =>
      context.diagnostic('CC406', at, `\`${name}\` of a webhook is of type ${type}`),
    ),
  ]
}

/** What every body must fit; alternatives of `anyOf` and `oneOf` are not judged. */
function demandedParts(context: RuleContext, schemaAt: Path): readonly LocatedObject[] {
  return partsOf(context.spec, schemaAt).filter(({ at }) => !at.includes('anyOf') && !at.includes('oneOf'))
}

function admits(schema: JsonObject, type: string): boolean {
  const written = readText(schema.type) ?? readList(schema.type)
  return written.length === 0 || written.includes(type)
}
