/** What requests and answers are described with in OpenAPI 3.0, 3.1 and 3.2: parameters, headers, bodies, responses, links, callbacks, examples. */
import {
  any,
  boolean,
  example,
  from31,
  from32,
  listOf,
  mapOf,
  object,
  oneOf,
  only30,
  optional,
  prose,
  required,
  schema,
  text,
  until31,
} from './define-shape.ts'
import type { Field, KeyRule, ObjectShapes, TextShape } from './shape.ts'

const parameterStyles: TextShape = {
  ...oneOf('matrix', 'label', 'form', 'simple', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'cookie'),
  choiceVersions: { cookie: from32 },
}
const places: TextShape = {
  ...oneOf('path', 'query', 'header', 'cookie', 'querystring'),
  choiceVersions: { querystring: from32 },
}

const stylesOf: Readonly<Record<string, readonly string[]>> = {
  path: ['matrix', 'label', 'simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
}

/** What parameters and headers have in common. */
const valueFields: Readonly<Record<string, Field>> = {
  description: optional(prose),
  required: optional(boolean),
  deprecated: optional(boolean),
  style: optional(parameterStyles),
  explode: optional(boolean),
  allowReserved: optional(boolean),
  schema: optional(schema),
  example: optional(example),
  examples: optional(mapOf(object('example'))),
  content: optional({ type: 'map', of: object('mediaType'), one: true }),
}

const exampleOrExamples: KeyRule = { type: 'apart', of: ['example', 'examples'] }
const valueKeys: readonly KeyRule[] = [
  exampleOrExamples,
  { type: 'one', of: ['schema', 'content'] },
  { type: 'only-with', of: ['style', 'explode', 'allowReserved'], by: 'schema' },
  { type: 'only-with', of: ['example', 'examples'], by: 'schema', versions: until31 },
]

const encodingKeys: KeyRule = { type: 'apart', of: ['encoding', 'prefixEncoding', 'itemEncoding'] }
const encodingFields: Readonly<Record<string, Field>> = {
  prefixEncoding: optional(listOf(object('encoding')), from32),
  itemEncoding: optional(object('encoding'), from32),
}

export const messageShapes: ObjectShapes = {
  parameter: {
    title: 'a parameter',
    extensible: true,
    section: 'parameters',
    fields: { name: required(text), in: required(places), allowEmptyValue: optional(boolean), ...valueFields },
    keys: [
      ...valueKeys,
      { type: 'choices', of: ['style'], by: 'in', choices: stylesOf },
      { type: 'only-with', of: ['allowEmptyValue'], by: 'in', values: ['query'] },
      { type: 'only-with', of: ['allowReserved'], by: 'in', values: ['query'], versions: ['3.1'] },
    ],
  },
  header: {
    title: 'a header',
    extensible: true,
    section: 'headers',
    fields: {
      ...valueFields,
      allowEmptyValue: optional(boolean, only30),
      style: optional(oneOf('simple')),
      allowReserved: optional(boolean, ['3.0', '3.2']),
    },
    keys: valueKeys,
  },
  requestBody: {
    title: 'a request body',
    extensible: true,
    section: 'requestBodies',
    fields: {
      description: optional(prose),
      content: required(mapOf(object('mediaType'))),
      required: optional(boolean),
    },
  },
  mediaType: {
    title: 'a media type',
    extensible: true,
    section: 'mediaTypes',
    referable: from32,
    fields: {
      description: optional(prose, from32),
      schema: optional(schema),
      itemSchema: optional(schema, from32),
      example: optional(example),
      examples: optional(mapOf(object('example'))),
      encoding: optional(mapOf(object('encoding'))),
      ...encodingFields,
    },
    keys: [exampleOrExamples, encodingKeys],
  },
  encoding: {
    title: 'an encoding',
    extensible: true,
    fields: {
      contentType: optional(text),
      headers: optional(mapOf(object('header'))),
      style: optional(oneOf('form', 'spaceDelimited', 'pipeDelimited', 'deepObject')),
      explode: optional(boolean),
      allowReserved: optional(boolean),
      encoding: optional(mapOf(object('encoding')), from32),
      ...encodingFields,
    },
    keys: [encodingKeys],
  },
  responses: {
    title: 'the responses',
    extensible: true,
    fields: {},
    others: {
      keys: { matches: /^([1-5](\d\d|XX)|default)$/, as: 'a status like `200`, a range like `2XX`, or `default`' },
      of: object('response'),
    },
  },
  response: {
    title: 'a response',
    lead: 'description',
    extensible: true,
    section: 'responses',
    fields: {
      summary: optional(prose, from32),
      description: required(prose, until31),
      headers: optional(mapOf(object('header'))),
      content: optional(mapOf(object('mediaType'))),
      links: optional(mapOf(object('link'))),
    },
  },
  callback: {
    title: 'a callback',
    extensible: true,
    section: 'callbacks',
    fields: {},
    others: { keys: { matches: /^(?!\$ref$)./, as: 'a runtime expression' }, of: object('callbackItem') },
  },
  example: {
    title: 'an example',
    extensible: true,
    section: 'examples',
    fields: {
      summary: optional(prose),
      description: optional(prose),
      dataValue: optional(example, from32),
      serializedValue: optional(prose, from32),
      value: optional(example),
      externalValue: optional(prose),
    },
    keys: [
      { type: 'apart', of: ['value', 'externalValue', 'dataValue', 'serializedValue'], versions: from31 },
      { type: 'apart', of: ['serializedValue', 'externalValue'] },
    ],
  },
  link: {
    title: 'a link',
    extensible: true,
    section: 'links',
    fields: {
      operationRef: optional(text),
      operationId: optional(text),
      parameters: optional(mapOf(any)),
      requestBody: optional(any),
      description: optional(prose),
      server: optional(object('server')),
    },
    keys: [
      { type: 'one', of: ['operationId', 'operationRef'], versions: from31 },
      { type: 'apart', of: ['operationId', 'operationRef'], versions: only30 },
    ],
  },
}
