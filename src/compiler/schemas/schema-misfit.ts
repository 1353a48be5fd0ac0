/** Whether a value is one that a schema's own `type` and `enum` allow. Looks at nothing else: that is for a validator. */
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import { isOfType, typesOf } from '../../schema/json-types.ts'
import type { SpecView } from '../view/spec-view.ts'

/** Why a value is none of those that the schema's own `type` and `enum` allow. */
export function misfitOf(spec: SpecView, schema: JsonObject, value: JsonValue, isChoice = false): string | undefined {
  const types = typesOf(schema, spec.version === '3.0')
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return `is not of type ${types.join(' or ')}`
  if (isChoice || !Array.isArray(schema.enum)) return undefined
  const text = canonicalJson(value)
  if (schema.enum.some((choice: JsonValue) => canonicalJson(choice) === text)) return undefined
  return value === null && types.includes('null') ? undefined : 'is none of the values in `enum`'
}
