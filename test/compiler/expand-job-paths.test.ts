import { describe, expect, it } from 'vitest'
import { withBlock, withKey } from './compile-text.ts'
import { expandText, look, namesAt } from './expand-text.ts'

const list = '/paths/~1jobs'
const job = '/paths/~1jobs~1{jobId}'
const status = `${job}~1status`
const result = `${job}~1result`

const thing = (id: string, block: string, responses: string, security = '[{ key: [] }]') => `  /${id}:
    post:
      operationId: ${id}
      security: ${security}
      x-async-operation: ${block}
      responses: ${responses}
`
const json = (schema: string) =>
  `{ '200': { description: Done, content: { application/json: { schema: ${schema} } } } }`

const several = expandText(
  withKey(`paths:
${thing('count', '{ errors: [{ code: too-odd, status: 409, title: Too odd }] }', json('{ type: integer }'), '[{ key: [count] }]')}${thing('name', 'true', json('{ type: string }'))}${thing('draw', '{ result: { mediaType: image/png } }', `{ '200': { description: Drawn, content: { image/png: {} } } }`)}${thing('touch', '{ cancel: false }', `{ '204': { description: Touched } }`)}${thing('make', '{ result: { operation: getMade, parameters: { id: $result } } }', `{ '201': { description: Made, content: { application/json: { schema: { type: string } } } } }`)}  /made/{id}:
    get:
      operationId: getMade
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: Made, content: { application/json: { schema: { type: string } } } } }
`),
)
const single = expandText(withBlock('        cancel: true'))

