/** Which way a value goes, and which members do not go that way. */
import { isJsonObject, type JsonValue } from '../base/json.ts'
import { partsOf, type SchemaReading } from './schema-parts.ts'

export type Direction = 'request' | 'response'

export type DirectionMark = 'readOnly' | 'writeOnly'

/** The mark of members that a direction does not carry: required or not, there they are not required. */
export const foreignMarks: Readonly<Record<Direction, DirectionMark>> = { request: 'readOnly', response: 'writeOnly' }

/**
 * Whether a member's schema, or anything that holds together with it, bears the mark.
 *
 * @example isMarked({ $ref: '#/components/schemas/Id' }, 'readOnly', reading)
 */
export function isMarked(schema: JsonValue | undefined, mark: DirectionMark, reading: SchemaReading): boolean {
  const own = isJsonObject(schema) && schema[mark] === true
  // Authors of 3.0 write marks beside references, where nothing is read, and mean them.
  return own || partsOf(schema, reading).some((part) => part[mark] === true)
}
