import { describe, expect, it } from 'vitest'
import { withBlock, withComponents, withKey } from './compile-text.ts'
import { expandText, look, lookAtObject, namesAt } from './expand-text.ts'

const post = '/paths/~1things/post'
const job = `${post}/responses/202/content/application~1json/schema`
const plain = expandText(withBlock('        cancel: true'))

describe('an async operation as published', () => {
  it('answers 202 with Location, Operation-Location, Retry-After and Cache-Control (R-INI-1, R-OAS-1)', () => {
    const headers = lookAtObject(plain, `${post}/responses/202/headers`)
    expect(Object.keys(headers)).toEqual(['Location', 'Operation-Location', 'Retry-After', 'Cache-Control', 'Link'])
    for (const name of ['Location', 'Operation-Location', 'Cache-Control']) {
      expect(look(plain, `${post}/responses/202/headers/${name}/required`)).toBe(true)
    }
    expect(look(plain, `${post}/responses/202/headers/Retry-After/schema`)).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 600,
    })
    expect(look(plain, `${post}/responses/202/headers/Retry-After/required`)).toBeUndefined()
  })

  it.each(['getJobStatus', 'getJob', 'cancelJob', 'getJobResult'])(
    'links its 202 to %s by the id in the body (R-OAS-1)',
    (id) => {
      const link = lookAtObject(plain, `${post}/responses/202/links/${id}`)
      expect(link).toMatchObject({ operationId: id, parameters: { jobId: '$response.body#/id' } })
      expect(JSON.stringify(plain.paths)).toContain(`"operationId":"${id}"`)
    },
  )

  it('has no cancel link when it cannot be canceled (R-CAN-3)', () => {
    const document = expandText(withBlock('        cancel: false'))
    expect(namesAt(document, `${post}/responses/202/links`)).not.toContain('cancelJob')
    expect(JSON.stringify(look(document, `${post}/responses/202/content`))).not.toContain('"rel":"cancel"')
  })

  it('loses its synchronous answer under `mode: async` and keeps it under `mode: both` (R-INI-3)', () => {
    expect(namesAt(plain, `${post}/responses`).filter((status) => status.startsWith('2'))).toEqual(['202'])
    const both = expandText(withBlock('        mode: both'))
    expect(namesAt(both, `${post}/responses`).filter((status) => status.startsWith('2'))).toEqual(['200', '202'])
  })

  it('loses what it never sends, and keeps an error with the body that is sent (R-INI-3, R-ERR-1)', () => {
    const declaring = (mode: string) =>
      expandText(
        withComponents(
          '  responses: { No: { description: No, content: { application/json: { schema: { required: [oops] } } } } }',
          `paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: { mode: ${mode} }
      responses:
        '100': { description: Go on }
        '200': { description: Made, content: { application/json: { schema: { type: object } } } }
        '303': { description: There }
        3XX: { description: There }
        '400': { $ref: '#/components/responses/No' }
        '404': { $ref: '#/components/responses/No' }
        '418': { description: No }
        default: { $ref: '#/components/responses/No' }
`,
        ),
      )
    const [apart, both] = [declaring('async'), declaring('both')]
    expect(namesAt(apart, `${post}/responses`).filter((status) => /^[123]/.test(status))).toEqual(['202'])
    expect(namesAt(both, `${post}/responses`).filter((status) => /^[123]/.test(status))).toEqual(['200', '202'])
    for (const status of ['400', '404', 'default']) {
      const types = ['application/json', 'application/problem+json']
      expect(namesAt(apart, `${post}/responses/${status}/content`)).toEqual(types)
    }
    expect(look(apart, `${post}/responses/418`)).toEqual({ description: 'No' })
    expect(namesAt(apart, '/components/responses/No/content')).toEqual(['application/json'])
  })

  it('takes `Prefer` under `mode: both`, says which part of it was followed, and can fail in time (R-INI-4, R-INI-5)', () => {
    const both = expandText(
      withBlock(
        '        mode: both\n        wait: 5s\n        errors: [{ code: too-odd, status: 418, title: Too odd }]',
      ),
    )
    expect(look(both, `${post}/parameters/1`)).toMatchObject({ name: 'Prefer', in: 'header', required: false })
    expect(look(both, `${post}/parameters/1/description`)).toContain('5 seconds')
    expect(namesAt(both, `${post}/responses/200/headers`)).toEqual(['Preference-Applied', 'Operation-Location'])
    expect(look(both, `${post}/responses/200/content/application~1json/schema`)).toEqual({ type: 'object' })
    expect(namesAt(both, `${post}/responses/202/headers`)).toContain('Preference-Applied')
    expect(look(both, `${post}/responses/418/description`)).toContain('`too-odd`')
    expect(look(both, `${post}/responses/500/description`)).toContain('`handler-error`')
    expect(JSON.stringify(plain)).not.toContain('Prefer')
  })

  it('keeps a Prefer parameter of the designer’s, and shows a result that only `result.schema` describes', () => {
    const both = expandText(
      withKey(`paths:
  /things:
    post:
      operationId: makeThing
      parameters: [{ name: prefer, in: header, description: Ours, schema: { type: string } }]
      x-async-operation: { mode: both, result: { schema: { type: integer } } }
      responses: { '200': { description: Fine } }
`),
    )
    expect(look(both, `${post}/parameters`)).toMatchObject([
      { name: 'prefer', description: 'Ours' },
      { name: 'Idempotency-Key' },
    ])
    expect(look(both, `${post}/responses/200/content/application~1json/schema`)).toEqual({ type: 'integer' })
  })

  it('shows the type of its result, and the words of the state (R-STA-2, R-STA-3)', () => {
    expect(look(plain, `${job}/properties/result`)).toEqual({ type: 'object' })
    expect(look(plain, `${job}/properties/status/enum`)).toEqual([
      'queued',
      'running',
      'canceling',
      'succeeded',
      'failed',
      'canceled',
    ])
    expect(look(plain, `${job}/required`)).toEqual([
      'id',
      'operation',
      'status',
      'revision',
      'createdAt',
      'updatedAt',
      'links',
    ])
  })

  it('shows the types of progress, intermediate results and declared errors, from its block or the defaults', () => {
    const document =
      expandText(`${withBlock(`        progress: { type: object, properties: { rows: { type: integer } } }
        errors: [{ code: too-odd, status: 422, title: Too odd }]`)}x-async-defaults:
  partial: { type: array, items: { type: string } }
`)
    expect(look(document, `${job}/properties/progress/properties/detail/properties/rows`)).toEqual({ type: 'integer' })
    expect(look(document, `${job}/properties/progress/properties/percent/maximum`)).toBe(100)
    expect(look(document, `${job}/properties/partial`)).toEqual({ type: 'array', items: { type: 'string' } })
    expect(look(document, `${job}/properties/error/allOf/1/properties/code/enum`)).toEqual([
      'too-odd',
      'handler-error',
      'attempt-timeout',
      'deadline-exceeded',
      'crash-loop',
      'invalid-input',
      'invalid-result',
      'not-implemented',
    ])
  })

  it('takes an Idempotency-Key, required where the policy says so (R-IDM-4)', () => {
    expect(look(plain, `${post}/parameters/0`)).toMatchObject({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
    })
    const strict = expandText(withBlock('        idempotency: { required: true }'))
    expect(look(strict, `${post}/parameters/0/required`)).toBe(true)
    expect(look(strict, `${post}/responses/400/description`)).toContain('`idempotency-key-required`')
    expect(look(plain, `${post}/responses/400/description`)).not.toContain('`idempotency-key-required`')
  })

  it('keeps an Idempotency-Key parameter that the designer described', () => {
    const own = `      parameters: [{ name: idempotency-key, in: header, description: Ours, schema: { type: string } }]`
    const document = expandText(withBlock('        cancel: true', own))
    expect(look(document, `${post}/parameters`)).toMatchObject([{ name: 'idempotency-key', description: 'Ours' }])
  })

  it('takes no key and asks for no credential when it is public (D14)', () => {
    const document = expandText(withBlock('        cancel: true', '      security: []\n      x-public: true'))
    expect(look(document, `${post}/parameters`)).toBeUndefined()
    expect(namesAt(document, `${post}/responses`)).toEqual(['202', '400', '500', '503'])
    expect(look(document, '/paths/~1jobs')).toBeUndefined()
    expect(look(document, '/paths/~1jobs~1{jobId}/get/security')).toEqual([])
  })

  it('carries the marks that other generators make pollers from', () => {
    expect(lookAtObject(plain, post)).toMatchObject({
      'x-ms-long-running-operation': true,
      'x-ms-long-running-operation-options': { 'final-state-via': 'operation-location' },
      'x-aep-long-running-operation': { response: { schema: { type: 'object' } } },
    })
    const named = withComponents(
      '  schemas: { Thing: { type: object } }',
      `paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: true
      responses: { '201': { description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
`,
    )
    expect(look(expandText(named), `${post}/x-ms-long-running-operation-options/final-state-schema`)).toBe(
      '#/components/schemas/Thing',
    )
  })
})

