/**
 * Takes the framework's own keys out of a document, wherever its grammar lets an extension stand. A property of a schema, an example or
 * somebody else's extension may have a member of that name, and keeps it.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { documentShape, specShapes } from './openapi-shapes.ts'
import { childrenOf, objectShapeOf, type Shape } from './shape.ts'

const ownKeys: ReadonlySet<string> = new Set([
  'x-async-defaults',
  'x-async-operation',
  'x-coatcheck-ignore',
  'x-webhook',
  'x-public',
  'x-rate-limit',
  'x-deprecated-since',
  'x-sunset',
])

/** The document without the framework's keys. */
export function withoutOwnKeys(document: JsonObject): JsonObject {
  const stripped = strip(document, documentShape)
  return isJsonObject(stripped) ? stripped : document
}

/** The value itself where nothing below it changes: most of a document is shared with its source. */
function strip(value: JsonValue, shape: Shape): JsonValue {
  if (typeof value !== 'object' || value === null || shape.type === 'any' || shape.type === 'prose') return value
  const carriesOwn = isJsonObject(value) && mayCarry(value, shape)
  const children = childrenOf(value, shape, specShapes)
  const kept = children.filter(({ name }) => !(carriesOwn && ownKeys.has(name)))
  const stripped = kept.map((child): [string, JsonValue] => [child.name, strip(child.value, child.shape)])
  const changed =
    kept.length < children.length || kept.some(({ value: before }, index) => before !== stripped[index]?.[1])
  if (!changed) return value
  return Array.isArray(value) ? stripped.map(([, item]) => item) : Object.fromEntries(stripped)
}

/** Whether an object that stands there may have extensions. */
function mayCarry(value: JsonObject, shape: Shape): boolean {
  const object = objectShapeOf(shape, value, specShapes)
  return object !== undefined && (object.extensible || object.open === true)
}
