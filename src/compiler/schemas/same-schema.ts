/** Whether two schemas of two documents say the same: prose, order and names of components do not count, and cycles are followed once. */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import { fromLegacy } from '../../schema/legacy-schema.ts'
import type { SpecView } from '../view/spec-view.ts'
import { isProse, referredTo } from './schema-node.ts'

/** Remembers what has been compared, for two documents in one order. */
export interface SameSchemas {
  readonly same: (one: JsonValue, other: JsonValue) => boolean
}

export function createSameSchemas(one: SpecView, other: SpecView): SameSchemas {
  const known = new Map<JsonValue, Map<JsonValue, boolean>>()
  const same = (left: JsonValue, right: JsonValue): boolean => {
    const answers = known.get(left) ?? new Map<JsonValue, boolean>()
    known.set(left, answers)
    const answer = answers.get(right) ?? isSame({ one, other, assumed: new Map(), log: [] }, left, right)
    answers.set(right, answer)
    return answer
  }
  return { same }
}

interface Comparison {
  readonly one: SpecView
  readonly other: SpecView
  /** Pairs that are being compared further out. */
  readonly assumed: Map<JsonValue, Set<JsonValue>>
  /** The same pairs in the order in which they were assumed, so that a trial can be undone. */
  readonly log: (readonly [JsonValue, JsonValue])[]
}

function isSame(work: Comparison, left: JsonValue, right: JsonValue): boolean {
  const one = readSchema(work.one, left)
  const other = readSchema(work.other, right)
  if (!isJsonObject(one) || !isJsonObject(other)) return one === other
  const pending = work.assumed.get(one) ?? new Set()
  if (pending.has(other)) return true
  work.assumed.set(one, pending.add(other))
  work.log.push([one, other])
  const [names, others] = [one, other].map((schema) =>
    Object.keys(schema)
      .filter((name) => !isProse(name))
      .sort(),
  )
  return (
    canonicalJson(names ?? []) === canonicalJson(others ?? []) &&
    (names ?? []).every((name) => isSameKeyword(work, name, one, other))
  )
}

/** The schema itself, or what it only refers to. */
function readSchema(spec: SpecView, schema: JsonValue): JsonValue {
  let value = schema
  for (const seen = new Set<JsonValue>(); isJsonObject(value) && !seen.has(value); ) {
    seen.add(value)
    const alone = spec.version === '3.0' || Object.keys(value).every((name) => name === '$ref' || isProse(name))
    const target = alone ? referredTo(spec, value) : undefined
    if (target === undefined) break
    value = target.value
  }
  if (value === true) return anything
  return isJsonObject(value) && spec.version === '3.0' ? legacy(value) : value
}

const anything: JsonObject = {}
const translated = new WeakMap<JsonObject, JsonObject>()

/** Always the same object for the same schema, so that cycles are seen. */
function legacy(schema: JsonObject): JsonObject {
  const known = translated.get(schema) ?? fromLegacy(schema)
  translated.set(schema, known)
  return known
}

const oneSchema: ReadonlySet<string> = new Set([
  ...['not', 'if', 'then', 'else', 'items', 'contains', 'propertyNames', 'additionalProperties'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
])
const schemaMaps: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas'])
const unordered: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf'])
const sets: ReadonlySet<string> = new Set(['required', 'enum'])

function isSameKeyword(work: Comparison, name: string, one: JsonObject, other: JsonObject): boolean {
  const [left = null, right = null] = [one[name], other[name]]
  if (name === '$ref') return isSameReference(work, one, other)
  if (name === 'discriminator') return isSameDiscriminator(work, one, other)
  if (oneSchema.has(name)) return isSame(work, left, right)
  if (schemaMaps.has(name)) return isSameMap(work, readObject(left), readObject(right))
  if (unordered.has(name)) return isSameSet(work, readList(left), readList(right))
  if (name === 'prefixItems') return isSameList(work, readList(left), readList(right))
  if (sets.has(name)) return asSet(left) === asSet(right)
  return name === 'type' ? asSet([left].flat()) === asSet([right].flat()) : canonicalJson(left) === canonicalJson(right)
}

function isSameReference(work: Comparison, one: JsonObject, other: JsonObject): boolean {
  const [left, right] = [referredTo(work.one, one), referredTo(work.other, other)]
  if (left === undefined || right === undefined) return one.$ref === other.$ref
  return isSame(work, left.value, right.value)
}

function isSameMap(work: Comparison, one: JsonObject, other: JsonObject): boolean {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(work, one[name] ?? null, other[name] ?? null))
  )
}

const isSameList = (work: Comparison, one: readonly JsonValue[], other: readonly JsonValue[]): boolean =>
  one.length === other.length && one.every((schema, index) => isSame(work, schema, other[index] ?? null))

/** A pair that turns out unlike must leave no assumptions behind. */
function isSameSet(work: Comparison, one: readonly JsonValue[], other: readonly JsonValue[]): boolean {
  const trial = (left: JsonValue, right: JsonValue): boolean => {
    const before = work.log.length
    const same = isSame(work, left, right)
    if (!same) for (const [first, second] of work.log.splice(before)) work.assumed.get(first)?.delete(second)
    return same
  }
  return (
    one.length === other.length &&
    one.every((left) => other.some((right) => trial(left, right))) &&
    other.every((right) => one.some((left) => trial(left, right)))
  )
}

const asSet = (value: JsonValue): string => [...new Set(readList(value).map(canonicalJson))].sort().join(' ')

/** Each value of the property that tells the alternatives apart has to mean the same alternative. */
function isSameDiscriminator(work: Comparison, one: JsonObject, other: JsonObject): boolean {
  const [left, right] = [readObject(one.discriminator), readObject(other.discriminator)]
  const [meant, others] = [meaningsOf(one), meaningsOf(other)]
  return left.propertyName === right.propertyName && isSameMap(work, meant, others)
}

/** Value -> what it means: with a mapping what that says, without one the alternative of that name. */
function meaningsOf(schema: JsonObject): JsonObject {
  const { mapping, defaultMapping } = readObject(schema.discriminator)
  const mapped = Object.entries(readObject(mapping)).map(([value, target]) => [value, referenceTo(target)] as const)
  const named = new Set(mapped.map(([, { $ref }]) => $ref))
  const branches = [...readList(schema.oneOf), ...readList(schema.anyOf)].flatMap((branch) => {
    const reference = readText(readObject(branch).$ref)
    return reference === undefined || named.has(reference) ? [] : [[componentName(reference), branch] as const]
  })
  const rest = defaultMapping === undefined ? {} : { '': referenceTo(defaultMapping) }
  return { ...Object.fromEntries([...branches, ...mapped]), ...rest }
}

/** A mapping names a schema by a reference or by its name. */
function referenceTo(target: JsonValue): { readonly $ref: string } {
  const text = readText(target) ?? ''
  return { $ref: text.includes('/') ? text : `#/components/schemas/${text}` }
}

const componentName = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1)
