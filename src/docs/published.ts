/** Reads the published document: what is prose, schema or example stands there; everything else a page says comes from the contract. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Operation } from '../contract/operation.ts'
import { readPointer } from '../schema/pointer.ts'

/** An operation as published; empty when the document does not have it. */
export function publishedOperation(document: JsonObject, { path, method }: Operation): JsonObject {
  return objectAt(objectAt(document, 'paths')[path], method.toLowerCase())
}

/** The parameters of an operation, those of its path item included, by 'in:name'. */
export function publishedParameters(document: JsonObject, operation: Operation): ReadonlyMap<string, JsonObject> {
  const shared = objectAt(document, 'paths')[operation.path]
  const all = [...listAt(shared, 'parameters'), ...listAt(publishedOperation(document, operation), 'parameters')]
  return new Map(
    all.map((value) => resolve(document, value)).map((parameter) => [`${parameter.in}:${parameter.name}`, parameter]),
  )
}

/** What a `#/…` reference leads to, or the value itself when it is none. */
export function resolve(document: JsonObject, value: JsonValue | undefined): JsonObject {
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

/** The list under that name, or an empty one. */
export function listAt(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const list = isJsonObject(value) ? value[name] : undefined
  return Array.isArray(list) ? list : []
}

/** The text under that name, if it is one. */
export function textAt(value: JsonObject, name: string): string | undefined {
  const text = value[name]
  return typeof text === 'string' ? text : undefined
}
