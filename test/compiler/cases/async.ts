import { type Case, withBlock, withKey } from '../compile-text.ts'

const json = `{ description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }`

/** An async POST whose 201 is a thing, and a GET that reads it. */
const withResource = (result: string, get = 'get'): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Thing: { type: object, required: [id, owner], properties: { id: { type: string }, owner: { $ref: '#/components/schemas/Owner' } } }
    Owner: { type: object, required: [name], properties: { name: { type: string } } }
paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation:
        result: ${result}
      responses: { '201': ${json} }
  /things/{thingId}:
    parameters: [{ name: thingId, in: path, required: true, schema: { type: string } }]
    ${get}: { operationId: getThing, responses: { '200': ${json} } }
`

const operation = (method: string, responses: string, block = 'true'): string => `    ${method}:
      operationId: work-${method}
      x-async-operation: ${block}
      responses: ${responses}
`
const done = `{ '200': { description: Done, content: { application/json: { schema: {} } } } }`

export const asyncCases: readonly Case[] = [
  {
    claim: 'a GET cannot be asynchronous',
    text: withKey(`paths:\n  /a:\n${operation('get', done).replace('x-async', '«CC300»x-async')}`),
  },
  {
    claim: 'a PATCH cannot be asynchronous (R-INI-10)',
    text: withKey(`paths:\n  /a:\n${operation('patch', done).replace('x-async', '«CC301»x-async')}`),
  },
  {
    claim: 'an asynchronous PUT needs a GET (R-INI-10)',
    text: withKey(`paths:\n  /a:\n${operation('put', done).replace('x-async', '«CC302»x-async')}`),
  },
  {
    claim: 'an asynchronous PUT beside a GET is fine (R-INI-10)',
    text: withKey(`paths:\n  /a:\n${operation('put', done)}    get: { operationId: read, responses: ${done} }\n`),
  },
  {
    claim: 'an asynchronous DELETE with nothing to return is fine',
    text: withKey(`paths:\n  /a:\n${operation('delete', "{ '204': { description: Gone } }")}`),
  },
  {
    claim: 'a resource with its parameters given is fine',
    text: withResource('{ operation: getThing, parameters: { thingId: $result#/id } }'),
  },
  {
    claim: 'the result operation exists',
    text: withResource('{ operation: «CC303»getThings, parameters: { thingId: $result#/id } }'),
  },
  {
    claim: 'the result operation is a GET',
    text: withResource('{ operation: «CC303»getThing, parameters: { thingId: $result#/id } }', 'post'),
  },
  {
    claim: 'the result operation is synchronous',
    text: withResource('{ operation: «CC303»makeThing }'),
  },
  {
    claim: 'every parameter of the result operation is given',
    text: withResource('{ operation: getThing }').replace('result:', '«CC304»result:'),
  },
  {
    claim: 'only parameters of the result operation are given',
    text: withResource("{ operation: getThing, parameters: { thingId: $result#/id, «CC304»page: '$result#/id' } }"),
  },
  { claim: 'parameters need an operation', text: withResource('{ «CC304»parameters: { thingId: $result#/id } }') },
  {
    claim: 'a result expression begins with $result',
    text: withResource('{ operation: getThing, parameters: { thingId: «CC305»$response.body#/id } }'),
  },
  {
    claim: 'a result expression names something',
    text: withResource('{ operation: getThing, parameters: { thingId: «CC305»$result#/uid } }'),
  },
  {
    claim: 'a result expression is followed through references',
    text: withResource('{ operation: getThing, parameters: { thingId: $result#/owner/name } }'),
  },
  {
    claim: 'a result needs a response to be read off',
    text: withKey(
      `paths:\n  /a:\n${operation('post', '{ default: { description: Odd } }').replace('x-async', '«CC306»x-async')}`,
    ),
  },
  {
    claim: 'a result is declared once',
    text: withKey(
      `paths:\n  /a:\n${operation('post', `{ '200': ${json.replace(/\{ \$ref.*?\}/, '{}')}, '201': { description: Made } }`).replace('x-async', '«CC306»x-async')}`,
    ),
  },
  {
    claim: 'a result in JSON needs a schema',
    text: withKey(
      `paths:\n  /a:\n${operation('post', "{ '200': { description: Made, content: { application/json: {} } } }").replace('x-async', '«CC306»x-async')}`,
    ),
  },
  {
    claim: 'one of several media types must be named',
    text: withKey(
      `paths:\n  /a:\n${operation('post', "{ '200': { description: Made, content: { image/png: {}, image/webp: {} } } }").replace('x-async', '«CC306»x-async')}`,
    ),
  },
  {
    claim: 'a named media type settles it',
    text: withKey(
      `paths:\n  /a:\n${operation('post', "{ '200': { description: Made, content: { image/png: {}, image/webp: {} } } }", '{ result: { mediaType: image/png } }')}`,
    ),
  },
  {
    claim: 'a schema in the block is enough',
    text: withKey(
      `paths:\n  /a:\n${operation('post', '{ default: { description: Odd } }', '{ result: { schema: { type: object } } }')}`,
    ),
  },
  {
    claim: 'a status in the result is a warning under see-other',
    text: withKey(
      `paths:\n  /a:\n${operation('post', "{ '200': { description: Made, content: { application/json: { schema: { properties: { «CC307»status: {} } } } } } }")}`,
    ),
  },
  {
    claim: 'a status in the result is fine under inline',
    text: withKey(
      `paths:\n  /a:\n${operation('post', "{ '200': { description: Made, content: { application/json: { schema: { properties: { status: {} } } } } } }", '{ completion: inline }')}`,
    ),
  },
  { claim: 'an error code is declared once', text: withBlock('        errors: [{ code: odd }, { code: «CC309»odd }]') },
  {
    claim: 'codes of the framework are reserved (R-RES-3)',
    text: withBlock('        errors: [{ code: «CC310»crash-loop }]'),
  },
  ...[401, 403, 404, 410, 429].map((status) => ({
    claim: `an error status ${status} would speak of the request (R-RES-3)`,
    text: withBlock(`        errors: [{ code: odd, status: «CC311»${status} }]`),
  })),
  {
    claim: 'the idempotency window ends before the tombstone (R-IDM-7)',
    text: withBlock('        retention: 24h\n        tombstone: 24h\n        idempotency: { window: «CC312»49h }'),
  },
  {
    claim: 'the idempotency window may be as long as retention and tombstone (R-IDM-7)',
    text: withBlock('        retention: 24h\n        tombstone: 24h\n        idempotency: { window: 48h }'),
  },
  {
    claim: 'the first retry is not later than the last',
    text: withBlock('        retry: { initial: «CC312»1h, max: 1m }'),
  },
  { claim: 'an attempt fits into the total', text: withBlock('        timeout: { attempt: «CC312»1h, total: 1m }') },
  {
    claim: 'a contradiction in the defaults is reported once',
    text: withKey(
      `x-async-defaults: { poll: { initial: «CC312»1m, max: 1s } }\npaths:\n  /a:\n${operation('post', done)}${operation('delete', done)}`,
    ),
  },
  { claim: '`mode: both` is not supported yet', text: withBlock('        «CC600»mode: both') },
  { claim: 'concurrency is not supported yet', text: withBlock('        «CC600»concurrency: { limit: 1 }') },
  { claim: 'schedules are not supported yet', text: withBlock("        «CC600»schedule: { cron: '0 * * * *' }") },
  { claim: 'visibility to the tenant is not supported yet', text: withBlock('        «CC600»visibility: tenant') },
  {
    claim: 'what is the default anyway is supported',
    text: withBlock('        mode: async\n        visibility: owner'),
  },
  {
    claim: 'rate limits are not supported yet',
    text: withKey('«CC600»x-rate-limit: { submit: { limit: 1, window: 1m } }\npaths: {}\n'),
  },
  {
    claim: 'the defaults are looked at where an operation has them',
    text: withKey(
      `x-async-defaults: { «CC600»mode: both, visibility: tenant }\npaths:\n  /a:\n${operation('post', done, '{ visibility: owner }')}`,
    ),
  },
  ...[
    "post: { «CC600»x-webhook: {}, responses: { '200': { description: Taken } } }",
    "«CC600»x-webhook: {}\n    post: { responses: { '200': { description: Taken } } }",
  ].map((entry, index) => ({
    claim: `webhooks to registered endpoints are not supported yet, on ${['the POST', 'the path item'][index]}`,
    text: withKey(`paths:\n  /a:\n${operation('post', done)}webhooks:\n  thingMade:\n    ${entry}\n`),
  })),
  {
    claim: 'multipart bodies are not supported yet',
    text: withKey(
      `paths:\n  /a:\n    post: { operationId: a, requestBody: { content: { «CC600»multipart/form-data: {} } }, responses: ${done} }\n`,
    ),
  },
  {
    claim: 'sunset dates are not supported yet',
    text: withKey(
      `paths:\n  /a:\n    post: { operationId: a, deprecated: true, «CC600»x-sunset: '2030-01-01', responses: ${done} }\n`,
    ),
  },
]
