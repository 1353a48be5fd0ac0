/** JSON as TypeScript sees it, and the one canonical way to write it. */

export type JsonPrimitive = string | number | boolean | null
/** Any JSON value, never to be changed. */
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject
/** A JSON object: members by name. */
export interface JsonObject {
  readonly [name: string]: JsonValue
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * JSON text with members sorted by UTF-16 code units and no white space (RFC 8785's order), so that equal values have equal text
 * (R-IDM-8).
 *
 * @example canonicalJson({ b: 1, a: [true] }) // '{"a":[true],"b":1}'
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  let members = ''
  for (const name of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`
  }
  return `{${members}}`
}
