/** Whether a value is one that a schema's own `type` and `enum` allow. Looks at nothing else: that is for a validator. */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { SpecView } from '../view/spec-view.ts'

/** Why a value is none of those that the schema's own `type` and `enum` allow. */
export function misfitOf(spec: SpecView, schema: JsonObject, value: JsonValue, isChoice = false): string | undefined {
  const types = typesOf(spec, schema)
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return `is not of type ${types.join(' or ')}`
  if (isChoice || !Array.isArray(schema.enum)) return undefined
  const text = canonicalJson(value)
  if (schema.enum.some((choice: JsonValue) => canonicalJson(choice) === text)) return undefined
  return value === null && types.includes('null') ? undefined : 'is none of the values in `enum`'
}

function typesOf(spec: SpecView, { type, nullable }: JsonObject): readonly string[] {
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string')
  return spec.version === '3.0' && nullable === true && types.length > 0 ? [...types, 'null'] : types
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'object':
      return isJsonObject(value)
    case 'array':
      return Array.isArray(value)
    case 'null':
      return value === null
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}
