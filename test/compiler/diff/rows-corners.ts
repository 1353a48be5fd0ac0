/** Changes that show only where two places of a spec meet: ranges of statuses, other methods of callbacks, encodings, names of schemes. */
import type { Row } from './row.ts'

const narrowed = ['breaking callers request-narrowed', 'breaking jobs request-narrowed']
const none = "'404': { description: None }"
const error = (status: string, member: string): string =>
  `'${status}': { description: No, content: { application/json: { schema: { type: object, required: [${member}], properties: { ${member}: { type: string } } } } } }`
const pong = "responses: { '200': { description: Pong"
const total = 'X-Total: { required: true, schema: { type: integer } }'
const limit = '{ name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }'
const ping = '      operationId: ping\n'

/** A change of a request body of the synchronous operation. */
const form = (change: string, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [
    [
      ping,
      `${ping}      requestBody: { content: { ${from.includes('multipart') ? '' : 'application/x-www-form-urlencoded: '}${from} } }\n`,
    ],
  ],
  edits: [[from, to]],
  means,
})
const coded = (encoding: string): string =>
  `{ schema: { type: object, properties: { ids: { type: array, items: { type: string } }, one: { type: string } } }, encoding: ${encoding} }`
const parts = (encoding: string): string =>
  `multipart/form-data: { schema: { type: object, properties: { image: {} } }, encoding: { image: ${encoding} } }`

const answer = (change: string, both: Row['edits'], edits: Row['edits'], means: readonly string[]): Row => ({
  change,
  both,
  edits,
  means,
})

