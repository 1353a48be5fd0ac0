/** Finds every schema of a document, wherever it stands, once. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import { childrenOf, narrow, type Shape } from '../shapes/shape.ts'
import { documentShape, specShapes } from '../shapes/spec-shapes.ts'
import type { LocatedObject } from '../view/spec-view.ts'

/** Outer schemas before the ones inside them. Several rules ask for those of one document. */
export function listSchemas(document: JsonObject): readonly LocatedObject[] {
  const known = listed.get(document)
  if (known !== undefined) return known
  const found: LocatedObject[] = []
  collect(document, documentShape, [], found)
  listed.set(document, found)
  return found
}

const listed = new WeakMap<JsonObject, readonly LocatedObject[]>()

function collect(value: JsonValue, shape: Shape, at: Path, found: LocatedObject[]): void {
  if (typeof value !== 'object' || value === null) return
  const narrowed = narrow(shape, value)
  if (narrowed.type === 'any' || narrowed.type === 'prose') return
  const isSchema = narrowed.type === 'object' && specShapes[narrowed.name]?.section === 'schemas'
  if (isSchema && isJsonObject(value)) found.push({ value, at })
  for (const child of childrenOf(value, narrowed, specShapes)) {
    if (typeof child.value === 'object') collect(child.value, child.shape, [...at, child.name], found)
  }
}
