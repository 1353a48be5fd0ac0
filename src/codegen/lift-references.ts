/**
 * References of schemas that lead elsewhere than to a component, such as into `paths` or deep into another schema: what they lead to
 * becomes a component of its own, since types can be named by components alone.
 */
import { freeName } from '../base/free-name.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { escapeSegment, parsePointer, valueAt } from '../schema/pointer.ts'
import { objectAt } from '../schema/reference.ts'
import { mapDocument, mapSchema } from './map-schemas.ts'

/** The document with a component for each such place; the same one when there is none. */
export function liftReferences(document: JsonObject): JsonObject {
  const components = objectAt(document, 'components')
  const own = objectAt(components, 'schemas')
  const names = new Map<string, string>()
  const isTaken = (name: string): boolean => Object.hasOwn(own, name) || [...names.values()].includes(name)
  const lift = (schema: JsonObject): JsonObject => {
    const path = typeof schema.$ref === 'string' ? elsewhere(schema.$ref) : undefined
    if (path === undefined || !isSchema(valueAt(document, path))) return schema
    const key = JSON.stringify(path)
    const name = names.get(key) ?? freeName(wish(path), isTaken, '.')
    names.set(key, name)
    return { ...schema, $ref: `#/components/schemas/${escapeSegment(name)}` }
  }
  const changed = mapDocument(document, lift)
  if (names.size === 0) return document
  const schemas: Record<string, JsonValue> = { ...objectAt(changed, 'components', 'schemas') }
  // What is lifted may refer to more, which this loop comes to as well.
  for (const [key, name] of names) schemas[name] = mapSchema(valueAt(document, JSON.parse(key)) ?? {}, lift)
  return { ...changed, components: { ...objectAt(changed, 'components'), schemas } }
}

/** The path of a reference within the document that is not a component's. */
function elsewhere(ref: string): readonly string[] | undefined {
  if (!ref.startsWith('#/')) return undefined
  const path = parsePointer(decodeURIComponent(ref.slice(1)))
  return path?.[0] === 'components' && path.length === 3 ? undefined : path
}

const isSchema = (value: JsonValue | undefined): boolean => isJsonObject(value) || typeof value === 'boolean'

/** 'Invoice.lines' for '/components/schemas/Invoice/properties/lines/items'. */
function wish(path: readonly string[]): string {
  const telling = path.filter((segment) => !structure.has(segment))
  const name = telling.map((segment) => segment.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-|-$/g, '')).join('.')
  return name === '' ? 'Schema' : name
}

const structure = new Set([
  ...['components', 'content', 'definitions', 'items', 'paths', 'properties', 'responses', 'schema', 'schemas'],
])
