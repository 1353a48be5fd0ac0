/** The objects of OpenAPI 3.0 and 3.1 with the keys each may have, as far as the specification fixes them. */
import type { JsonValue } from '../base/json.ts'
import { memberOf, type Path } from '../schema/pointer.ts'
import { extensionFields, extensionShapes } from './extension-shapes.ts'
import { schemaShapes } from './schema-shape.ts'
import {
  type Field,
  memberShape,
  narrow,
  type ObjectShape,
  type ObjectShapes,
  type Shape,
  type TextPattern,
} from './shape.ts'

const any: Shape = { type: 'any' }
const text: Shape = { type: 'text' }
const prose: Shape = { type: 'text', prose: true }
const example: Shape = { type: 'prose' }
const boolean: Shape = { type: 'boolean' }
const object = (name: string): Shape => ({ type: 'object', name })
const listOf = (of: Shape): Shape => ({ type: 'list', of })
const mapOf = (of: Shape, keys?: TextPattern): Shape => (keys ? { type: 'map', of, keys } : { type: 'map', of })
const oneOf = (...values: readonly string[]): Shape => ({ type: 'text', oneOf: values })

const optional = (shape: Shape): Field => ({ shape })
const required = (shape: Shape): Field => ({ shape, required: true })
const only31 = (shape: Shape): Field => ({ shape, only: '3.1' })

const schema: Shape = { type: 'either', of: [object('schema'), boolean] }
const componentNames: TextPattern = { matches: /^[a-zA-Z0-9._-]+$/, as: 'letters, digits, `.`, `_` and `-`' }
const component = (of: Shape): Field => optional(mapOf(of, componentNames))
const docs: Field = optional({ type: 'prose' })
const parameterStyles = ['matrix', 'label', 'form', 'simple', 'spaceDelimited', 'pipeDelimited', 'deepObject']

/** What parameters and headers have in common. */
const valueFields: Readonly<Record<string, Field>> = {
  description: optional(prose),
  required: optional(boolean),
  deprecated: optional(boolean),
  allowEmptyValue: optional(boolean),
  style: optional(oneOf(...parameterStyles)),
  explode: optional(boolean),
  allowReserved: optional(boolean),
  schema: optional(schema),
  example: optional(example),
  examples: optional(mapOf(object('example'))),
  content: optional(mapOf(object('mediaType'))),
}

