/** Reads the published document: what is prose, schema or example stands there; everything else a page says comes from the contract. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Operation } from '../contract/operation.ts'
import { followReference, objectAt } from '../schema/reference.ts'

/** An operation as published; empty when the document does not have it. */
export function publishedOperation(document: JsonObject, { path, method }: Operation): JsonObject {
  return objectAt(objectAt(document, 'paths')[path], method.toLowerCase())
}

/** The parameters of an operation, those of its path item included, by 'in:name'. */
export function publishedParameters(document: JsonObject, operation: Operation): ReadonlyMap<string, JsonObject> {
  const shared = objectAt(document, 'paths')[operation.path]
  const all = [...listAt(shared, 'parameters'), ...listAt(publishedOperation(document, operation), 'parameters')]
  return new Map(
    all
      .map((value) => followReference(document, value))
      .map((parameter) => [`${parameter.in}:${parameter.name}`, parameter]),
  )
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
