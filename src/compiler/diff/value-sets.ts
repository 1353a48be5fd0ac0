/** What a schema says of its values as a whole: the types they can have, and all of them where they are enumerated. */
import { canonicalJson, type JsonValue } from '../../base/json.ts'
import { readTexts } from '../../base/read-json.ts'
import { typeOfValue } from '../../schema/json-types.ts'
import type { SchemaNode } from '../schemas/schema-node.ts'

const allTypes = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'] as const

/** The types that values can have. 'integer' beside 'number' is contained in it; alone it rules out fractions. */
export function typesOf(node: SchemaNode): ReadonlySet<string> {
  if (node.never) return new Set()
  const declared = node.parts.flatMap(({ value: { type } }) => (type === undefined ? [] : [withIntegers(type)]))
  const types = allTypes.filter((type) => declared.every((set) => set.has(type)))
  const values = enumerated(node)
  if (values === undefined) return new Set(types)
  const found = new Set(values.map(typeOfValue))
  return new Set(types.filter((type) => found.has(type) || (type === 'number' && found.has('integer'))))
}

function withIntegers(type: JsonValue): ReadonlySet<string> {
  const names = typeof type === 'string' ? [type] : readTexts(type)
  return new Set(names.includes('number') ? [...names, 'integer'] : names)
}

/** The types in words: 'integer or null', 'anything'. */
export function typeNames(types: ReadonlySet<string>): string {
  const names = [...types].filter((name) => name !== 'integer' || !types.has('number'))
  if (types.size === allTypes.length) return 'anything'
  return names.length === 0 ? 'nothing' : names.join(' or ')
}

/** Every value, when `enum`, `const` or the types leave only so many. */
export function finiteValues(node: SchemaNode): readonly JsonValue[] | undefined {
  const values = enumerated(node)
  const types = typesOf(node)
  if (values !== undefined) return values.filter((value) => types.has(typeOfValue(value)))
  if (types.size === 0 || [...types].some((type) => type !== 'null' && type !== 'boolean')) return undefined
  return [...(types.has('null') ? [null] : []), ...(types.has('boolean') ? [true, false] : [])]
}

function enumerated(node: SchemaNode): readonly JsonValue[] | undefined {
  const lists = node.parts.flatMap(({ value }): (readonly JsonValue[])[] => [
    ...(value.const === undefined ? [] : [[value.const]]),
    ...(Array.isArray(value.enum) ? [value.enum] : []),
  ])
  const [first, ...rest] = lists
  return first?.filter((value) => rest.every((list) => includesValue(list, value)))
}

/** Whether a list has an equal value. */
export function includesValue(list: readonly JsonValue[], value: JsonValue): boolean {
  const text = canonicalJson(value)
  return list.some((one) => canonicalJson(one) === text)
}

/** Whether no value can fit both, as far as types and enumerated values show. */
export function areDisjoint(one: SchemaNode, other: SchemaNode): boolean {
  const types = typesOf(other)
  if (![...typesOf(one)].some((type) => types.has(type))) return true
  const values = finiteValues(one)
  const others = finiteValues(other)
  return values !== undefined && others !== undefined && !values.some((value) => includesValue(others, value))
}
