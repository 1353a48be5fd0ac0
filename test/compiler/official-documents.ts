/** One document for each version of OpenAPI that uses about everything the version has; valid by the official schema. */
import type { JsonObject, JsonValue } from '../../src/base/json.ts'

export type DocumentVersion = '3.0' | '3.1' | '3.2'

/** The document of a version. */
export function officialDocument(version: DocumentVersion): JsonObject {
  const isNew = version !== '3.0'
  const is32 = version === '3.2'
  const added = (condition: boolean, members: JsonObject): JsonObject => (condition ? members : {})
  const schema: JsonObject = {
    type: 'object',
    title: 'A thing',
    required: ['kind', 'size'],
    properties: {
      kind: { type: 'string', enum: ['a', 'b'], default: 'a', example: 'b' },
      size: {
        type: 'integer',
        minimum: 0,
        maximum: 9,
        multipleOf: 3,
        ...(isNew ? { exclusiveMaximum: 12 } : { exclusiveMaximum: true }),
      },
      words: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 9 }, minItems: 1, uniqueItems: true },
      any: { anyOf: [{ type: 'boolean' }, { not: { type: 'string', pattern: '^a' } }] },
      ...added(isNew, {
        pair: { type: ['array', 'null'], prefixItems: [true, { const: 1 }], unevaluatedItems: false },
        map: {
          $defs: { word: { type: 'string' } },
          patternProperties: { '^x': { $ref: '#/components/schemas/Thing' } },
        },
        open: { if: { type: 'string' }, else: { contentEncoding: 'base64' }, dependentRequired: { a: ['b'] } },
      }),
      ...added(!isNew, { gone: { type: 'string', nullable: true, readOnly: true } }),
    },
    additionalProperties: false,
    xml: is32 ? { nodeType: 'element', name: 'thing' } : { name: 'thing', wrapped: false },
    externalDocs: { url: 'https://example.com/schema' },
  }
  const union: JsonObject = {
    oneOf: [{ $ref: '#/components/schemas/Thing' }],
    discriminator: {
      propertyName: 'kind',
      mapping: { a: '#/components/schemas/Thing' },
      ...added(is32, { defaultMapping: '#/components/schemas/Thing' }),
    },
  }
  const content: JsonObject = {
    'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { kind: 'a', size: 3 } },
    'text/csv': {
      schema: { type: 'string' },
      examples: {
        one: is32 ? { dataValue: ['a'], serializedValue: 'a' } : { summary: 'One', value: 'a' },
        two: { externalValue: 'https://example.com/two' },
        three: { $ref: '#/components/examples/Three' },
      },
    },
    ...added(is32, {
      'application/jsonl': { itemSchema: { type: 'string' }, itemEncoding: { contentType: 'text/plain' } },
      'text/html': { $ref: '#/components/mediaTypes/Page' },
    }),
  }
  const link: JsonObject = { operationId: 'getThing', parameters: { id: '$response.body#/id' }, description: 'It' }
  return {
    openapi: `${version}.0`,
    ...added(is32, { $self: 'https://example.com/api' }),
    info: {
      title: 'Things',
      version: '1',
      description: 'All of them',
      termsOfService: 'https://example.com/terms',
      contact: { name: 'Me', url: 'https://example.com', email: 'me@example.com' },
      license: { name: 'MIT', ...(isNew ? { identifier: 'MIT' } : { url: 'https://example.com/mit' }) },
      ...added(isNew, { summary: 'Things' }),
    },
    ...added(isNew, { jsonSchemaDialect: `https://spec.openapis.org/oas/${version}/dialect${is32 ? '' : '/base'}` }),
    servers: [
      {
        url: 'https://{region}.example.com/v1',
        description: 'Here',
        variables: { region: { default: 'eu', enum: ['eu', 'us'], description: 'Where' } },
        ...added(is32, { name: 'main' }),
      },
    ],
    tags: [
      {
        name: 'things',
        externalDocs: { url: 'https://example.com/things' },
        ...added(is32, { summary: 'Things', kind: 'nav' }),
      },
      { name: 'others', ...added(is32, { parent: 'things' }) },
    ],
    externalDocs: { url: 'https://example.com', description: 'More' },
    security: [{ key: [] }, { oauth: ['read'] }],
    paths: {
      '/things/{id}': {
        summary: 'A thing',
        description: 'One',
        servers: [{ url: '/v2' }],
        parameters: [
          { $ref: '#/components/parameters/Id' },
          { name: 'list', in: 'query', style: 'form', explode: true, allowReserved: true, schema: { type: 'array' } },
        ],
        get: {
          operationId: 'getThing',
          tags: ['things'],
          summary: 'Get',
          description: 'Gets it',
          externalDocs: { url: 'https://example.com/get' },
          deprecated: true,
          security: [{}],
          parameters: [
            {
              name: 'q',
              in: 'query',
              deprecated: false,
              allowEmptyValue: true,
              schema: { type: 'string' },
              example: 'x',
            },
            { name: 'X-H', in: 'header', style: 'simple', explode: false, schema: { type: 'string' } },
            { name: 'c', in: 'cookie', required: true, content: { 'application/json': { schema: {} } } },
          ],
          responses: {
            '200': { $ref: '#/components/responses/Found' },
            '4XX': { description: 'No', ...added(is32, { summary: 'No' }) },
            default: { description: 'Oh', content: {} },
          },
        },
        put: {
          operationId: 'putThing',
          requestBody: { $ref: '#/components/requestBodies/Thing' },
          callbacks: {
            done: { '{$request.body#/url}': { post: { responses: { '204': { description: 'Taken' } } } } },
            other: { $ref: '#/components/callbacks/Other' },
          },
          responses: { '204': { description: 'Put' } },
        },
        ...added(is32, {
          query: { operationId: 'queryThing', responses: { '200': {} } },
          additionalOperations: { LINK: { operationId: 'linkThing', responses: { '200': { description: 'Ok' } } } },
        }),
      },
    },
    ...added(isNew, { webhooks: { told: { post: { responses: { '204': { description: 'Heard' } } } } } }),
    components: {
      schemas: { Thing: schema, Union: union },
      responses: {
        Found: {
          description: 'Found',
          headers: { 'X-A': { $ref: '#/components/headers/A' }, 'X-B': { content: { 'text/plain': {} } } },
          content,
          links: { self: link, again: { $ref: '#/components/links/Again' } },
        },
      },
      parameters: { Id: { name: 'id', in: 'path', required: true, style: 'label', schema: { type: 'string' } } },
      examples: { Three: { value: 3 } },
      requestBodies: {
        Thing: {
          description: 'A thing',
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: { type: 'object' },
              encoding: {
                a: {
                  contentType: 'text/plain',
                  headers: { 'X-C': { schema: { type: 'string' } } },
                  style: 'form',
                  explode: true,
                  allowReserved: false,
                },
              },
            },
          },
        },
      },
      headers: { A: { description: 'A', required: true, deprecated: false, schema: { type: 'string' }, example: 'a' } },
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Key', ...added(is32, { deprecated: true }) },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        basic: { type: 'http', scheme: 'basic' },
        oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://example.com/oidc' },
        ...added(isNew, { tls: { type: 'mutualTLS' } }),
        oauth: {
          type: 'oauth2',
          ...added(is32, { oauth2MetadataUrl: 'https://example.com/meta' }),
          flows: flows(is32),
        },
      },
      links: { Again: { operationRef: '#/paths/~1things~1{id}/get' } },
      callbacks: { Other: { '{$request.query.q}': { post: { responses: { default: { description: 'Taken' } } } } } },
      ...added(isNew, {
        pathItems: { Shared: { head: { operationId: 'head', responses: { '200': { description: 'A' } } } } },
      }),
      ...added(is32, { mediaTypes: { Page: { schema: { type: 'string' } } } }),
    },
  }
}

function flows(is32: boolean): JsonObject {
  const scopes: JsonValue = { read: 'Read' }
  const authorizationUrl = 'https://example.com/authorize'
  const tokenUrl = 'https://example.com/token'
  return {
    implicit: { authorizationUrl, scopes },
    password: { tokenUrl, refreshUrl: 'https://example.com/refresh', scopes },
    clientCredentials: { tokenUrl, scopes },
    authorizationCode: { authorizationUrl, tokenUrl, scopes },
    ...(is32 ? { deviceAuthorization: { deviceAuthorizationUrl: authorizationUrl, tokenUrl, scopes } } : {}),
  }
}
