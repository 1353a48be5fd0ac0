import type { Case } from '../compile-text.ts'

interface Parts {
  readonly expression?: string
  readonly mark?: string
  readonly item?: string
  readonly head?: string
  readonly id?: string
  readonly properties?: string
}

/** An async POST with one callback. */
const withCallback = ({
  expression = '{$request.body#/callbackUrl}',
  mark = '',
  item = 'post: { x-webhook: { on: [succeeded] }, responses: { 2XX: { description: Received } } }',
  head = 'x-async-operation: true',
  id = 'makeThing',
  properties = 'callbackUrl: { type: string, format: uri }',
}: Parts): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Order:
      type: object
      properties: { ${properties} }
paths:
  /things:
    post:
      operationId: ${id}
      ${head}
      parameters:
        - { name: X-Notify, in: header, schema: { type: string, format: uri } }
        - { name: hook, in: query, schema: { type: string } }
      requestBody: { content: { application/json: { schema: { allOf: [{ $ref: '#/components/schemas/Order' }] } } } }
      responses: { '204': { description: Done } }
      callbacks:
        done:
          ${mark}'${expression}':
            ${item}
`

const body = (schema: string): string =>
  `post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: { 2XX: { description: Received } } }`

const received = 'responses: { 2XX: { description: Received } }'

/** Two async operations and the entries of `webhooks` given. */
const withEntries = (entries: string, asynchronous = true): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
paths:
  /things:
    post: { operationId: make.thing, ${asynchronous ? 'x-async-operation: true, ' : ''}responses: { '204': { description: Done } } }
    delete: { operationId: dropThings, ${asynchronous ? 'x-async-operation: true, ' : ''}responses: { '204': { description: Done } } }
webhooks:
  ${entries}
`

const entryCases: readonly Case[] = [
  { claim: 'an entry without the key is documentation', text: withEntries(`done: { put: { ${received} } }`) },
  { claim: 'an entry is heard of', text: withEntries(`done: { post: { «CC600»x-webhook: {}, ${received} } }`) },
  {
    claim: 'an entry without async operations is never sent',
    text: withEntries(`done: { post: { «CC600»«CC409»x-webhook: {}, ${received} } }`, false),
  },
  { claim: 'an entry is a POST', text: withEntries(`done: { «CC600»x-webhook: {}, «CC404»put: { ${received} } }`) },
  { claim: 'an entry has a POST', text: withEntries('«CC404»done: { «CC600»x-webhook: {} }') },
  {
    claim: 'the policy stands once',
    text: withEntries(`done: { «CC600»x-webhook: {}, post: { «CC600»«CC408»x-webhook: {}, ${received} } }`),
  },
  {
    claim: 'the policy may stand beside a reference to a path item',
    text: withEntries("done: { $ref: '#/components/pathItems/Done', «CC600»x-webhook: {} }").replace(
      'components: {',
      `components: { pathItems: { Done: { post: { ${received} } } },`,
    ),
  },
  {
    claim: 'a policy beside a reference is checked like any other',
    text: withEntries("done: { $ref: '#/components/pathItems/Done', x-webhook: { on: [«CC103»succeded] } }").replace(
      'components: {',
      `components: { pathItems: { Done: { post: { ${received} } } },`,
    ),
  },
  {
    claim: 'two entries have two types (R-WEB-3)',
    text: withEntries(
      `job_done: { post: { «CC600»x-webhook: {}, ${received} } }\n  «CC405»job-done: { post: { «CC600»x-webhook: {}, ${received} } }`,
    ),
  },
  {
    claim: 'entries without the key have no type (R-WEB-3)',
    text: withEntries(
      `job_done: { post: { ${received} } }\n  job-done: { post: { «CC600»x-webhook: {}, ${received} } }`,
    ),
  },
  {
    claim: 'the body of an entry is the envelope about any operation (WH-5)',
    text: withEntries(
      `done: { post: { «CC600»x-webhook: {}, requestBody: { content: { application/json: { schema: { properties: { data: { properties: { operation: «CC406»{ enum: [make.thing] } } } } } } } }, ${received} } }`,
    ),
  },
  {
    claim: 'the type of an entry is its name (R-WEB-3)',
    text: withEntries(
      `done: { post: { «CC600»x-webhook: {}, requestBody: { content: { application/json: { schema: { properties: { type: { const: done } } } } } }, ${received} } }`,
    ),
  },
]

