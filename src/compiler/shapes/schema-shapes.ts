/**
 * The keywords of JSON Schema 2020-12 (OpenAPI 3.1 and 3.2) and of OpenAPI 3.0's dialect of it. Open: a keyword nobody knows is ignored,
 * unless it looks mistyped, and one that only the other dialect knows is a warning.
 */
import {
  any,
  boolean,
  docs,
  example,
  from31,
  from32,
  mapOf,
  object,
  oneOf,
  only30,
  optional,
  prose,
  schema,
  text,
} from './define-shape.ts'
import type { Field, ListShape, NumberShape, ObjectShapes, Shape, TextShape, Versions } from './shape.ts'

const number: NumberShape = { type: 'number' }
const count: NumberShape = { type: 'number', integer: true, min: 0 }
const schemas: ListShape = { type: 'list', of: schema, min: 1 }
const namedSchemas: Shape = mapOf(schema)
const names: ListShape = { type: 'list', of: text, unique: true }
const typeName: TextShape = {
  ...oneOf('null', 'boolean', 'object', 'array', 'number', 'string', 'integer'),
  choiceVersions: { null: from31 },
}
const typeNames: ListShape = { type: 'list', of: typeName, min: 1, unique: true, versions: from31 }
/** A flag in 3.0, a bound of its own since 3.1. */
const exclusive: Shape = {
  type: 'either',
  of: [
    { type: 'number', versions: from31 },
    { type: 'boolean', versions: only30 },
  ],
}
/** The name of an anchor: what a reference can have behind `#` (JSON Schema 2020-12, section 8.2.2). */
export const anchorName = /^[A-Za-z_][A-Za-z0-9._-]*$/
const anchor: Shape = { type: 'text', pattern: { matches: anchorName, as: 'a name that begins with a letter or `_`' } }
/** 3.0 took `true` and `false` here, too. */
const schemaOrFlag: Shape = { type: 'either', of: [object('schema'), boolean] }

const fields = (shape: Shape, versions: Versions | undefined, ...keys: readonly string[]): Record<string, Field> =>
  Object.fromEntries(keys.map((name) => [name, optional(shape, versions)]))

export const schemaShapes: ObjectShapes = {
  schema: {
    title: 'a schema',
    lead: 'type',
    extensible: true,
    open: true,
    section: 'schemas',
    fields: {
      ...fields(text, undefined, '$ref', 'format', 'pattern'),
      ...fields(text, from31, '$id', '$schema', '$dynamicRef'),
      ...fields(anchor, from31, '$anchor', '$dynamicAnchor'),
      ...fields(text, from31, 'contentEncoding', 'contentMediaType'),
      ...fields(prose, undefined, 'title', 'description'),
      ...fields(prose, from31, '$comment'),
      ...fields(schema, undefined, 'not', 'items'),
      additionalProperties: optional(schemaOrFlag),
      ...fields(schema, from31, 'if', 'then', 'else', 'contains', 'propertyNames', 'contentSchema'),
      ...fields(schema, from31, 'unevaluatedItems', 'unevaluatedProperties'),
      ...fields(schemas, undefined, 'allOf', 'anyOf', 'oneOf'),
      ...fields(schemas, from31, 'prefixItems'),
      ...fields(namedSchemas, undefined, 'properties'),
      ...fields(namedSchemas, from31, 'patternProperties', 'dependentSchemas', '$defs', 'definitions'),
      ...fields(number, undefined, 'maximum', 'minimum'),
      multipleOf: optional({ type: 'number', above: 0 }),
      ...fields(exclusive, undefined, 'exclusiveMaximum', 'exclusiveMinimum'),
      ...fields(count, undefined, 'maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'),
      ...fields(count, from31, 'maxContains', 'minContains'),
      ...fields(boolean, undefined, 'uniqueItems', 'deprecated', 'readOnly', 'writeOnly'),
      nullable: optional(boolean, only30),
      type: optional({ type: 'either', of: [typeName, typeNames] }),
      enum: optional({ type: 'list', of: any }),
      const: optional(any, from31),
      default: optional(any),
      required: optional(names),
      dependentRequired: optional(mapOf(names), from31),
      $vocabulary: optional(any, from31),
      discriminator: optional(object('discriminator')),
      xml: optional({ type: 'object', name: 'xml', prose: true }),
      externalDocs: docs,
      example: optional(example),
      examples: optional({ type: 'list', of: example, prose: true }, from31),
    },
  },
  discriminator: {
    title: 'a discriminator',
    extensible: true,
    fields: {
      propertyName: { shape: text, required: true },
      mapping: optional(mapOf(text)),
      defaultMapping: optional(text, from32),
    },
  },
  xml: {
    title: 'an XML object',
    extensible: true,
    fields: {
      nodeType: optional(oneOf('element', 'attribute', 'text', 'cdata', 'none'), from32),
      name: optional(text),
      namespace: optional(text),
      prefix: optional(text),
      attribute: optional(boolean),
      wrapped: optional(boolean),
    },
    keys: [{ type: 'apart', of: ['nodeType', 'attribute', 'wrapped'] }],
  },
}
