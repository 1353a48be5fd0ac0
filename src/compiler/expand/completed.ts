/** Completes what the designer wrote with what the framework adds. Where both speak, the designer's word stands. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { followReference } from '../../schema/reference.ts'
import type { Expansion } from './plan-expansion.ts'

/**
 * A response or a request body of the designer's with the headers, media types and links of the framework's that it lacks. A reference
 * stays a reference when nothing is missing behind it.
 */
export function completed(expansion: Expansion, declared: JsonValue, own: JsonObject): JsonValue {
  const theirs = followReference(expansion.document, declared)
  const added = {
    ...(theirs.description === undefined && own.description !== undefined && { description: own.description }),
    ...merge('headers', theirs, own, (name, other) => name.toLowerCase() === other.toLowerCase()),
    ...merge('content', theirs, own, (name, other) => name === other),
    ...merge('links', theirs, own, (name, other) => name === other),
  }
  return Object.keys(added).length === 0 ? declared : { ...theirs, ...added }
}

/** The member with what it lacked; nothing when it lacks nothing. */
function merge(
  member: string,
  theirs: JsonObject,
  own: JsonObject,
  same: (name: string, other: string) => boolean,
): JsonObject {
  const ours = own[member]
  if (!isJsonObject(ours)) return {}
  const declared = isJsonObject(theirs[member]) ? theirs[member] : {}
  const lacking = Object.entries(ours).filter(([name]) => !Object.keys(declared).some((other) => same(name, other)))
  const kept = Object.entries(declared).map(([name, value]): [string, JsonValue] => [
    name,
    member === 'content' ? withSchema(value, ours[name]) : value,
  ])
  const isComplete = lacking.length === 0 && kept.every(([name, value]) => value === declared[name])
  return isComplete ? {} : { [member]: { ...Object.fromEntries(kept), ...Object.fromEntries(lacking) } }
}

/** A media type that was declared without a schema gets ours. */
function withSchema(declared: JsonValue, own: JsonValue | undefined): JsonValue {
  return isJsonObject(declared) && isJsonObject(own) && declared.schema === undefined
    ? { ...own, ...declared }
    : declared
}

/** An extension that a designer gave to other tools already: an object of theirs is completed, anything else stands. */
export function completedExtensions(declared: JsonObject, own: JsonObject): JsonObject {
  const members = Object.entries(own).map(([name, value]): [string, JsonValue] => {
    const theirs = declared[name]
    if (theirs === undefined) return [name, value]
    return [name, isJsonObject(theirs) && isJsonObject(value) ? { ...value, ...theirs } : theirs]
  })
  return Object.fromEntries(members)
}
