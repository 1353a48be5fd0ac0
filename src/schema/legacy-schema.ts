/** OpenAPI 3.0's own dialect of JSON Schema, said in the words of 2020-12. */
import type { JsonObject } from '../base/json.ts'

/** `nullable` widens `type`, exclusive bounds are flags beside the bound, and keywords of later versions mean nothing. */
export function fromLegacy(schema: JsonObject): JsonObject {
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...known } = schema
  const rest = Object.fromEntries(Object.entries(known).filter(([name]) => !modern.has(name)))
  return {
    ...rest,
    ...(nullable === true && typeof rest.type === 'string' ? { type: [rest.type, 'null'] } : {}),
    ...(exclusiveMinimum === true && rest.minimum !== undefined ? { exclusiveMinimum: rest.minimum } : {}),
    ...(exclusiveMaximum === true && rest.maximum !== undefined ? { exclusiveMaximum: rest.maximum } : {}),
  }
}

const modern: ReadonlySet<string> = new Set([
  ...['const', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'propertyNames', 'patternProperties'],
  ...['dependentSchemas', 'dependentRequired', 'prefixItems', 'unevaluatedItems', 'unevaluatedProperties'],
  '$dynamicRef',
])