export const cornerRows: readonly Row[] = [
  answer(
    'an error moves to a range that says something else',
    [[none, error('404', 'a')]],
    [[error('404', 'a'), error('4XX', 'b')]],
    ['breaking callers response-widened', 'safe callers error-response-added', 'safe callers response-narrowed'],
  ),
  answer(
    'an error moves to a range that says the same',
    [[none, error('404', 'a')]],
    [["'404': {", "'4XX': {"]],
    ['safe callers error-response-added'],
  ),
  answer(
    'an error moves to a default that says something else',
    [[none, error('404', 'a')]],
    [[error('404', 'a'), error('default', 'b')]],
    ['breaking callers response-widened', 'safe callers error-response-added', 'safe callers response-narrowed'],
  ),
  answer(
    'a status says something else than its range',
    [[none, error('4XX', 'a')]],
    [[error('4XX', 'a'), `${error('4XX', 'a')}\n        ${error('404', 'b')}`]],
    ['breaking callers response-widened', 'safe callers error-response-added', 'safe callers response-narrowed'],
  ),
  answer(
    'a range of successes becomes one of them',
    [[pong, pong.replace('200', '2XX')]],
    [[pong.replace('200', '2XX'), pong]],
    ['safe callers response-narrowed'],
  ),
  answer(
    'any media type becomes one of them',
    [['text/csv:', "'*/*':"]],
    [["'*/*':", 'text/csv:']],
    ['safe callers response-narrowed'],
  ),
  answer('an answer says its charset', [], [['text/csv:', "'text/csv; charset=utf-8':"]], []),
  answer(
    'a header is written as JSON',
    [],
    [[total, 'X-Total: { required: true, content: { application/json: { schema: { type: integer } } } }']],
    ['breaking callers response-header-format-changed'],
  ),
  answer(
    'a JSON header holds something else',
    [[total, 'X-Total: { required: true, content: { application/json: { schema: { type: integer } } } }']],
    [
      [
        'content: { application/json: { schema: { type: integer } } } }',
        'content: { application/json: { schema: { type: string } } } }',
      ],
    ],
    ['breaking callers response-widened'],
  ),
  answer(
    'an object in a header is taken apart another way',
    [[total, 'X-Total: { required: true, schema: { type: object } }']],
    [['required: true, schema: { type: object } }', 'required: true, explode: true, schema: { type: object } }']],
    ['breaking callers response-header-format-changed'],
  ),
  answer('`explode` of one value', [], [[total, total.replace('schema', 'explode: true, schema')]], []),
  form('a form repeats a name no longer', coded('{ ids: { explode: true } }'), coded('{ ids: { explode: false } }'), [
    'breaking callers body-encoding-changed',
  ]),
  form(
    'a form says what goes without saying',
    coded('{}'),
    coded('{ ids: { style: form }, one: { explode: false } }'),
    [],
  ),
  form('a part has another media type', parts('{ contentType: image/png }'), parts('{ contentType: image/jpeg }'), [
    'breaking callers body-encoding-changed',
  ]),
  form(
    'a part has one more media type',
    parts('{ contentType: image/png }'),
    parts("{ contentType: 'image/png, image/jpeg' }"),
    [],
  ),
  {
    change: 'a body says its charset',
    both: [],
    edits: [['          application/vnd.things+json:', "          'application/vnd.things+json; charset=utf-8':"]],
    means: [],
  },
  {
    change: 'a number in the query of a synchronous operation becomes any text',
    edits: [[limit, '{ name: limit, in: query, schema: { type: string } }']],
    means: ['safe callers request-widened'],
  },
  {
    change: 'a flag in the query of an async operation becomes any text, which stored inputs are not',
    both: [['schema: { type: boolean, default: false }', 'schema: { type: boolean }']],
    edits: [['schema: { type: boolean }', 'schema: { type: string }']],
    means: narrowed,
  },
  {
    change: 'a parameter may no longer be empty',
    both: [[limit, limit.replace('in: query', 'in: query, allowEmptyValue: true')]],
    edits: [[', allowEmptyValue: true', '']],
    means: ['breaking callers request-narrowed'],
  },
  {
    change: 'a security scheme of another name',
    edits: [
      ['security: [{ key: [] }]\nx-async', 'security: [{ apiKey: [] }]\nx-async'],
      ["security: [{ key: ['things:write'] }]", "security: [{ apiKey: ['things:write'] }]"],
      ['    key: { type: apiKey', '    apiKey: { type: apiKey'],
    ],
    means: [],
  },
  {
    change: 'a security scheme of another name that takes another key',
    edits: [
      ['security: [{ key: [] }]\nx-async', 'security: [{ apiKey: [] }]\nx-async'],
      ["security: [{ key: ['things:write'] }]", "security: [{ apiKey: ['things:write'] }]"],
      ['    key: { type: apiKey, in: header, name: X-Key }', '    apiKey: { type: apiKey, in: header, name: X-Other }'],
    ],
    means: Array.from({ length: 2 }, () => 'breaking callers security-tightened'),
  },
  {
    change: 'the second of two servers goes',
    both: [["v1' }]", "v1' }, { url: 'https://eu.example.com/v1' }]"]],
    edits: [[", { url: 'https://eu.example.com/v1' }", '']],
    means: ['risky callers server-changed', 'risky jobs server-changed'],
  },
  {
    change: 'a link leads to another operation',
    edits: [['first: { operationId: getThing }', 'first: { operationId: ping }']],
    means: ['risky callers link-changed'],
    old: 'first:',
    new: 'first:',
  },
  {
    change: 'a link of a 202 goes',
    both: [
      [
        "        '201':\n          description: The thing",
        "        '202': { description: Begun, links: { things: { operationId: listThings } } }\n        '201':\n          description: The thing",
      ],
    ],
    edits: [[', links: { things: { operationId: listThings } }', '']],
    means: ['risky callers link-removed'],
  },
  {
    change: 'a link of a result leads elsewhere',
    both: [
      [
        "          description: The thing\n          content:\n            application/json:\n              schema: { $ref: '#/components/schemas/Thing' }\n      callbacks:",
        "          description: The thing\n          links: { more: { operationId: listThings } }\n          content:\n            application/json:\n              schema: { $ref: '#/components/schemas/Thing' }\n      callbacks:",
      ],
    ],
    edits: [['more: { operationId: listThings }', 'more: { operationId: ping }']],
    means: ['risky callers link-changed'],
  },
  {
    change: 'a path takes requests of another one',
    edits: [
      [
        '  /copies:\n',
        "  /things/mine:\n    get: { operationId: getMine, responses: { '200': { description: Mine } } }\n  /copies:\n",
      ],
    ],
    means: ['risky callers operation-taken-over', 'safe callers operation-added'],
    new: 'getMine',
  },
  {
    change: 'a callback of another method has another body',
    both: [
      [
        ping,
        `${ping}      callbacks: { told: { '{$request.query.url}': { put: { requestBody: { content: { application/json: { schema: { type: integer } } } }, responses: { '200': { description: OK } } } } } }\n`,
      ],
    ],
    edits: [['schema: { type: integer } } } }, responses', 'schema: { type: string } } } }, responses']],
    means: ['breaking receivers event-body-widened'],
  },
  {
    change: 'a callback comes with another method',
    both: [
      [
        ping,
        `${ping}      callbacks: { told: { '{$request.query.url}': { put: { responses: { '200': { description: OK } } } } } }\n`,
      ],
    ],
    edits: [['{ put:', '{ post:']],
    means: ['breaking receivers webhook-removed', 'safe receivers webhook-added'],
  },
  {
    change: 'a webhook loses one of two methods',
    both: [['  news:\n    post:', '  news:\n    put: { responses: { 2XX: { description: Received } } }\n    post:']],
    edits: [['    put: { responses: { 2XX: { description: Received } } }\n', '']],
    means: ['breaking receivers webhook-removed'],
  },
]