const policy = (written: string): string => `post: { x-webhook: ${written}, ${received} }`

const policyCases: readonly Case[] = [
  {
    claim: 'the policy may stand on the path item',
    text: withCallback({ item: `{ x-webhook: {}, post: { ${received} } }` }),
  },
  {
    claim: 'the policy of a callback stands once',
    text: withCallback({ item: `{ x-webhook: {}, post: { «CC408»x-webhook: {}, ${received} } }` }),
  },
  { claim: 'no delays at all mean one attempt', text: withCallback({ item: policy('{ retry: «CC411»[] }') }) },
  {
    claim: 'delays come to 4 days at most (WH-20)',
    text: withCallback({ item: policy('{ retry: «CC410»[4d, 1s] }') }),
  },
  { claim: 'delays of 4 days are kept (WH-20)', text: withCallback({ item: policy('{ retry: [1d, 3d] }') }) },
  { claim: 'progress is described', text: withCallback({ item: policy('{ on: «CC412»[progress] }') }) },
  {
    claim: 'progress that is described may be heard of',
    text: withCallback({
      item: policy('{ on: [progress] }'),
      head: 'x-async-operation: { progress: { type: object } }',
    }),
  },
  { claim: 'something is heard of', text: withCallback({ item: policy('{ on: «CC103»[] }') }) },
  {
    claim: 'a URL is not put together',
    text: withCallback({ expression: 'https://example.com/{$request.body#/callbackUrl}', mark: '«CC400»' }),
  },
  {
    claim: 'the type of a callback is one that is sent (R-WEB-3)',
    text: withCallback({
      item: body(
        '{ type: object, properties: { type: { enum: [makeThing.succeeded, makeThing.failed, makeThing.canceled] } } }',
      ),
    }),
  },
  {
    claim: 'a type that is not among those sent cannot fit (R-WEB-3)',
    text: withCallback({ item: body('{ type: object, properties: { type: «CC406»{ enum: [thing.made] } } }') }),
  },
  {
    claim: 'what the job document lacks cannot be demanded (WH-5)',
    text: withCallback({ item: body('{ properties: { data: «CC406»{ type: object, required: [reportId] } } }') }),
  },
  {
    claim: 'members of the job document keep their types (WH-5)',
    text: withCallback({ item: body('{ properties: { data: { properties: { id: «CC406»{ type: integer } } } } }') }),
  },
  {
    claim: 'each event that is heard of has to fit (WH-5)',
    text: withCallback({
      item: body('{ properties: { data: { properties: { status: «CC406»{ enum: [succeeded, failed] } } } } }'),
    }),
  },
  {
    claim: 'events that are not heard of need not fit (WH-5)',
    text: withCallback({
      item: body('{ properties: { data: { properties: { status: { const: succeeded } } } } }').replace(
        'post: {',
        'post: { x-webhook: { on: [succeeded] },',
      ),
    }),
  },
]

