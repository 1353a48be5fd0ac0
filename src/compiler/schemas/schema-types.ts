/** What JSON types a schema leaves to a value, read off its `type`. */
import type { JsonObject } from '../../base/json.ts'
import { typesOf } from '../../schema/json-types.ts'

/**
 * Whether a value of that schema can be of none but those types. A schema without `type` admits everything.
 *
 * @example admitsOnly({ type: ['array', 'null'] }, ['array', 'null', 'object']) // true
 */
export function admitsOnly(schema: JsonObject, types: readonly string[]): boolean {
  const written = typesOf(schema, false)
  return written.length > 0 && written.every((type) => types.some((each) => each === type))
}
