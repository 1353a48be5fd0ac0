/** Finds every schema of a document, wherever it stands, once. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Path } from '../schema/pointer.ts'
import { documentShape, specShapes } from './openapi-shapes.ts'
import { childrenOf, objectShapeOf, type Shape } from './shape.ts'
import type { LocatedObject } from './spec-view.ts'

/** Outer schemas before the ones inside them. */
export function listSchemas(document: JsonObject): readonly LocatedObject[] {
  return schemasIn(document, documentShape, [])
}

function schemasIn(value: JsonValue, shape: Shape, at: Path): readonly LocatedObject[] {
  const isSchema = objectShapeOf(shape, value, specShapes)?.section === 'schemas'
  const here = isSchema && isJsonObject(value) ? [{ value, at }] : []
  const inner = childrenOf(value, shape, specShapes).flatMap((child) =>
    schemasIn(child.value, child.shape, [...at, child.name]),
  )
  return [...here, ...inner]
}
