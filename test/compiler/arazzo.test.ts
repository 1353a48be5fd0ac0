import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { arazzo } from '../../src/compiler/arazzo/arazzo.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { withBlock, withComponents, withKey } from './compile-text.ts'
import { look, namesAt, specOf } from './expand-text.ts'

function workflowsOf(text: string): JsonObject | undefined {
  const spec = specOf(text)
  return arazzo(spec, expand(spec), { documentUrl: './openapi.json' })
}

function written(text: string): JsonObject {
  return workflowsOf(text) ?? {}
}

const plain = written(withBlock('        poll: { initial: 2s }\n        timeout: { attempt: 1m, total: 10m }'))

describe('the Arazzo document', () => {
  it('names the published document by its relative URL', () => {
    expect(plain).toMatchObject({
      arazzo: '1.0.1',
      sourceDescriptions: [{ name: 'api', url: './openapi.json', type: 'openapi' }],
    })
  })

  it('has a workflow to the result and one to the cancel, of each async operation', () => {
    expect(look(plain, '/workflows/0/workflowId')).toBe('makeThing')
    expect(look(plain, '/workflows/1/workflowId')).toBe('cancelMakeThing')
    const fixed = written(withBlock('        cancel: false'))
    expect(fixed.workflows).toHaveLength(1)
  })

  it('is absent where nothing is asynchronous: Arazzo asks for a workflow', () => {
    const text = withKey(
      'paths: { /things: { get: { operationId: listThings, responses: { "204": { description: None } } } } }\n',
    )
    expect(workflowsOf(text)).toBeUndefined()
  })

  it('submits, polls until the job has succeeded, and fetches the result', () => {
    expect(look(plain, '/workflows/0/steps')).toMatchObject([
      { stepId: 'start', operationId: 'makeThing', outputs: { jobId: '$response.body#/id' } },
      { stepId: 'poll', operationId: 'getJobStatus' },
      { stepId: 'result', operationId: 'getJobResult', successCriteria: [{ condition: '$statusCode == 200' }] },
    ])
    expect(look(plain, '/workflows/0/steps/1/successCriteria/1/condition')).toBe(
      '$response.body#/status == "succeeded"',
    )
    expect(look(plain, '/workflows/0/outputs')).toEqual({
      jobId: '$steps.start.outputs.jobId',
      result: '$steps.result.outputs.result',
    })
  })

  it('asks again as seldom as the policy hints, for as long as the job may take', () => {
    expect(look(plain, '/workflows/0/steps/1/onFailure/0')).toMatchObject({
      type: 'retry',
      retryAfter: 2,
      retryLimit: 300,
    })
    expect(look(plain, '/workflows/0/steps/1/onFailure/0/criteria/1/condition')).toBe('^(queued|running|canceling)$')
  })

  it('names operations and workflows apart from what the designer chose', () => {
    const text = withKey(`paths:
  /things:
    get: { operationId: getJobStatus, responses: { '204': { description: None } } }
    post: { operationId: thing/make, x-async-operation: true, responses: { '204': { description: Made } } }
    put: { operationId: thing_make, x-async-operation: true, responses: { '204': { description: Made } } }
`)
    const document = written(text)
    expect([0, 1, 2, 3].map((index) => look(document, `/workflows/${index}/workflowId`))).toEqual([
      'thing_make',
      'thing_make_2',
      'cancelThing_make',
      'cancelThing_make_2',
    ])
    expect(look(document, '/workflows/0/steps/1/operationId')).toBe('getJobStatus2')
  })

  it('expects 204 of an operation that yields nothing', () => {
    const text = withKey(
      'paths: { /things: { post: { operationId: touch, x-async-operation: true, responses: { "204": { description: Done } } } } }\n',
    )
    const document = written(text)
    expect(look(document, '/workflows/0/steps/2/successCriteria')).toEqual([{ condition: '$statusCode == 204' }])
    expect(look(document, '/workflows/0/outputs')).toEqual({ jobId: '$steps.start.outputs.jobId' })
  })

  it('reads the resource that a job made, by the parameters in its result', () => {
    const document = written(
      withKey(`paths:
  /made/{id}:
    get:
      operationId: getMade
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: Made, content: { application/json: { schema: { type: object } } } } }
  /made:
    post:
      operationId: make
      x-async-operation: { result: { operation: getMade, parameters: { id: $result#/thing/id } } }
      responses:
        '201':
          description: Made
          content: { application/json: { schema: { type: object, properties: { thing: { type: object, properties: { id: { type: string } } } } } } }
`),
    )
    expect(look(document, '/workflows/0/steps/1/outputs')).toEqual({ id: '$response.body#/result/thing/id' })
    expect(look(document, '/workflows/0/steps/2')).toMatchObject({
      operationId: 'getMade',
      parameters: [
        { name: 'id', in: 'path', value: '$steps.poll.outputs.id' },
        { name: 'X-Key', in: 'header', value: '$inputs.key' },
      ],
    })
  })
})

