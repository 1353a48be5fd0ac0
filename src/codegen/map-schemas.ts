/**
 * Walks the schemas of a document, from the outside in. What stands in examples, defaults and extensions that are not ours is left alone,
 * and what does not change is shared with the document.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'

/** What a schema object becomes; its own schemas are looked at after it. */
export type SchemaChange = (schema: JsonObject) => JsonValue

/** The document with each of its schemas changed. */
export function mapDocument(document: JsonObject, change: SchemaChange): JsonObject {
  return mapMembers(document, (key, value) => mapHolder(key, value, change))
}

function mapHolder(key: string, value: JsonValue, change: SchemaChange): JsonValue {
  if (opaque.has(key) || (key.startsWith('x-') && !extensions.has(key))) return value
  if (key === 'schemas' && isJsonObject(value)) return mapMembers(value, (_, schema) => mapSchema(schema, change))
  if (holders.has(key)) return mapSchema(value, change)
  if (isList(value)) return mapItems(value, (item) => mapHolder('', item, change))
  if (!isJsonObject(value)) return value
  return mapMembers(value, (name, member) => mapHolder(name, member, change))
}

/** A schema and all in it, changed. */
export function mapSchema(schema: JsonValue, change: SchemaChange): JsonValue {
  const changed = isJsonObject(schema) ? change(schema) : schema
  if (!isJsonObject(changed)) return changed
  return mapMembers(changed, (key, value) => {
    if (single.has(key) && isJsonObject(value)) return mapSchema(value, change)
    if (several.has(key) && isList(value)) return mapItems(value, (item) => mapSchema(item, change))
    if (named.has(key) && isJsonObject(value)) return mapMembers(value, (_, member) => mapSchema(member, change))
    return value
  })
}

function mapMembers(object: JsonObject, map: (key: string, value: JsonValue) => JsonValue): JsonObject {
  let changes: Map<string, JsonValue> | undefined
  for (const key of Object.keys(object)) {
    const value = object[key] ?? null
    const mapped = map(key, value)
    if (mapped !== value) changes = (changes ?? new Map()).set(key, mapped)
  }
  const changed = changes
  if (changed === undefined) return object
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, changed.get(key) ?? value]))
}

function mapItems(list: readonly JsonValue[], map: (item: JsonValue) => JsonValue): readonly JsonValue[] {
  const mapped = list.map(map)
  return mapped.every((item, index) => item === list[index]) ? list : mapped
}

/** `Array.isArray` takes a list that cannot be changed for none. */
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

const opaque = new Set(['default', 'example', 'examples', 'value'])
const extensions = new Set(['x-async-operation', 'x-async-defaults'])
/** Outside of schemas, what holds one. */
const holders = new Set(['schema', 'itemSchema', 'progress', 'partial'])

const single = new Set([
  ...['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
])
const several = new Set(['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems'])
const named = new Set(['$defs', 'dependentSchemas', 'patternProperties', 'properties'])
