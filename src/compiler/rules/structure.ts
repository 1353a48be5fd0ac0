/** Every value against the shape its place has: unknown and missing keys, wrong types, values out of range. */

import { closestName } from '../../base/closest-name.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { didYouMean } from '../did-you-mean.ts'
import { extensionKeys } from '../extension-shapes.ts'
import { documentShape, specShapes } from '../openapi-shapes.ts'
import type { RuleContext } from '../rule.ts'
import {
  childrenOf,
  type Field,
  isExtension,
  jsonTypeOf,
  jsonTypesOf,
  narrow,
  type ObjectShape,
  referenceIn,
  type Shape,
} from '../shape.ts'
import { scalarFault } from './scalar.ts'

export function checkStructure(context: RuleContext): readonly Diagnostic[] {
  return checkValue(context, context.spec.document, documentShape, [])
}

function checkValue(context: RuleContext, value: JsonValue, shape: Shape, at: Path): readonly Diagnostic[] {
  const narrowed = narrow(shape, value)
  if (narrowed.type === 'any' || narrowed.type === 'prose') return []
  if (!jsonTypesOf(narrowed).includes(jsonTypeOf(value))) return [wrongType(context, value, narrowed, at)]
  const object = narrowed.type === 'object' ? specShapes[narrowed.name] : undefined
  const reference = referenceIn(value, object)
  const isReferenceOnly = reference !== undefined && (object?.section !== 'schemas' || context.spec.version === '3.0')
  if (isReferenceOnly) return []
  return [
    ...checkHere(context, value, narrowed, object, at),
    ...childrenOf(value, narrowed, specShapes).flatMap((child) =>
      checkValue(context, child.value, child.shape, [...at, child.name]),
    ),
  ]
}

function checkHere(
  context: RuleContext,
  value: JsonValue,
  shape: Shape,
  object: ObjectShape | undefined,
  at: Path,
): readonly Diagnostic[] {
  if (object !== undefined && isJsonObject(value)) return checkObject(context, value, object, at)
  const fault = scalarFault(value, shape)
  if (fault !== undefined) return [context.diagnostic('CC103', at, fault.message, { hint: fault.hint })]
  return shape.type === 'map' && shape.keys !== undefined && isJsonObject(value)
    ? checkNames(context, value, shape.keys, at)
    : []
}

function checkNames(
  context: RuleContext,
  value: JsonObject,
  keys: Exclude<Extract<Shape, { type: 'map' }>['keys'], undefined>,
  at: Path,
): readonly Diagnostic[] {
  return Object.keys(value)
    .filter((name) => !keys.matches.test(name))
    .map((name) => context.diagnostic('CC103', [...at, name], `\`${name}\` must be ${keys.as}`, { part: 'key' }))
}

function checkObject(context: RuleContext, value: JsonObject, object: ObjectShape, at: Path): readonly Diagnostic[] {
  const unknown = Object.keys(value).flatMap((name) => checkKey(context, name, object, at))
  const missing = Object.entries(object.fields).filter(([name, field]) => field.required && !Object.hasOwn(value, name))
  // A required key that is mistyped is one cause.
  const mistyped = new Set(unknown.map((diagnostic) => diagnostic.suggests))
  return [
    ...unknown.map(({ diagnostic }) => diagnostic),
    ...missing
      .filter(([name]) => !mistyped.has(name))
      .map(([name]) =>
        context.diagnostic('CC101', at, `${sentence(object.title)} needs the key \`${name}\``, { part: 'key' }),
      ),
  ]
}

interface UnknownKey {
  readonly diagnostic: Diagnostic
  /** The key that was probably meant. */
  readonly suggests?: string | undefined
}

function checkKey(context: RuleContext, name: string, object: ObjectShape, at: Path): readonly UnknownKey[] {
  const field: Field | undefined = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined
  if (field !== undefined) return wrongVersion(context, name, field, [...at, name])
  if (isExtension(object, name)) return checkExtensionKey(context, name, object, [...at, name])
  if (object.others?.keys.matches.test(name) === true) return []
  const suggests = closestName(name, Object.keys(object.fields))
  if (object.open === true && suggests === undefined) return []
  const message = object.open === true ? `\`${name}\` is no keyword of JSON Schema` : unknownMessage(name, object)
  const hint = didYouMean(name, Object.keys(object.fields))
  const code = object.open === true ? 'CC105' : 'CC100'
  return [{ diagnostic: context.diagnostic(code, [...at, name], message, { hint, part: 'key' }), suggests }]
}

const unknownMessage = (name: string, object: ObjectShape): string =>
  object.others === undefined
    ? `\`${name}\` is not a key of ${object.title}`
    : `\`${name}\` is not ${object.others.keys.as}, the keys of ${object.title}`

function wrongVersion(context: RuleContext, name: string, field: Field, at: Path): readonly UnknownKey[] {
  const { version } = context.spec
  if (field.only === undefined || field.only === version) return []
  const message = `\`${name}\` belongs to OpenAPI ${field.only}, and this document is ${version}`
  return [{ diagnostic: context.diagnostic('CC104', at, message, { part: 'key' }) }]
}

function checkExtensionKey(context: RuleContext, name: string, object: ObjectShape, at: Path): readonly UnknownKey[] {
  if (extensionKeys.includes(name)) {
    const message = `\`${name}\` has no meaning in ${object.title}`
    return [{ diagnostic: context.diagnostic('CC106', at, message, { part: 'key' }) }]
  }
  const suggestion = didYouMean(name, extensionKeys)
  if (suggestion === undefined) return []
  const message = `\`${name}\` is not a key that is known here`
  return [{ diagnostic: context.diagnostic('CC107', at, message, { part: 'key', hint: suggestion }) }]
}

function wrongType(context: RuleContext, value: JsonValue, shape: Shape, at: Path): Diagnostic {
  const wanted = [...new Set(jsonTypesOf(shape))].map((type) => typeWords[type]).join(' or ')
  const message = `${nameOf(at)} must be ${wanted}, not ${typeWords[jsonTypeOf(value)]}`
  return context.diagnostic('CC102', at, message, { hint: typeHint(value, shape) })
}

const typeWords: Readonly<Record<ReturnType<typeof jsonTypeOf>, string>> = {
  object: 'a mapping',
  list: 'a list',
  text: 'text',
  number: 'a number',
  boolean: '`true` or `false`',
  null: 'empty',
}

function typeHint(value: JsonValue, shape: Shape): string | undefined {
  const takesText = jsonTypesOf(shape).includes('text')
  if (typeof value === 'number' && takesText && hasDuration(shape)) return `Write it with its unit: \`${value}s\`.`
  if (typeof value === 'number' && shape.type === 'size') return `Write it with its unit: \`${value}B\`.`
  return takesText && value !== null && typeof value !== 'object' ? `Quote it: '${String(value)}'.` : undefined
}

const hasDuration = (shape: Shape): boolean =>
  shape.type === 'duration' || (shape.type === 'either' && shape.of.some(hasDuration))

const nameOf = (at: Path): string => (at.length === 0 ? 'The document' : `\`${at.at(-1)}\``)
const sentence = (title: string): string => title.charAt(0).toUpperCase() + title.slice(1)
