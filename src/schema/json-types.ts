/** The types of JSON: those that a schema names, and the one that a value has. */
import type { JsonObject, JsonValue } from '../base/json.ts'

/**
 * The names in `type`, and null where OpenAPI 3.0 says `nullable` beside it; none where a schema names no type.
 *
 * @example typesOf({ type: 'string', nullable: true }, true) // ['string', 'null']
 */
export function typesOf({ type, nullable }: JsonObject, legacy: boolean): readonly string[] {
  const written = (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string')
  return legacy && nullable === true && written.length > 0 ? [...written, 'null'] : written
}

/**
 * The type of a value: 'integer' for whole numbers.
 *
 * @example typeOfValue([]) // 'array'
 */
export function typeOfValue(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value
}

/** Whether a value is of a type that a schema names. */
export function isOfType(value: JsonValue, type: string): boolean {
  const own = typeOfValue(value)
  return own === type || (own === 'integer' && type === 'number')
}