describe('the resources of a job as published', () => {
  it('are the paths and methods of the route table, by their operationIds', () => {
    const ids = ['', '~1{jobId}', '~1{jobId}~1status', '~1{jobId}~1result'].map((path) =>
      ['get', 'head', 'delete', 'post', 'put'].map((method) => look(several, `${list}${path}/${method}/operationId`)),
    )
    expect(ids).toEqual([
      ['listJobs', undefined, undefined, undefined, undefined],
      ['getJob', 'headJob', 'cancelJob', undefined, undefined],
      ['getJobStatus', 'headJobStatus', undefined, undefined, undefined],
      ['getJobResult', 'headJobResult', 'forgetJobResult', undefined, undefined],
    ])
  })

  it('stand where `jobsPath` puts them', () => {
    const document = expandText(`${withBlock('        cancel: true')}x-async-defaults: { jobsPath: /work/tickets }\n`)
    expect(namesAt(document, '/paths')).toEqual([
      '/things',
      '/work/tickets',
      '/work/tickets/{jobId}',
      '/work/tickets/{jobId}/status',
      '/work/tickets/{jobId}/result',
    ])
  })

  it('take any credential that may start a job, without scopes (D13)', () => {
    for (const path of [list, job, status, result]) expect(look(several, `${path}/get/security`)).toEqual([{ key: [] }])
    expect(look(several, `${job}/delete/security`)).toEqual([{ key: [] }])
  })

  it('let anonymous callers in where an operation is public, but never to the list (D14)', () => {
    const document = expandText(
      withKey(`paths:
${thing('count', 'true', json('{ type: integer }'))}${thing('open', 'true', json('{ type: integer }'), '[]\n      x-public: true')}`),
    )
    expect(look(document, `${job}/get/security`)).toEqual([{ key: [] }, {}])
    expect(look(document, `${list}/get/security`)).toEqual([{ key: [] }])
  })

  const reading = ['200', '304', '400', '401', '404', '406', '410', '500', '503']
  it.each([
    ['GET J, a redirect once succeeded (R-STA-1)', several, `${job}/get`, reading.toSpliced(1, 0, '303')],
    ['GET S, which never redirects (R-STA-1)', several, `${status}/get`, reading],
    [
      'DELETE J, 405 where an operation cannot be canceled (R-CAN-1, R-CAN-2, R-CAN-3)',
      several,
      `${job}/delete`,
      ['200', '202', '400', '401', '404', '405', '409', '410', '500', '503'],
    ],
    [
      'R, every kind of result there is and each declared failure (R-RES-1, R-RES-2, R-RES-3)',
      several,
      `${result}/get`,
      ['200', '202', '204', '206', '303', '304', '400', '401', '404', '409', '410', '416', '500', '503'],
    ],
    [
      'R of a single operation, what that one yields',
      single,
      `${result}/get`,
      ['200', '202', '304', '400', '401', '404', '409', '410', '500', '503'],
    ],
    [
      'DELETE R, a conflict for an unfinished job (R-RES-5)',
      several,
      `${result}/delete`,
      ['204', '400', '401', '404', '409', '410', '500', '503'],
    ],
  ])('answer %s', (_what, document, place, codes) => {
    expect(namesAt(document, `${place}/responses`)).toEqual(codes)
  })

  it('answer 303 with the same document as 200 (R-STA-1)', () => {
    const headers = ['Location', 'ETag', 'Cache-Control', 'Vary', 'Link']
    expect(namesAt(several, `${job}/get/responses/303/headers`)).toEqual(headers)
    const schema = (code: string) => look(several, `${job}/get/responses/${code}/content/application~1json/schema`)
    expect(schema('303')).toEqual(schema('200'))
  })

  it('have no 303 where every operation completes inline (R-STA-1)', () => {
    const document = expandText(withBlock('        completion: inline'))
    expect(namesAt(document, `${job}/get/responses`)).not.toContain('303')
  })

  it('show S in every state', () => {
    expect(namesAt(several, `${status}/get/responses/200/content/application~1json/examples`)).toEqual([
      'running',
      'succeeded',
      'failed',
    ])
  })

  it('show ETag, caching and Retry-After while unfinished, also in a 304 (R-STA-4, R-STA-7, R-STA-8)', () => {
    const headers = ['ETag', 'Cache-Control', 'Vary', 'Link', 'Retry-After']
    for (const path of [job, status]) {
      expect(namesAt(several, `${path}/get/responses/200/headers`)).toEqual(headers)
      expect(namesAt(several, `${path}/get/responses/304/headers`)).toEqual(headers)
      expect(look(several, `${path}/get/parameters/0/name`)).toBe('If-None-Match')
    }
  })

  it('answer HEAD as GET without a body (R-STA-9)', () => {
    for (const path of [job, status, result]) {
      expect(namesAt(several, `${path}/head/responses`)).toEqual(namesAt(several, `${path}/get/responses`))
      expect(JSON.stringify(look(several, `${path}/head`))).not.toContain('"content":')
    }
  })

  it('answer a cancel of a running job with Retry-After, and say what may be done where there is none', () => {
    expect(namesAt(several, `${job}/delete/responses/202/headers`)).toContain('Retry-After')
    expect(namesAt(several, `${job}/delete/responses/405/headers`)).toEqual(['Allow'])
    expect(namesAt(single, `${job}/delete/responses`)).not.toContain('405')
  })

  it('answer R with the schemas of every result, with where it is, and with each failure by its code', () => {
    expect(look(several, `${result}/get/responses/200/content`)).toEqual({
      'application/json': { schema: { anyOf: [{ type: 'integer' }, { type: 'string' }] } },
      'image/png': {},
    })
    expect(namesAt(several, `${result}/get/responses/206/content`)).toEqual(['image/png'])
    expect(look(several, `${result}/get/responses/303/headers/Location/description`)).toContain('`getMade`')
    expect(namesAt(several, `${result}/get/responses/202/headers`)).toEqual(
      expect.arrayContaining(['Location', 'Retry-After']),
    )
    expect(look(several, `${result}/get/responses/409/description`)).toContain('`too-odd`')
    expect(look(several, `${result}/get/responses/409/description`)).toContain('`job-canceled`')
  })

  it('answer R of a single operation with its schema', () => {
    expect(look(single, `${result}/get/responses/200/content`)).toEqual({
      'application/json': { schema: { type: 'object' } },
    })
  })

  it('answer R in the designer’s words, with the links and keys of the answer that it replaces', () => {
    const made = (members: string) =>
      `{ '201': { description: A count, ${members}content: { application/json: { schema: { type: integer } } } } }`
    const more = ['$response.body', '$request.body', '$response.header.Location'].map(
      (from, index) => `to${index}: { operationId: count, requestBody: ${from} }`,
    )
    const links = `links: { again: { operationId: count }, ${more.join(', ')} }, x-mine: 1, `
    const alone = expandText(withKey(`paths:\n${thing('count', 'true', made(links))}`))
    expect(look(alone, `${result}/get/responses/200`)).toMatchObject({ description: 'A count', 'x-mine': 1 })
    expect(namesAt(alone, `${result}/get/responses/200/links`)).toEqual(['again', 'to0'])

    const drawn = `{ '200': { description: Drawn, x-mine: 2, links: { again: { operationId: draw } }, content: { image/png: {} } } }`
    const beside = expandText(withKey(`paths:\n${thing('count', 'true', made(links))}${thing('draw', 'true', drawn)}`))
    expect(look(beside, `${result}/get/responses/200/description`)).toBe(
      'What the job yields:\n\n- `count`: A count\n- `draw`: Drawn',
    )
    expect(namesAt(beside, `${result}/get/responses/200/links`)).toEqual(['again', 'to0', 'againOfDraw'])
    expect(look(beside, `${result}/get/responses/200/x-mine`)).toBeUndefined()

    const twice = expandText(withKey(`paths:\n${['a', 'b'].map((id) => thing(id, 'true', made(''))).join('')}`))
    expect(look(twice, `${result}/get/responses/200/links`)).toBeUndefined()
    expect(look(several, `${result}/get/responses/204/description`)).toBe('Touched')
  })

  it('answer R with nothing of a 2XX or a `default`, which are no results', () => {
    const pdf = '{ description: Some, content: { application/pdf: { schema: { type: string } } } }'
    const document = expandText(
      withKey(
        `paths:\n${thing('print', '{ result: { mediaType: application/pdf } }', `{ 2XX: ${pdf}, default: ${pdf} }`)}`,
      ),
    )
    expect(look(document, `${result}/get/responses/200/content`)).toEqual({ 'application/pdf': {} })
  })

  it('list by operation, status and time, page by page (R-STA-19)', () => {
    const parameters = look(several, `${list}/get/parameters`)
    expect(parameters).toMatchObject(
      ['operation', 'status', 'createdAfter', 'limit', 'cursor'].map((name) => ({ name, in: 'query' })),
    )
    expect(look(several, `${list}/get/parameters/3/schema`)).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 20,
    })
    expect(namesAt(several, `${list}/get/responses/200/content/application~1json/schema/properties`)).toEqual([
      'jobs',
      'next',
    ])
    expect(namesAt(several, `${list}/get/responses/200/headers`)).toContain('Link')
  })

  it('show one of several job documents, told apart by `operation`, or the only one', () => {
    const schema = '/get/responses/200/content/application~1json/schema'
    expect(look(several, `${job}${schema}/discriminator/propertyName`)).toBe('operation')
    expect(namesAt(several, `${job}${schema}/discriminator/mapping`)).toEqual([
      'count',
      'name',
      'draw',
      'touch',
      'make',
    ])
    expect(look(single, `${job}${schema}/properties/operation/enum`)).toEqual(['makeThing'])
  })

  it('tell Speakeasy how to poll the status document', () => {
    expect(look(single, `${status}/get/x-speakeasy-polling/0`)).toMatchObject({
      intervalSeconds: 1,
      successCriteria: [{ condition: '$statusCode == 200' }, { condition: '$response.body#/status == "succeeded"' }],
    })
  })
})
