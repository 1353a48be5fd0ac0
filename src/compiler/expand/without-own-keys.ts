/**
 * Takes the framework's own keys out of a document, wherever its grammar lets an extension stand. A property of a schema, an example or
 * somebody else's extension may have a member of that name, and keeps it.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { extensionKeys, ignoreKey } from '../shapes/extension-shapes.ts'
import { memberShape, narrow, type Shape } from '../shapes/shape.ts'
import { documentShape, specShapes } from '../shapes/spec-shapes.ts'

const ownKeys: ReadonlySet<string> = new Set([...extensionKeys, ignoreKey])

/** The document without the framework's keys. */
export function withoutOwnKeys(document: JsonObject): JsonObject {
  const stripped = strip(document, documentShape)
  return isJsonObject(stripped) ? stripped : document
}

/** The value itself where nothing below it changes: most of a document is shared with its source. */
function strip(value: JsonValue, shape: Shape): JsonValue {
  if (typeof value !== 'object' || value === null || shape.type === 'any' || shape.type === 'prose') return value
  const narrowed = narrow(shape, value)
  const isOwn = isJsonObject(value) && mayCarry(narrowed) ? (name: string) => ownKeys.has(name) : never
  let changes: Map<string, JsonValue | undefined> | undefined
  for (const [name, member] of Object.entries(value)) {
    const stripped = isOwn(name) ? undefined : strip(member, memberShape(narrowed, name, specShapes))
    if (stripped !== member) changes = (changes ?? new Map()).set(name, stripped)
  }
  return changes === undefined ? value : changed(value, changes)
}

const never = (): boolean => false

/** Whether an object of that shape may have extensions. */
function mayCarry(shape: Shape): boolean {
  return shape.type === 'object' && specShapes[shape.name]?.extensible === true
}

function changed(
  value: readonly JsonValue[] | JsonObject,
  changes: ReadonlyMap<string, JsonValue | undefined>,
): JsonValue {
  const members = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
    const now = changes.has(name) ? changes.get(name) : member
    return now === undefined ? [] : [[name, now]]
  })
  return Array.isArray(value) ? members.map(([, item]) => item) : Object.fromEntries(members)
}
