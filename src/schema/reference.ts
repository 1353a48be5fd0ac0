/** Reads a document as it stands, references and all: what is missing or unfit comes out as an empty object. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { readPointer } from './pointer.ts'

/** What a `#/…` reference leads to, or the value itself when it is none. */
export function followReference(document: JsonObject, value: JsonValue | undefined): JsonObject {
  let current = value
  for (let hops = 0; hops < 32 && isJsonObject(current) && typeof current.$ref === 'string'; hops += 1) {
    current = readPointer(document, decodeURIComponent(current.$ref.slice(1)))
  }
  return isJsonObject(current) ? current : {}
}

/** The object at that path of names, or an empty one. */
export function objectAt(value: JsonValue | undefined, ...names: readonly string[]): JsonObject {
  let current = value
  for (const name of names) current = isJsonObject(current) && Object.hasOwn(current, name) ? current[name] : undefined
  return isJsonObject(current) ? current : {}
}
