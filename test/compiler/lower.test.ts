import { describe, expect, it } from 'vitest'
import { parseSize } from '../../src/base/size.ts'
import type { Contract } from '../../src/contract/contract.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { compileText, withBlock, withComponents, withKey } from './compile-text.ts'

function contractOf(text: string): Contract {
  const { spec, diagnostics } = compileText(text)
  if (spec === undefined) throw new Error(JSON.stringify(diagnostics))
  return spec.contract
}

function operationOf(text: string): Operation {
  const [operation] = contractOf(text).operations
  if (operation === undefined) throw new Error('There is no operation')
  return operation
}

const policyOf = (block: string, root = '') => operationOf(`${withBlock(block)}${root}`).async

describe('the policy', () => {
  it('`true` means every default (WH-16 has its own)', () => {
    const text = withBlock('').replace('x-async-operation:\n', 'x-async-operation: true\n')
    expect(operationOf(text).async).toMatchObject({
      retry: { maxAttempts: 5 },
      timeout: { attemptMs: 600_000 },
      retentionMs: 604_800_000,
      cancel: { allowed: true, graceMs: 10_000 },
      result: { kind: 'json', status: 200, mediaType: 'application/json' },
    })
  })

  it('groups are merged member by member', () => {
    const root = 'x-async-defaults: { retry: { maxAttempts: 9, max: 2m }, timeout: { total: 1h } }\n'
    expect(policyOf('        retry: { max: 3m }\n        timeout: 30s', root)).toMatchObject({
      retry: { maxAttempts: 9, initialMs: 1_000, maxMs: 180_000 },
      timeout: { attemptMs: 30_000, totalMs: 3_600_000 },
    })
  })

  it('cancel may be refused, and keeps its grace from the defaults', () => {
    expect(policyOf('        cancel: false')?.cancel).toEqual({ allowed: false, graceMs: 10_000 })
    expect(policyOf('        cancel: { grace: 1s }', 'x-async-defaults: { cancel: false }\n')?.cancel).toEqual({
      allowed: true,
      graceMs: 1_000,
    })
  })

  it('an error without title and status gets both', () => {
    expect(policyOf('        errors: [{ code: no-such-thing }]')?.errors).toEqual([
      { code: 'no-such-thing', status: 422, title: 'No such thing', retriable: false },
    ])
  })

  it('scopes are a list or one text, and are among those of the contract', () => {
    const contract = contractOf(withBlock("        scopes: { read: [a, b], cancel: 'c d' }"))
    expect(contract.operations[0]?.async?.scopes).toEqual({ read: ['a', 'b'], cancel: ['c', 'd'] })
    expect(contract.scopes).toEqual(['a', 'b', 'c', 'd'])
  })

  it('a webhook without a policy of its own has the delays of WH-16, 272,105 seconds in all', () => {
    const text = withKey(`paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: true
      parameters: [{ name: url, in: query, schema: { type: string, format: uri } }]
      responses: { '204': { description: Done } }
      callbacks: { done: { '{$request.query.url}': { post: { responses: { 2XX: { description: Received } } } } } }
`)
    const [callback] = operationOf(text).async?.callbacks ?? []
    expect(callback).toMatchObject({ on: ['succeeded', 'failed', 'canceled'], payload: 'thin' })
    expect(callback?.retryMs.reduce((sum, delay) => sum + delay, 0)).toBe(272_105_000)
    expect(operationOf(text).async?.result).toEqual({ kind: 'empty', status: 204 })
  })
})