describe('what a workflow sends', () => {
  const sending = (body: string, block = '        cancel: true') =>
    written(withBlock(block, `      requestBody: { required: true, content: ${body} }`))
  const payload = (document: JsonObject) => look(document, '/workflows/0/steps/0/requestBody')

  it('is the example of the spec, else the smallest body that fits', () => {
    const schema =
      '{ type: object, required: [n], properties: { n: { type: integer, minimum: 3 }, m: { type: string } } }'
    expect(payload(sending(`{ application/json: { schema: ${schema}, example: { n: 7 } } }`))).toEqual({
      contentType: 'application/json',
      payload: { n: 7 },
    })
    expect(payload(sending(`{ application/json: { schema: ${schema} } }`))).toMatchObject({ payload: { n: 3 } })
  })

  it('is text that the spec shows, and an input where no document could hold it', () => {
    expect(payload(sending('{ text/csv: { example: "a,b" } }'))).toEqual({ contentType: 'text/csv', payload: 'a,b' })
    const picture = sending('{ image/*: {} }')
    expect(payload(picture)).toEqual({ contentType: 'image/jpeg', payload: '$inputs.body' })
    expect(look(picture, '/workflows/0/inputs/required')).toEqual(['key', 'body'])
  })

  it('has a key of its own for each run where one is required', () => {
    const document = written(withBlock('        idempotency: { required: true }'))
    expect(look(document, '/workflows/0/steps/0/parameters/1')).toEqual({
      name: 'Idempotency-Key',
      in: 'header',
      value: '$inputs.idempotencyKey',
    })
    expect(look(document, '/workflows/0/inputs/required')).toEqual(['key', 'idempotencyKey'])
  })

  it('asks for the 202 where the answer may come at once (R-INI-4)', () => {
    const document = written(withBlock('        mode: both'))
    expect(look(document, '/workflows/0/steps/0/parameters/1')).toEqual({
      name: 'Prefer',
      in: 'header',
      value: 'respond-async',
    })
  })

  it('has every required parameter, with its example or the smallest value', () => {
    const document = written(
      withBlock(
        '        cancel: true',
        `      parameters:
        - { name: n, in: query, required: true, schema: { type: integer, minimum: 2 } }
        - { name: word, in: header, required: true, example: hello, schema: { type: string } }
        - { name: other, in: query, schema: { type: string } }`,
      ),
    )
    expect(look(document, '/workflows/0/steps/0/parameters')).toEqual([
      { name: 'X-Key', in: 'header', value: '$inputs.key' },
      { name: 'n', in: 'query', value: 2 },
      { name: 'word', in: 'header', value: 'hello' },
    ])
  })

  it.each([
    ['{ type: http, scheme: bearer }', { name: 'Authorization', in: 'header', value: 'Bearer {$inputs.my_key}' }],
    ['{ type: http, scheme: basic }', { name: 'Authorization', in: 'header', value: 'Basic {$inputs.my_key}' }],
    ['{ type: apiKey, in: cookie, name: session }', { name: 'session', in: 'cookie', value: '$inputs.my_key' }],
    [
      '{ type: openIdConnect, openIdConnectUrl: https://id.test }',
      { name: 'Authorization', in: 'header', value: 'Bearer {$inputs.my_key}' },
    ],
  ])('carries a credential of %s in every step', (scheme, parameter) => {
    const text = withComponents('', withBlock('        cancel: true').replace(/^[\s\S]*?paths:/, 'paths:'))
      .replace(/key: \{ type.*\}(?= \})/, `my.key: ${scheme}`)
      .replace('security: [{ key: [] }]', 'security: [{ my.key: [] }]')
    const document = written(text)
    for (const step of [0, 1, 2])
      expect(look(document, `/workflows/0/steps/${step}/parameters`)).toContainEqual(parameter)
    expect(namesAt(document, '/workflows/0/inputs/properties')).toEqual(['my_key'])
  })

  it('needs no input where everybody may call', () => {
    const document = written(withBlock('        cancel: true', '      security: []\n      x-public: true'))
    expect(look(document, '/workflows/0/inputs')).toBeUndefined()
    expect(look(document, '/workflows/0/steps/0/parameters')).toBeUndefined()
  })
})
