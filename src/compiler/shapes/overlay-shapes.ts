/** The objects of the OpenAPI Overlay Specification 1.0. */
import { any, boolean, object, optional, prose, required, text } from './define-shape.ts'
import type { ObjectShapes, Shape } from './shape.ts'

export const overlayShapes: ObjectShapes = {
  overlay: {
    title: 'an overlay',
    extensible: true,
    fields: {
      overlay: required(text),
      info: required(object('overlayInfo')),
      extends: optional(text),
      actions: required({ type: 'list', of: object('overlayAction'), min: 1 }),
    },
  },
  overlayInfo: {
    title: 'the info object',
    extensible: true,
    fields: { title: required(text), version: required(text), description: optional(prose) },
  },
  overlayAction: {
    title: 'an action',
    extensible: true,
    fields: { target: required(text), description: optional(prose), update: optional(any), remove: optional(boolean) },
  },
}

/** What the root of an overlay file is. */
export const overlayShape: Shape = object('overlay')
