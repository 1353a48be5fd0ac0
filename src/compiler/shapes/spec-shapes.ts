/** The objects of OpenAPI 3.0, 3.1 and 3.2 with the keys each may have, as far as the specifications fix them. */
import type { JsonValue } from '../../base/json.ts'
import { memberOf, type Path } from '../../schema/pointer.ts'
import { object } from './define-shape.ts'
import { documentShapes } from './document-shapes.ts'
import { extensionShapes } from './extension-shapes.ts'
import { messageShapes } from './message-shapes.ts'
import { overlayShapes } from './overlay-shapes.ts'
import { schemaShapes } from './schema-shapes.ts'
import { securityShapes } from './security-shapes.ts'
import { memberShape, narrow, type ObjectShapes, type Shape } from './shape.ts'

/** Every object a spec is made of, by name, overlays of it included. */
export const specShapes: ObjectShapes = {
  ...documentShapes,
  ...messageShapes,
  ...securityShapes,
  ...schemaShapes,
  ...extensionShapes,
  ...overlayShapes,
}

/** What a spec's root is. */
export const documentShape: Shape = object('document')

/** The shape of the place a path leads to in a spec. */
export function shapeAt(root: JsonValue, path: Path): Shape {
  let shape = documentShape
  let value: JsonValue | undefined = root
  for (const name of path) {
    shape = memberShape(value === undefined ? shape : narrow(shape, value), name, specShapes)
    value = memberOf(value, name)
  }
  return shape
}