describe('the server', () => {
  it.each([
    ['/', undefined, ''],
    ['/v1/', undefined, '/v1'],
    ['https://api.example.com', 'https://api.example.com', ''],
    ['https://api.example.com/v2/', 'https://api.example.com/v2/', '/v2'],
  ])('%s', (url, serverUrl, serverPath) => {
    const contract = contractOf(withKey(`servers: [{ url: '${url}' }]\npaths: {}\n`))
    expect([contract.serverUrl, contract.serverPath]).toEqual([serverUrl, serverPath])
  })

  it('variables take their defaults', () => {
    const contract = contractOf(
      withKey(
        "servers: [{ url: 'https://{region}.example.com/{base}', variables: { region: { default: eu }, base: { default: v3 } } }]\npaths: {}\n",
      ),
    )
    expect([contract.serverUrl, contract.serverPath]).toEqual(['https://eu.example.com/v3', '/v3'])
  })
})

describe('parameters', () => {
  const shapeOf = (schema: string): unknown => {
    const text = withComponents(
      '  schemas: { Color: { type: string, enum: [red] }, Size: { type: [integer, "null"] } }',
      `paths:\n  /things:\n    get:\n      operationId: a\n      parameters: [{ name: p, in: query, schema: ${schema} }]\n      responses: { '204': { description: None } }\n`,
    )
    return operationOf(text).parameters[0]?.shape
  }

  it.each([
    ['{}', { kind: 'primitive', types: ['string'] }],
    ['{ type: [string, integer] }', { kind: 'primitive', types: ['integer', 'string'] }],
    ['{ enum: [1, two, null] }', { kind: 'primitive', types: ['integer', 'null', 'string'] }],
    [
      "{ anyOf: [{ type: boolean }, { $ref: '#/components/schemas/Size' }] }",
      { kind: 'primitive', types: ['integer', 'boolean', 'null'] },
    ],
    ["{ type: array, items: { $ref: '#/components/schemas/Color' } }", { kind: 'array', items: ['string'] }],
    [
      '{ type: object, properties: { a: { type: integer } }, additionalProperties: { type: number } }',
      { kind: 'object', properties: { a: ['integer'] }, others: ['number'] },
    ],
  ])('the shape of %s', (schema, shape) => {
    expect(shapeOf(schema)).toEqual(shape)
  })

  it('an operation overrides its path item, and headers of the protocol are left out', () => {
    const text = withKey(`paths:
  /things:
    parameters:
      - { name: limit, in: query, schema: { type: string } }
      - { name: Accept, in: header, schema: { type: string } }
    get:
      operationId: a
      parameters:
        - { name: limit, in: query, explode: false, style: pipeDelimited, schema: { type: array, items: { type: integer } } }
        - { name: filter, in: query, content: { application/json: { schema: { type: object } } } }
      responses: { '204': { description: None } }
`)
    expect(operationOf(text).parameters).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        style: 'pipeDelimited',
        explode: false,
        json: false,
        shape: { kind: 'array', items: ['integer'] },
      },
      expect.objectContaining({ name: 'filter', json: true, style: 'form' }),
    ])
  })
})

describe('OpenAPI 3.0', () => {
  it('compiles to the same contract as 3.1 says it', () => {
    const text = (version: string, id: string): string =>
      withKey(
        `paths:\n  /a:\n    get: { operationId: a, parameters: [{ name: id, in: query, schema: ${id} }], responses: { '204': { description: None } } }\n`,
      ).replace('3.1.0', version)
    const [older, newer] = [
      text('3.0.3', '{ type: integer, nullable: true }'),
      text('3.1.0', '{ type: [integer, "null"] }'),
    ]
    expect(operationOf(older).parameters).toEqual(operationOf(newer).parameters)
  })
})