const operationFields: Readonly<Record<string, Field>> = {
  tags: optional({ type: 'list', of: text, prose: true }),
  summary: optional(prose),
  description: optional(prose),
  externalDocs: docs,
  operationId: optional(text),
  parameters: optional(listOf(object('parameter'))),
  requestBody: optional(object('requestBody')),
  responses: optional(object('responses')),
  callbacks: optional(mapOf(object('callback'))),
  deprecated: optional(boolean),
  security: optional(listOf(mapOf(listOf(text)))),
  servers: optional(listOf(object('server'))),
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

const pathItem = (title: string, operation: string, more: Readonly<Record<string, Field>> = {}): ObjectShape => ({
  title,
  extensible: true,
  section: 'pathItems',
  fields: {
    $ref: optional(text),
    summary: optional(prose),
    description: optional(prose),
    servers: optional(listOf(object('server'))),
    parameters: optional(listOf(object('parameter'))),
    ...Object.fromEntries(methods.map((method) => [method, optional(object(operation))])),
    ...more,
  },
})

const flow = (title: string, ...urls: readonly string[]): ObjectShape => ({
  title,
  extensible: true,
  fields: {
    ...Object.fromEntries(urls.map((url) => [url, required(text)])),
    refreshUrl: optional(text),
    scopes: required(mapOf(text)),
  },
})

const openApiShapes: ObjectShapes = {
  document: {
    title: 'the document',
    extensible: true,
    fields: {
      openapi: required(text),
      info: required(object('info')),
      jsonSchemaDialect: only31(text),
      servers: optional(listOf(object('server'))),
      paths: optional(object('paths')),
      webhooks: only31(mapOf(object('webhook'))),
      components: optional(object('components')),
      security: optional(listOf(mapOf(listOf(text)))),
      tags: optional(listOf(object('tag'))),
      externalDocs: docs,
      ...extensionFields.document,
    },
  },
  info: {
    title: 'the info object',
    extensible: true,
    fields: {
      title: required(text),
      summary: only31(prose),
      description: optional(prose),
      termsOfService: optional(prose),
      contact: optional(object('contact')),
      license: optional(object('license')),
      version: required(text),
    },
  },
  contact: {
    title: 'a contact',
    extensible: true,
    fields: { name: optional(prose), url: optional(prose), email: optional(prose) },
  },
  license: {
    title: 'a license',
    extensible: true,
    fields: { name: required(prose), identifier: only31(prose), url: optional(prose) },
  },
  server: {
    title: 'a server',
    extensible: true,
    fields: { url: required(text), description: optional(prose), variables: optional(mapOf(object('serverVariable'))) },
  },
  serverVariable: {
    title: 'a server variable',
    extensible: true,
    fields: { enum: optional(listOf(text)), default: required(text), description: optional(prose) },
  },
  paths: {
    title: 'the paths',
    extensible: true,
    fields: {},
    others: { keys: { matches: /^\//, as: 'a path that begins with `/`' }, of: object('pathItem') },
  },
  pathItem: pathItem('a path item', 'operation'),
  webhook: pathItem('a webhook', 'webhookOperation', extensionFields.webhookOperation),
  callbackItem: pathItem('a callback', 'webhookOperation'),
  operation: {
    title: 'an operation',
    extensible: true,
    fields: { ...operationFields, ...extensionFields.operation },
  },
  webhookOperation: {
    title: 'a webhook operation',
    extensible: true,
    fields: { ...operationFields, ...extensionFields.webhookOperation },
  },
  parameter: {
    title: 'a parameter',
    extensible: true,
    section: 'parameters',
    fields: { name: required(text), in: required(oneOf('path', 'query', 'header', 'cookie')), ...valueFields },
  },
  header: { title: 'a header', extensible: true, section: 'headers', fields: valueFields },
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
    fields: {
      schema: optional(schema),
      example: optional(example),
      examples: optional(mapOf(object('example'))),
      encoding: optional(mapOf(object('encoding'))),
    },
  },
  encoding: {
    title: 'an encoding',
    extensible: true,
    fields: {
      contentType: optional(text),
      headers: optional(mapOf(object('header'))),
      style: optional(oneOf(...parameterStyles)),
      explode: optional(boolean),
      allowReserved: optional(boolean),
    },
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
    extensible: true,
    section: 'responses',
    fields: {
      description: required(prose),
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
    others: { keys: { matches: /./, as: 'a runtime expression' }, of: object('callbackItem') },
  },
  example: {
    title: 'an example',
    extensible: true,
    section: 'examples',
    fields: {
      summary: optional(prose),
      description: optional(prose),
      value: optional(example),
      externalValue: optional(prose),
    },
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
  },
  tag: {
    title: 'a tag',
    extensible: true,
    fields: { name: required(text), description: optional(prose), externalDocs: docs },
  },
  components: {
    title: 'the components',
    extensible: true,
    fields: {
      schemas: component(schema),
      responses: component(object('response')),
      parameters: component(object('parameter')),
      examples: component(object('example')),
      requestBodies: component(object('requestBody')),
      headers: component(object('header')),
      securitySchemes: component(object('securityScheme')),
      links: component(object('link')),
      callbacks: component(object('callback')),
      pathItems: { ...component(object('pathItem')), only: '3.1' },
    },
  },
  securityScheme: {
    title: 'a security scheme',
    extensible: true,
    section: 'securitySchemes',
    fields: {
      type: required(oneOf('apiKey', 'http', 'mutualTLS', 'oauth2', 'openIdConnect')),
      description: optional(prose),
      name: optional(text),
      in: optional(oneOf('query', 'header', 'cookie')),
      scheme: optional(text),
      bearerFormat: optional(text),
      flows: optional(object('oauthFlows')),
      openIdConnectUrl: optional(text),
    },
  },
  oauthFlows: {
    title: 'the OAuth flows',
    extensible: true,
    fields: {
      implicit: optional(object('implicitFlow')),
      password: optional(object('passwordFlow')),
      clientCredentials: optional(object('clientCredentialsFlow')),
      authorizationCode: optional(object('authorizationCodeFlow')),
    },
  },
  implicitFlow: flow('an implicit flow', 'authorizationUrl'),
  passwordFlow: flow('a password flow', 'tokenUrl'),
  clientCredentialsFlow: flow('a client credentials flow', 'tokenUrl'),
  authorizationCodeFlow: flow('an authorization code flow', 'authorizationUrl', 'tokenUrl'),
}

/** Every object a spec is made of, by name. */
export const specShapes: ObjectShapes = { ...openApiShapes, ...schemaShapes, ...extensionShapes }

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
