/** Completes what the designer wrote with what the framework adds. Where both speak, the designer's word stands. */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference } from '../schema/reference.ts'
import type { Expansion } from './expand-plan.ts'

/**
 * A response of the designer's with the headers, media types and links of the framework's that it lacks. A reference stays a reference
 * when nothing is missing behind it.
 */
export function completed(expansion: Expansion, declared: JsonValue, own: JsonObject): JsonValue {
  const theirs = followReference(expansion.document, declared)
  const merged = {
    ...theirs,
    description: theirs.description ?? own.description ?? '',
    ...merge('headers', theirs, own, (name, other) => name.toLowerCase() === other.toLowerCase()),
    ...merge('content', theirs, own, (name, other) => name === other),
    ...merge('links', theirs, own, (name, other) => name === other),
  }
  return canonicalJson(merged) === canonicalJson(theirs) ? declared : merged
}

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
  const kept = Object.entries(declared).map(([name, value]) => [
    name,
    member === 'content' ? withSchema(value, ours[name]) : value,
  ])
  return { [member]: { ...Object.fromEntries(kept), ...Object.fromEntries(lacking) } }
}

/** A media type that was declared without a schema gets ours. */
function withSchema(declared: JsonValue, own: JsonValue | undefined): JsonValue {
  return isJsonObject(declared) && isJsonObject(own) && declared.schema === undefined
    ? { ...own, ...declared }
    : declared
}