describe('bodies and answers', () => {
  it('media types stand most specific first, and only JSON is held in memory', () => {
    const text = withKey(`paths:
  /things:
    post:
      operationId: a
      requestBody: { content: { '*/*': {}, image/*: {}, application/merge-patch+json: {}, application/json: {}, text/csv: {} } }
      responses: { default: { description: Odd }, 2XX: { description: Fine }, '200': { description: Good, content: { application/json: {} } } }
`)
    const operation = operationOf(text)
    expect(operation.requestBody?.content.map(({ mediaType, kind }) => `${mediaType} ${kind}`)).toEqual([
      'application/merge-patch+json json',
      'application/json json',
      'text/csv stream',
      'image/* stream',
      '*/* stream',
    ])
    expect(operation.responses.map(({ status }) => status)).toEqual([200, '2XX', 'default'])
    expect(operation.responses[0]?.content).toEqual([{ mediaType: 'application/json', validated: false }])
  })

  it.each([
    ['1MB', 1_000_000],
    ['1MiB', 1_048_576],
    ['1.5KB', 1_500],
    ['2 GB', 2_000_000_000],
    ['7B', 7],
    ['0MB', undefined],
    ['1mb', undefined],
    ['1', undefined],
    ['999999999999GB', undefined],
  ])('%s is %s bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })
})

describe('the hash of an operation (D17)', () => {
  const spec = (thing: string, operation = ''): string =>
    withComponents(
      `  schemas: { Thing: ${thing}, Other: { type: string } }`,
      `paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: { timeout: 1m${operation} }
      responses: { '200': { description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
`,
    )
  const hashOf = (text: string): string => operationOf(text).hash
  const original = hashOf(spec('{ type: object, properties: { description: { type: string } } }'))

  it('prose does not count', () => {
    const prose =
      '{ description: A thing, title: Thing, example: {}, type: object, properties: { description: { type: string, description: Text } } }'
    expect(hashOf(spec(prose))).toBe(original)
    expect(
      hashOf(
        spec('{ type: object, properties: { description: { type: string } } }').replace(
          'description: Done',
          'description: Ready',
        ),
      ),
    ).toBe(original)
  })

  it('a property that is called like prose counts', () => {
    expect(hashOf(spec('{ type: object, properties: { summary: { type: string } } }'))).not.toBe(original)
    expect(hashOf(spec('{ type: object }'))).not.toBe(original)
  })

  it.each([
    ['is a property', (one: string) => `{ type: object, properties: { $comment: { type: ${one} } } }`, true],
    ['is in a constant', (one: string) => `{ const: { $comment: ${one} } }`, true],
    ['is in a value of an enum', (one: string) => `{ enum: [{ $comment: ${one} }] }`, true],
    ['is in a default', (one: string) => `{ type: object, default: { $comment: ${one} } }`, true],
    ['is a keyword', (one: string) => `{ type: object, $comment: ${one} }`, false],
  ])('where `$comment` %s, the grammar says whether it counts', (_where, thing, counts) => {
    expect(hashOf(spec(thing('string'))) !== hashOf(spec(thing('integer')))).toBe(counts)
  })

  it('schemas that are not reached and the order of keys do not count', () => {
    const text = spec('{ properties: { description: { type: string } }, type: object }')
    expect(hashOf(text.replace('Other: { type: string }', 'Other: { type: integer }'))).toBe(original)
  })

  it('a schema reached through another one counts', () => {
    const nested = (type: string): string =>
      spec("{ type: object, properties: { other: { $ref: '#/components/schemas/Other' } } }").replace(
        'Other: { type: string }',
        `Other: { type: ${type} }`,
      )
    expect(hashOf(nested('string'))).not.toBe(hashOf(nested('integer')))
  })

  it('the policy counts, written here or in the defaults', () => {
    expect(hashOf(spec('{ type: object, properties: { description: { type: string } } }', ', retention: 2d'))).not.toBe(
      original,
    )
    const inDefaults = `${spec('{ type: object, properties: { description: { type: string } } }')}x-async-defaults: { retention: 2d }\n`
    expect(hashOf(inDefaults)).not.toBe(original)
  })

  it('a schema of the defaults counts where the operation has none of its own', () => {
    const withProgress = (type: string, own = '') =>
      `${spec('{ type: object }', own)}x-async-defaults: { progress: { type: ${type} } }\n`
    expect(hashOf(withProgress('integer'))).not.toBe(hashOf(withProgress('string')))
    const own = ', progress: { type: boolean }'
    expect(hashOf(withProgress('integer', own))).toBe(hashOf(withProgress('string', own)))
  })
})
