/** Reads the conditions that are about one member of an object: that it is there, or which value it has. Refuses all others. */
import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'

/** What may be known of a member: that it is missing, that it is there, or its value. */
export type MemberState =
  | { readonly is: 'absent' }
  | { readonly is: 'present' }
  | { readonly is: 'value'; readonly value: JsonValue }

export interface MemberCondition {
  readonly member: string
  /** Whether it asks for a value, so that presence alone decides nothing. */
  readonly ofValue: boolean
  holds(state: MemberState): boolean
}

/** The condition that a schema is, or undefined where it asks for anything else. */
export function memberCondition(schema: JsonValue | undefined): MemberCondition | undefined {
  if (!isJsonObject(schema) || !Object.keys(schema).every((key) => read.has(key))) return undefined
  if (schema.type !== undefined && schema.type !== 'object') return undefined
  const required = schema.required ?? []
  if (!Array.isArray(required)) return undefined
  if (schema.properties === undefined) return required.length === 1 ? presenceOf(required[0]) : undefined
  return isJsonObject(schema.properties) ? valueCondition(schema.properties, required) : undefined
}

/** That a member is there. */
export function presenceOf(member: JsonValue | undefined): MemberCondition | undefined {
  if (typeof member !== 'string') return undefined
  return { member, ofValue: false, holds: (state) => state.is !== 'absent' }
}

const read = new Set(['$comment', 'description', 'properties', 'required', 'title', 'type'])

/** A member that is missing has every value: JSON Schema asks only those that are there (2020-12, Validation, 6.5 and Core, 10.3.2.1). */
function valueCondition(properties: JsonObject, required: readonly JsonValue[]): MemberCondition | undefined {
  const [[member, schema] = [], ...others] = Object.entries(properties)
  const test = valueTest(schema)
  if (member === undefined || others.length > 0 || test === undefined) return undefined
  if (!required.every((name) => name === member)) return undefined
  const holds = (state: MemberState) =>
    state.is === 'absent' ? required.length === 0 : state.is === 'value' && test(state.value)
  return { member, ofValue: true, holds }
}

function valueTest(schema: JsonValue | undefined): ((value: JsonValue) => boolean) | undefined {
  if (!isJsonObject(schema)) return undefined
  const keys = Object.keys(schema).filter((key) => !prose.has(key))
  if (keys.length === 1 && keys[0] === 'not') {
    const test = valueTest(schema.not)
    return test === undefined ? undefined : (value) => !test(value)
  }
  const values = listedValues(schema)
  const isRead = keys.every((key) => key === 'const' || key === 'enum' || (key === 'type' && isOfTexts(schema, values)))
  return isRead && values !== undefined
    ? (value) => values.some((listed) => isDeepStrictEqual(listed, value))
    : undefined
}

const prose = new Set(['$comment', 'description', 'title'])

function isOfTexts({ type }: JsonObject, values: readonly JsonValue[] | undefined): boolean {
  return type === 'string' && values?.every((value) => typeof value === 'string') === true
}

/** The values that a schema lists, when it does. */
export function listedValues(schema: JsonObject): readonly JsonValue[] | undefined {
  if (schema.const !== undefined && schema.enum !== undefined) return undefined
  if (schema.const !== undefined) return [schema.const]
  return Array.isArray(schema.enum) ? schema.enum : undefined
}