describe('problems of an operation', () => {
  const withBody = (content: string) =>
    expandText(withBlock('        cancel: true', `      requestBody: { required: true, content: ${content} }`))

  it('are those that can really happen: a JSON body, an upload, no body', () => {
    const json = withBody('{ application/json: { schema: { type: object } } }')
    expect(namesAt(json, `${post}/responses`)).toEqual(['202', '400', '401', '413', '415', '422', '500', '503'])
    expect(look(json, `${post}/responses/400/description`)).toContain('`malformed-body`')
    const upload = withBody('{ text/csv: {} }')
    expect(namesAt(upload, `${post}/responses`)).toEqual([
      '202',
      '400',
      '401',
      '409',
      '413',
      '415',
      '422',
      '500',
      '503',
    ])
    expect(look(upload, `${post}/responses/400/description`)).not.toContain('`malformed-body`')
    expect(namesAt(plain, `${post}/responses`)).toEqual(['202', '400', '401', '422', '500', '503'])
  })

  it('have the headers that come with them', () => {
    const json = withBody('{ application/json: { schema: { type: object } } }')
    expect(namesAt(json, `${post}/responses/401/headers`)).toEqual(['WWW-Authenticate'])
    expect(namesAt(json, `${post}/responses/415/headers`)).toEqual(['Accept'])
    expect(namesAt(json, `${post}/responses/500/headers`)).toEqual(['Retry-After'])
    expect(look(json, `${post}/responses/503/headers/Retry-After/required`)).toBe(true)
  })

  it('include 403 only where a scope is asked for (R-INI-8)', () => {
    const scoped = expandText(withBlock('        cancel: true', '      security: [{ key: [things] }]'))
    expect(namesAt(scoped, `${post}/responses`)).toContain('403')
    expect(namesAt(plain, `${post}/responses`)).not.toContain('403')
  })

  it('never include what this version does not do: 429, long polls, event streams', () => {
    const text = JSON.stringify(plain)
    for (const absent of ['"429"', 'RateLimit', 'text/event-stream', '"Prefer"', 'deliveries'])
      expect(text).not.toContain(absent)
  })
})

