/**
 * Required members that only the other direction carries: a required `readOnly` member is required in answers only, a `writeOnly` one in
 * requests only. `required` and the mark may stand in different parts of a schema.
 */
import { isJsonObject, type JsonValue } from '../base/json.ts'
import { type Direction, foreignMarks, isMarked } from './direction.ts'
import { partsOf, type SchemaReading } from './schema-parts.ts'

export interface DirectedReading extends SchemaReading {
  readonly direction: Direction
}

/** The members that some part of a schema declares as going the other way. */
export function foreignMembers(schema: JsonValue, reading: DirectedReading): ReadonlySet<string> {
  const mark = foreignMarks[reading.direction]
  const members = partsOf(schema, reading).flatMap(({ properties }) =>
    isJsonObject(properties) ? Object.entries(properties) : [],
  )
  return new Set(members.filter(([, member]) => isMarked(member, mark, reading)).map(([name]) => name))
}

/** Those of the names that a schema requires and does not itself declare as going the other way. */
export function requiredElsewhere(
  schema: JsonValue,
  names: ReadonlySet<string>,
  reading: DirectedReading,
): ReadonlySet<string> {
  if (names.size === 0) return names
  const required = partsOf(schema, reading).flatMap((part) => (Array.isArray(part.required) ? part.required : []))
  const known = foreignMembers(schema, reading)
  return new Set([...names].filter((name) => required.includes(name) && !known.has(name)))
}
