/** Every value against the shape its place has: unknown and missing keys, wrong types, values out of range, what other versions have. */
import { capitalized } from '../../base/capitalized.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import {
  childrenOf,
  type Field,
  isIn,
  jsonTypeOf,
  jsonTypesOf,
  narrow,
  type ObjectShape,
  referenceIn,
  requiredKeys,
  type Shape,
  type TextPattern,
} from '../shapes/shape.ts'
import { documentShape, specShapes } from '../shapes/spec-shapes.ts'
import type { RuleContext } from '../view/rule.ts'
import { checkDisplaced, type DisplacedKeys, displacedKeys } from './displaced-keys.ts'
import { checkKeyRules } from './key-rules.ts'
import { checkKey } from './known-keys.ts'
import { misfitOf } from './scalar.ts'
import { typeWayOut } from './type-way-out.ts'

export function checkStructure(context: RuleContext): readonly Diagnostic[] {
  return checkValue(context, context.spec.document, documentShape, [])
}

/** One value and everything in it. */
export function checkValue(context: RuleContext, value: JsonValue, shape: Shape, at: Path): readonly Diagnostic[] {
  const narrowed = narrow(shape, value)
  if (narrowed.type === 'any' || narrowed.type === 'prose') return []
  if (!jsonTypesOf(narrowed).includes(jsonTypeOf(value))) return [wrongType(context, value, shape, at)]
  const object = narrowed.type === 'object' ? specShapes[narrowed.name] : undefined
  if (object !== undefined && referenceIn(value, object) !== undefined) {
    if (object.section !== 'schemas' || context.spec.version === '3.0')
      return checkReference(context, value, object, at)
  }
  const displaced = object !== undefined && isJsonObject(value) ? displacedKeys(value, object) : []
  const found = [...checkHere(context, value, narrowed, object, at, displaced)]
  for (const child of childrenOf(value, narrowed, specShapes)) {
    const isKnown = isIn(fieldOf(object, child.name)?.versions, context.spec.version)
    const isTold = displaced.some(({ below, state }) => state === 'empty' && below === child.name)
    if (isKnown && !isTold) found.push(...checkValue(context, child.value, child.shape, [...at, child.name]))
  }
  return found
}

const fieldOf = (object: ObjectShape | undefined, name: string): Field | undefined =>
  object !== undefined && Object.hasOwn(object.fields, name) ? object.fields[name] : undefined

/** Beside a `$ref` only prose is read, and only by those who show it. */
function checkReference(context: RuleContext, value: JsonValue, object: ObjectShape, at: Path): readonly Diagnostic[] {
  const { version } = context.spec
  if (!isIn(object.referable, version)) {
    const message = `\`$ref\` in place of ${object.title} belongs to OpenAPI ${object.referable?.join(' and ')}, and this document is ${version}`
    return [context.diagnostic('CC104', [...at, '$ref'], message, { part: 'key' })]
  }
  if (version === '3.0' || !isJsonObject(value)) return []
  return ['summary', 'description'].flatMap((name) => {
    const text = value[name]
    return text === undefined || typeof text === 'string'
      ? []
      : [wrongType(context, text, { type: 'text' }, [...at, name])]
  })
}

function checkHere(
  context: RuleContext,
  value: JsonValue,
  shape: Shape,
  object: ObjectShape | undefined,
  at: Path,
  displaced: readonly DisplacedKeys[],
): readonly Diagnostic[] {
  if (object !== undefined && isJsonObject(value)) return checkObject(context, value, object, at, displaced)
  const elsewhere = checkVersions(context, value, shape, at)
  if (elsewhere.length > 0) return elsewhere
  const misfit = misfitOf(value, shape)
  if (misfit !== undefined) return [context.diagnostic('CC103', at, misfit.message, { hint: misfit.hint })]
  return shape.type === 'map' && shape.keys !== undefined && isJsonObject(value)
    ? checkNames(context, value, shape.keys, at)
    : []
}

/** A value that is of the right type, but in another version. */
function checkVersions(context: RuleContext, value: JsonValue, shape: Shape, at: Path): readonly Diagnostic[] {
  const { version } = context.spec
  const choices = shape.type === 'text' ? (shape.choiceVersions ?? {}) : {}
  const ofChoice = typeof value === 'string' && Object.hasOwn(choices, value) ? choices[value] : undefined
  const versions = ofChoice ?? ('versions' in shape ? shape.versions : undefined)
  if (isIn(versions, version)) return []
  const what = typeof value === 'string' ? `\`${value}\`` : `${typeWords[jsonTypeOf(value)]} as \`${at.at(-1)}\``
  const message = `${capitalized(what)} belongs to OpenAPI ${versions?.join(' and ')}, and this document is ${version}`
  return [context.diagnostic('CC104', at, message)]
}

function checkNames(context: RuleContext, value: JsonObject, keys: TextPattern, at: Path): readonly Diagnostic[] {
  return Object.keys(value)
    .filter((name) => !keys.matches.test(name))
    .map((name) => context.diagnostic('CC103', [...at, name], `\`${name}\` must be ${keys.as}`, { part: 'key' }))
}

function checkObject(
  context: RuleContext,
  value: JsonObject,
  object: ObjectShape,
  at: Path,
  displaced: readonly DisplacedKeys[],
): readonly Diagnostic[] {
  const isDisplaced = (name: string): boolean => displaced.some(({ names }) => names.includes(name))
  const unknown = Object.keys(value).flatMap((name) => (isDisplaced(name) ? [] : checkKey(context, name, object, at)))
  const missing = requiredKeys(object, context.spec.version).filter((name) => !Object.hasOwn(value, name))
  // A required key that is mistyped or left out around others is one cause.
  const mistyped = new Set([...unknown.map(({ suggests }) => suggests), ...displaced.map(({ below }) => below)])
  return [
    ...displaced.map((keys) => checkDisplaced(context, value, object, at, keys)),
    ...unknown.map(({ diagnostic }) => diagnostic),
    ...missing
      .filter((name) => !mistyped.has(name))
      .map((name) =>
        context.diagnostic('CC101', at, `${capitalized(object.title)} needs the key \`${name}\``, { part: 'key' }),
      ),
    ...checkKeyRules(context, value, object, at, mistyped),
  ]
}

function wrongType(context: RuleContext, value: JsonValue, shape: Shape, at: Path): Diagnostic {
  const wanted = [...new Set(jsonTypesOf(shape))].map((type) => typeWords[type]).join(' or ')
  const isEntry = Array.isArray(context.spec.locate(at.slice(0, -1))?.value)
  const name = isEntry && at.length > 1 ? `An entry of \`${at.at(-2)}\`` : nameOf(at)
  const message = `${name} must be ${wanted}, not ${typeWords[jsonTypeOf(value)]}`
  return context.diagnostic('CC102', at, message, { hint: typeWayOut(value, shape, at, isEntry) })
}

const typeWords: Readonly<Record<ReturnType<typeof jsonTypeOf>, string>> = {
  object: 'a mapping',
  list: 'a list',
  text: 'text',
  number: 'a number',
  boolean: '`true` or `false`',
  null: 'empty',
}

const nameOf = (at: Path): string => (at.length === 0 ? 'The document' : `\`${at.at(-1)}\``)
