/** Finds the `x-coatcheck-ignore` blocks of a document: where its grammar lets an extension stand, not in examples and other data. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import { ignoreKey } from '../shapes/extension-shapes.ts'
import { childrenOf, objectShapeOf, type Shape } from '../shapes/shape.ts'
import { documentShape, specShapes } from '../shapes/spec-shapes.ts'

export interface IgnoreBlock {
  /** The object that carries the key. */
  readonly at: Path
  readonly value: JsonValue
}

/** Outer blocks before the ones inside them. */
export function findIgnores(document: JsonObject): readonly IgnoreBlock[] {
  return ignoresIn(document, documentShape, [])
}

function ignoresIn(value: JsonValue, shape: Shape, at: Path): readonly IgnoreBlock[] {
  if (typeof value !== 'object' || value === null || shape.type === 'any' || shape.type === 'prose') return []
  const here = objectShapeOf(shape, value, specShapes)?.extensible === true && isJsonObject(value)
  const block = here && Object.hasOwn(value, ignoreKey) ? [{ at, value: value[ignoreKey] ?? null }] : []
  const inner = childrenOf(value, shape, specShapes).flatMap((child) =>
    ignoresIn(child.value, child.shape, [...at, child.name]),
  )
  return [...block, ...inner]
}