export const callbackCases: readonly Case[] = [
  ...entryCases,
  ...policyCases,
  { claim: 'a callback to a declared URL of the body is fine', text: withCallback({}) },
  { claim: 'a header is found whatever its case', text: withCallback({ expression: '{$request.header.x-notify}' }) },
  {
    claim: 'braces around a lone expression may be left out',
    text: withCallback({ expression: '$request.body#/callbackUrl' }),
  },
  {
    claim: 'a fixed URL is no expression',
    text: withCallback({ expression: 'https://example.com/hook', mark: '«CC400»' }),
  },
  {
    claim: 'the response does not exist yet',
    text: withCallback({ expression: '{$response.body#/url}', mark: '«CC400»' }),
  },
  ...['$url', '$method', '$result#/callbackUrl', '$request.header.no token', '$request.body#callbackUrl'].map(
    (expression) => ({
      claim: `${expression} is no part of the request`,
      text: withCallback({ expression: `{${expression}}`, mark: '«CC400»' }),
    }),
  ),
  {
    claim: 'an expression names a property (and only one mistake is reported)',
    text: withCallback({ expression: '{$request.body#/calbackUrl}', mark: '«CC401»' }),
  },
  {
    claim: 'an inherited name is not declared',
    text: withCallback({ expression: '{$request.body#/toString}', mark: '«CC401»' }),
  },
  {
    claim: 'a header parameter is declared',
    text: withCallback({ expression: '{$request.header.X-Other}', mark: '«CC401»' }),
  },
  {
    claim: 'a query parameter is declared',
    text: withCallback({ expression: '{$request.query.url}', mark: '«CC401»' }),
  },
  { claim: 'the parameter is a URL', text: withCallback({ expression: '{$request.query.hook}', mark: '«CC402»' }) },
  {
    claim: 'the property is a URL',
    text: withCallback({ properties: 'callbackUrl: { type: string }', mark: '«CC402»' }),
  },
  {
    claim: 'a public operation has no callbacks (R-WEB-4)',
    text: withCallback({ head: 'security: []\n      x-public: true\n      x-async-operation: true' }).replace(
      'callbacks:',
      '«CC403»callbacks:',
    ),
  },
  {
    claim: 'a webhook is a POST',
    text: withCallback({ item: '«CC404»put: { responses: { 2XX: { description: Received } } }' }),
  },
  {
    claim: 'a callback without operations sends nothing',
    text: withCallback({ item: 'summary: Nothing', mark: '«CC404»' }),
  },
  {
    claim: 'two operations have two types of webhooks (R-WEB-3)',
    text: `${withCallback({ id: 'make_thing' }).trimEnd()}
  /others:
    post:
      operationId: «CC405»make-thing
      x-async-operation: true
      parameters: [{ name: url, in: query, schema: { type: string, format: uri } }]
      responses: { '204': { description: Done } }
      callbacks: { done: { '{$request.query.url}': { post: { responses: { 2XX: { description: Received } } } } } }
`,
  },
  {
    claim: 'a schema of the envelope fits (WH-5)',
    text: withCallback({
      item: body('{ type: object, required: [type, data], properties: { type: {}, data: { type: object } } }'),
    }),
  },
  {
    claim: 'a webhook has no members of its own (WH-5)',
    text: withCallback({ item: body('{ type: object, required: «CC406»[reportId] }') }),
  },
  { claim: 'a webhook is an object (WH-5)', text: withCallback({ item: body('«CC406»{ type: array }') }) },
  {
    claim: 'the data of a webhook is an object (WH-5)',
    text: withCallback({ item: body('{ type: object, properties: { data: «CC406»{ type: string } } }') }),
  },
  {
    claim: 'a synchronous operation sends nothing',
    text: withCallback({
      head: 'summary: Sync',
      item: 'post: { «CC407»x-webhook: {}, responses: { 2XX: { description: Received } } }',
    }),
  },
  {
    claim: 'callbacks of a synchronous operation are documentation',
    text: withCallback({ head: 'summary: Sync', item: 'post: { responses: { 2XX: { description: Received } } }' }),
  },
  {
    claim: 'a delay of webhooks is at least a second',
    text: withCallback({
      item: 'post: { x-webhook: { retry: [«CC103»10ms] }, responses: { 2XX: { description: Received } } }',
    }),
  },
  {
    claim: 'an event exists',
    text: withCallback({
      item: 'post: { x-webhook: { on: [«CC103»succeded] }, responses: { 2XX: { description: Received } } }',
    }),
  },
]
