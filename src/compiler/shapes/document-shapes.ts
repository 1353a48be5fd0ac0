/** The outer objects of OpenAPI 3.0, 3.1 and 3.2: from the document down to its operations, and the components. */
import {
  boolean,
  docs,
  from31,
  from32,
  listOf,
  mapOf,
  object,
  only30,
  optional,
  prose,
  required,
  schema,
  text,
} from './define-shape.ts'
import { extensionFields } from './extension-shapes.ts'
import type { Field, ObjectShape, ObjectShapes, Shape, TextPattern, Versions } from './shape.ts'

const componentNames: TextPattern = { matches: /^[a-zA-Z0-9._-]+$/, as: 'letters, digits, `.`, `_` and `-`' }
const component = (of: Shape, versions?: Versions): Field => optional(mapOf(of, componentNames), versions)
const security: Field = optional(listOf(mapOf(listOf(text))))
const servers: Field = optional(listOf(object('server')))

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
  security,
  servers,
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const otherMethods: TextPattern = {
  matches: /^(?!(?:GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE|QUERY)$)[a-zA-Z0-9!#$%&'*+.^_`|~-]+$/,
  as: 'a method that has no key of its own',
}

const pathItem = (title: string, operation: string, more: Readonly<Record<string, Field>> = {}): ObjectShape => ({
  title,
  extensible: true,
  section: 'pathItems',
  fields: {
    $ref: optional(text),
    summary: optional(prose),
    description: optional(prose),
    servers,
    parameters: optional(listOf(object('parameter'))),
    ...Object.fromEntries(methods.map((method) => [method, optional(object(operation))])),
    query: optional(object(operation), from32),
    additionalOperations: optional(mapOf(object(operation), otherMethods), from32),
    ...more,
  },
})

export const documentShapes: ObjectShapes = {
  document: {
    title: 'the document',
    extensible: true,
    fields: {
      openapi: required(text),
      $self: optional({ type: 'text', pattern: { matches: /^[^#]*$/, as: 'a URI without a fragment' } }, from32),
      info: required(object('info')),
      jsonSchemaDialect: optional(text, from31),
      servers,
      paths: required(object('paths'), only30),
      webhooks: optional(mapOf(object('webhook')), from31),
      components: optional(object('components')),
      security,
      tags: optional(listOf(object('tag'))),
      externalDocs: docs,
      ...extensionFields.document,
    },
    keys: [{ type: 'some', of: ['paths', 'components', 'webhooks'], versions: from31 }],
  },
  info: {
    title: 'the info object',
    extensible: true,
    fields: {
      title: required(text),
      summary: optional(prose, from31),
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
    fields: { name: required(prose), identifier: optional(prose, from31), url: optional(prose) },
    keys: [{ type: 'apart', of: ['identifier', 'url'] }],
  },
  externalDocs: {
    title: 'external documentation',
    extensible: true,
    fields: { description: optional(prose), url: required(prose) },
  },
  server: {
    title: 'a server',
    lead: 'url',
    extensible: true,
    fields: {
      url: required(text),
      name: optional(prose, from32),
      description: optional(prose),
      variables: optional(mapOf(object('serverVariable'))),
    },
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
  callbackItem: pathItem('a callback', 'webhookOperation', extensionFields.webhookOperation),
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
  tag: {
    title: 'a tag',
    lead: 'name',
    extensible: true,
    fields: {
      name: required(text),
      summary: optional(prose, from32),
      description: optional(prose),
      externalDocs: docs,
      parent: optional(text, from32),
      kind: optional(text, from32),
    },
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
      pathItems: component(object('pathItem'), from31),
      mediaTypes: component(object('mediaType'), from32),
    },
  },
}
