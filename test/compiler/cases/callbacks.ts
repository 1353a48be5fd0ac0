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

export const callbackCases: readonly Case[] = [
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
      item: body('{ type: object, required: [type, data], properties: { data: { type: object } } }'),
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
