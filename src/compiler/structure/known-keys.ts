/** One key of an object: known there, of this version, an extension's, or none of these and perhaps mistyped. */
import { closestName } from '../../base/closest-name.ts'
import { readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { extensionKeys, ignoreKey } from '../shapes/extension-shapes.ts'
import { type Field, isExtension, isIn, type ObjectShape } from '../shapes/shape.ts'
import { specShapes } from '../shapes/spec-shapes.ts'
import type { RuleContext } from '../view/rule.ts'
import { belongsAround } from './displaced-keys.ts'
import { flowText } from './flow-text.ts'

export interface UnknownKey {
  readonly diagnostic: Diagnostic
  /** The key that was probably meant. */
  readonly suggests?: string | undefined
}

/** What is wrong with a key that stands in such an object. */
export function checkKey(context: RuleContext, name: string, object: ObjectShape, at: Path): readonly UnknownKey[] {
  const field: Field | undefined = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined
  if (field !== undefined) return wrongVersion(context, name, field, object, at)
  if (isExtension(object, name)) return checkExtensionKey(context, name, object, [...at, name])
  if (object.others?.keys.matches.test(name) === true) return []
  const suggests = closestName(name, Object.keys(object.fields))
  if (object.open === true && suggests === undefined) return []
  const message = object.open === true ? `\`${name}\` is no keyword of JSON Schema` : unknownMessage(name, object)
  const hint = suggests === undefined ? wayOut(context, name, object, at) : `Did you mean \`${suggests}\`?`
  const code = object.open === true ? 'CC105' : 'CC100'
  return [{ diagnostic: context.diagnostic(code, [...at, name], message, { hint, part: 'key' }), suggests }]
}

/** A key with free names is written the way they are; any other may belong to an object around this one. */
function wayOut(context: RuleContext, name: string, { others }: ObjectShape, at: Path): string | undefined {
  const around = belongsAround(context, name, at)
  if (around !== undefined || others === undefined) return around
  return others.keys.matches.test(`/${name}`) && !others.keys.matches.test('-')
    ? `Write \`/${name}\`.`
    : `Write ${others.keys.as}.`
}

const unknownMessage = (name: string, object: ObjectShape): string =>
  object.others === undefined
    ? `\`${name}\` is not a key of ${object.title}`
    : `\`${name}\` cannot be a key of ${object.title}: write ${object.others.keys.as}`

/** A keyword of the other dialect is ignored, as JSON Schema ignores every keyword it does not know. */
function wrongVersion(
  context: RuleContext,
  name: string,
  field: Field,
  object: ObjectShape,
  at: Path,
): readonly UnknownKey[] {
  const { version } = context.spec
  if (isIn(field.versions, version)) return []
  const message = `\`${name}\` belongs to OpenAPI ${field.versions?.join(' and ')}, and this document is ${version}`
  const code = object.open === true ? 'CC113' : 'CC104'
  const hint = sameSince(context, name, at)
  return [{ diagnostic: context.diagnostic(code, [...at, name], message, { part: 'key', hint }) }]
}

/** The same said the way the document's version does. */
function sameSince({ spec }: RuleContext, name: string, at: Path): string | undefined {
  const schema = readObject(spec.locate(at)?.value)
  const value = schema[name]
  if (name === 'const' && value !== undefined) return `Write \`enum: ${flowText([value])}\`.`
  if (name !== 'nullable') return undefined
  if (value !== true) return 'Take it out.'
  return typeof schema.type === 'string'
    ? `Take it out, and write \`type: [${schema.type}, 'null']\`.`
    : "Take it out, and write `anyOf` with the schema and `{ type: 'null' }`."
}

/** Words that others use for things of their own; near an operation they mean ours. */
const common: ReadonlySet<string> = new Set(['x-public', 'x-sunset', 'x-deprecated-since', 'x-rate-limit'])
const nearOperations: ReadonlySet<string> = new Set(
  ['document', 'paths', 'pathItem', 'webhook', 'callbackItem', 'operation', 'webhookOperation'].map(
    (name) => specShapes[name]?.title ?? name,
  ),
)

/** Keys of other tools that are near one of ours. */
const foreignKeys: ReadonlySet<string> = new Set(['x-webhooks'])

function checkExtensionKey(context: RuleContext, name: string, object: ObjectShape, at: Path): readonly UnknownKey[] {
  if (name === ignoreKey) return []
  if (common.has(name) && !nearOperations.has(object.title)) return []
  if (extensionKeys.includes(name)) {
    const message = `\`${name}\` has no meaning in ${object.title}`
    return [{ diagnostic: context.diagnostic('CC106', at, message, { part: 'key' }) }]
  }
  const suggestion = foreignKeys.has(name) ? undefined : didYouMean(name, [...extensionKeys, ignoreKey])
  if (suggestion === undefined) return []
  const message = `\`${name}\` is not a key that is known here`
  return [{ diagnostic: context.diagnostic('CC107', at, message, { part: 'key', hint: suggestion }) }]
}
