/** Takes the extension's own keys out where they may stand: the root, operations, and callback operations. A property of that name in a schema or an example stays. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { methodOf } from './spec-view.ts'

const ownKeys = new Set([
  'x-async-defaults',
  'x-async-operation',
  'x-webhook',
  'x-public',
  'x-rate-limit',
  'x-deprecated-since',
  'x-sunset',
])

/** The document without the extension's keys. */
export function withoutOwnKeys(document: JsonObject): JsonObject {
  const { components, ...root } = omitOwn(document)
  return {
    ...root,
    ...mapped(root, 'paths', withoutKeysInPathItem),
    ...mapped(root, 'webhooks', withoutKeysInPathItem),
    ...(isJsonObject(components) && {
      components: {
        ...components,
        ...mapped(components, 'pathItems', withoutKeysInPathItem),
        ...mapped(components, 'callbacks', withoutKeysInCallback),
      },
    }),
  }
}

function withoutKeysInPathItem(item: JsonObject): JsonObject {
  const members = Object.entries(omitOwn(item)).map(([name, value]) =>
    methodOf(name) !== undefined && isJsonObject(value) ? [name, withoutKeysInOperation(value)] : [name, value],
  )
  return Object.fromEntries(members)
}

function withoutKeysInOperation(operation: JsonObject): JsonObject {
  const kept = omitOwn(operation)
  return { ...kept, ...mapped(kept, 'callbacks', withoutKeysInCallback) }
}

function withoutKeysInCallback(callback: JsonObject): JsonObject {
  return mapValues(omitOwn(callback), withoutKeysInPathItem)
}

function omitOwn(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !ownKeys.has(name)))
}

function mapped(parent: JsonObject, name: string, change: (item: JsonObject) => JsonObject): JsonObject {
  const items = parent[name]
  return isJsonObject(items) ? { [name]: mapValues(items, change) } : {}
}

function mapValues(items: JsonObject, change: (item: JsonObject) => JsonObject): JsonObject {
  const changed = (value: JsonValue): JsonValue => (isJsonObject(value) ? change(value) : value)
  return Object.fromEntries(Object.entries(items).map(([name, value]) => [name, changed(value)]))
}
