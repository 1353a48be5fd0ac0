/** Writes the derived names of operations into the document, so that whoever reads it afterwards finds every operation named. */
import type { JsonObject } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import type { OperationView } from './spec-view.ts'

/** The document with the names that operations go by written into those that have none. */
export function withOperationIds(document: JsonObject, operations: readonly OperationView[]): JsonObject {
  const nameless = operations.filter(({ value, id }) => value.operationId !== id)
  if (nameless.length === 0) return document
  const paths = new Map(Object.entries(readObject(document.paths)))
  for (const { path, at, value, id } of nameless) {
    paths.set(path, { ...readObject(paths.get(path)), [at.at(-1) ?? '']: { ...value, operationId: id } })
  }
  return { ...document, paths: Object.fromEntries(paths) }
}
