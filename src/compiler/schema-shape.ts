/** The keywords of JSON Schema 2020-12 and of OpenAPI 3.0's dialect of it. Open: a keyword nobody knows is ignored, unless it looks mistyped. */
import type { Field, ObjectShapes, Shape } from './shape.ts'

const text: Shape = { type: 'text' }
const prose: Shape = { type: 'text', prose: true }
const boolean: Shape = { type: 'boolean' }
const number: Shape = { type: 'number' }
const count: Shape = { type: 'number', integer: true, min: 0 }
const any: Shape = { type: 'any' }
const example: Shape = { type: 'prose' }
const schema: Shape = { type: 'either', of: [{ type: 'object', name: 'schema' }, boolean] }
const schemas: Shape = { type: 'list', of: schema, min: 1 }
const namedSchemas: Shape = { type: 'map', of: schema }
const typeNames = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']
const typeName: Shape = { type: 'text', oneOf: typeNames }
/** A flag in 3.0, a bound of its own in 3.1. */
const exclusive: Shape = { type: 'either', of: [number, boolean] }

const optional = (shape: Shape): Field => ({ shape })
const fields = (shape: Shape, ...names: readonly string[]): Readonly<Record<string, Field>> =>
  Object.fromEntries(names.map((name) => [name, optional(shape)]))

export const schemaShapes: ObjectShapes = {
  schema: {
    title: 'a schema',
    extensible: true,
    open: true,
    section: 'schemas',
    fields: {
      ...fields(text, '$ref', '$id', '$schema', '$anchor', '$dynamicRef', '$dynamicAnchor', 'format', 'pattern'),
      ...fields(text, 'contentEncoding', 'contentMediaType'),
      ...fields(prose, '$comment', 'title', 'description'),
      ...fields(schema, 'not', 'if', 'then', 'else', 'items', 'contains', 'propertyNames', 'additionalProperties'),
      ...fields(schema, 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema'),
      ...fields(schemas, 'allOf', 'anyOf', 'oneOf', 'prefixItems'),
      ...fields(namedSchemas, 'properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'),
      ...fields(number, 'maximum', 'minimum', 'multipleOf'),
      ...fields(exclusive, 'exclusiveMaximum', 'exclusiveMinimum'),
      ...fields(count, 'maxLength', 'minLength', 'maxItems', 'minItems', 'maxContains', 'minContains'),
      ...fields(count, 'maxProperties', 'minProperties'),
      ...fields(boolean, 'uniqueItems', 'deprecated', 'readOnly', 'writeOnly'),
      nullable: { shape: boolean },
      type: optional({ type: 'either', of: [typeName, { type: 'list', of: typeName, min: 1 }] }),
      enum: optional({ type: 'list', of: any }),
      const: optional(any),
      default: optional(any),
      required: optional({ type: 'list', of: text }),
      dependentRequired: optional({ type: 'map', of: { type: 'list', of: text } }),
      $vocabulary: optional(any),
      discriminator: optional({ type: 'object', name: 'discriminator' }),
      xml: optional(example),
      externalDocs: optional(example),
      example: optional(example),
      examples: optional(example),
    },
  },
  discriminator: {
    title: 'a discriminator',
    extensible: true,
    fields: { propertyName: { shape: text, required: true }, mapping: optional({ type: 'map', of: text }) },
  },
}