describe('a synchronous operation as published', () => {
  const get = '/paths/~1things/get'
  const document = expandText(
    withComponents(
      `  responses:
    Mine: { description: Mine, content: { application/problem+json: { schema: { type: object } } } }
    Full:
      description: Full
      headers: { www-authenticate: { schema: { type: string } } }
      content: { application/problem+json: { schema: { type: object } } }`,
      `paths:
  /things:
    get:
      operationId: listThings
      parameters: [{ name: limit, in: query, schema: { type: integer } }]
      responses:
        '200': { description: Things, content: { application/json: { schema: { type: array, items: {} } } } }
        '401': { $ref: '#/components/responses/Full' }
        '503': { $ref: '#/components/responses/Mine' }
        default: { $ref: '#/components/responses/Mine' }
`,
    ),
  )

  it('keeps its answers and gets the problems that are missing', () => {
    expect(namesAt(document, `${get}/responses`)).toEqual(['200', '400', '401', '500', '503', 'default'])
    expect(lookAtObject(document, `${get}/responses/200`)).toMatchObject({ description: 'Things' })
    expect(lookAtObject(document, get)).not.toHaveProperty('x-ms-long-running-operation')
  })

  it('keeps a reference that lacks nothing, and completes one that does', () => {
    const responses = lookAtObject(document, `${get}/responses`)
    expect(responses['401']).toEqual({ $ref: '#/components/responses/Full' })
    expect(responses.default).toEqual({ $ref: '#/components/responses/Mine' })
    expect(responses['503']).toMatchObject({
      description: 'Mine',
      content: { 'application/problem+json': { schema: { type: 'object' } } },
    })
    expect(namesAt(document, `${get}/responses/503/headers`)).toEqual(['Retry-After'])
  })
})
