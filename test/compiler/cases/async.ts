import { type Case, withBlock, withComponents, withKey } from '../compile-text.ts'

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

const thing = (schema = "{ $ref: '#/components/schemas/Thing' }"): string =>
  `{ description: Made, content: { application/json: { schema: ${schema} } } }`

/** An async POST with these responses; the mark is where the block is. */
const several = (responses: string, { mark = '', block = 'true' } = {}): string =>
  withComponents(
    `  responses: { Changed: ${thing()} }
  schemas:
    Thing: { type: object, properties: { owner: { $ref: '#/components/schemas/Owner' } } }
    Owner: { type: object, properties: { name: { type: string } } }`,
    `paths:\n  /a:\n${operation('post', `{ ${responses} }`, block).replace('x-async', `${mark}x-async`)}`,
  )

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
    claim: 'a result that may be nothing is for `result.schema` to say',
    text: several(`'200': ${thing()}, '204': { description: Same }`, { mark: '«CC306»' }),
  },
  {
    claim: 'a 201 without content says something else than a 200 with one',
    text: several(`'200': ${thing()}, '201': { description: Made }`, { mark: '«CC306»' }),
  },
  {
    claim: 'responses with different schemas are two results',
    text: several(`'200': ${thing()}, '201': ${thing("{ $ref: '#/components/schemas/Owner' }")}`, { mark: '«CC306»' }),
  },
  {
    claim: 'responses with different media types are two results',
    text: several(`'200': ${thing()}, '201': { description: Made, content: { image/png: {} } }`, { mark: '«CC306»' }),
  },
  {
    claim: 'a third response that says something else is one too many',
    text: several(`'200': ${thing()}, '201': ${thing()}, '204': { description: Same }`, { mark: '«CC306»' }),
  },
  {
    claim: 'responses that say the same are one result, whatever their references',
    text: several(
      `'200': { $ref: '#/components/responses/Changed' }, '201': ${thing('{ description: The new one, type: object, properties: { owner: { type: object, properties: { name: { type: string } } } } }')}`,
    ),
  },
  {
    claim: 'responses without content are one result: nothing',
    text: several("'200': { description: Gone }, '204': { description: Never there }"),
  },
  {
    claim: 'a 202 and a default are no results',
    text: several(
      `'200': ${thing()}, '202': { description: Later }, «CC330»default: { description: Odd, content: { text/plain: {} } }`,
    ),
  },
  {
    claim: 'a schema in the block settles which of different responses it is',
    text: several(`'200': ${thing()}, '204': { description: Same }`, {
      block: "{ result: { schema: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] } } }",
    }),
  },
  {
    claim: 'the schema in the block is that of the answer which `mode: both` sends',
    text: several(`'200': ${thing()}, '204': { description: Same }`, {
      block: "{ «CC600»mode: both, result: { «CC320»schema: { type: 'null' } } }",
    }),
  },
  {
    claim: 'a media type in the block leaves the responses that have it',
    text: several(`'200': ${thing()}, '201': { description: Made, content: { image/png: {} } }`, {
      block: '{ result: { mediaType: application/json } }',
    }),
  },
  {
    claim: 'a media type that several responses have needs one schema',
    text: several(`'200': ${thing()}, '201': ${thing('{ type: string }')}`, {
      mark: '«CC306»',
      block: '{ result: { mediaType: application/json } }',
    }),
  },
  {
    claim: 'a media type that no response has is one mistake',
    text: several(`'200': ${thing()}, '201': ${thing('{ type: string }')}`, {
      block: '{ result: { «CC320»mediaType: image/png } }',
    }),
  },
  {
    claim: 'a media type that no response has is none of a response without content either',
    text: several("'200': { description: Made, content: { text/csv: {} } }, '201': { description: Made }", {
      block: '{ result: { «CC320»mediaType: image/png } }',
    }),
  },
  {
    claim: 'a resource is what the 201 says, or the 200',
    text: withResource('{ operation: getThing, parameters: { thingId: $result#/id } }').replace(
      "responses: { '201':",
      "responses: { '204': { description: Same }, '200': { description: Odd, content: { application/json: { schema: { type: object } } } }, '201':",
    ),
  },
  {
    claim: 'a schema in the block settles which of several media types it is',
    text: several("'200': { description: Made, content: { application/json: {}, text/csv: {} } }", {
      block: '{ result: { schema: { type: object } } }',
    }),
  },
  {
    claim: 'a schema in the block leaves several media types of JSON open',
    text: several("'200': { description: Made, content: { application/json: {}, application/hal+json: {} } }", {
      mark: '«CC306»',
      block: '{ result: { schema: { type: object } } }',
    }),
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
  {
    claim: 'a redirect is the job’s to give (R-INI-3)',
    text: several("'201': { $ref: '#/components/responses/Changed' }, «CC330»'303': { description: There }"),
  },
  {
    claim: 'whatever goes wrong is a problem, and one diagnostic is for all that say otherwise (R-ERR-1)',
    text: several(
      `'201': { $ref: '#/components/responses/Changed' }, «CC330»'400': ${thing()}, 5XX: ${thing()}, default: ${thing()}`,
    ),
  },
  {
    claim: 'a problem beside something else, any media type and an error without a body are fine (R-ERR-1)',
    text: several(
      `'201': { $ref: '#/components/responses/Changed' }, '400': { description: No, content: { application/problem+json: {}, text/plain: {} } }, '404': { description: No, content: { application/*: {} } }, default: { description: No }`,
    ),
  },
  { claim: '`mode: both` is not supported yet', text: withBlock('        «CC600»mode: both') },
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
