import { describe, expect, it } from 'vitest'
import { adoptText, documentOf } from './adopt-document.ts'

const body = (name: string): string =>
  `content: { application/json: { schema: { $ref: '#/components/schemas/${name}' } } }`
const schemas = `  schemas:
    Thing: { type: object, required: [id, kind], properties: { id: { type: string }, kind: { type: string }, size: { type: integer } } }
    Order: { type: object, required: [orderId], properties: { orderId: { type: string }, status: { type: string } } }
    Job: { type: object, properties: { jobId: { type: string }, status: { enum: [queued, running, succeeded, failed] } } }
`
const later = `'202': { description: It will be made. }`

/** The proposal for the operation that `adopt` names first. */
function propose(paths: string) {
  const { proposals } = adoptText(documentOf(paths, schemas))
  return proposals[0]
}

const post = (responses: string, rest = '', more = ''): string => `  /things:
    post:
      operationId: makeThing
${rest}      responses:
        ${responses}
${more}`

const getThing = (parameters: string): string => `  /things/{thingId}:
    get:
      operationId: getThing
      parameters: ${parameters}
      responses: { '200': { description: It, ${body('Thing')} } }
`
const byId = `[{ name: thingId, in: path, required: true, schema: { type: string } }]`

describe('the block is', () => {
  it('true where one response tells the result', () => {
    expect(propose(post(`'204': { description: Made }\n        ${later}`))).toMatchObject({ block: true, needs: [] })
    expect(propose(post(`'201': { description: Made, ${body('Thing')} }\n        ${later}`))).toMatchObject({
      block: true,
      needs: [],
    })
  })

  it.each([
    [
      'a 200 and a 201 with the same schema',
      `'200': { description: Changed, ${body('Thing')} }`,
      `'201': { description: Made, ${body('Thing')} }`,
    ],
    ['a 200 and a 204 without content', `'200': { description: Gone }`, `'204': { description: Never there }`],
  ])('true for %s', (_, one, other) => {
    expect(propose(post(`${one}\n        ${other}\n        ${later}`))).toMatchObject({
      block: true,
      needs: [],
      insertion: expect.anything(),
    })
  })

  it('the GET that shows what a 200 and a 201 both yield', () => {
    const responses = `'200': { description: Changed, ${body('Thing')} }\n        '201': { description: Made, ${body('Thing')} }\n        ${later}`
    expect(propose(post(responses, '', getThing(byId)))).toMatchObject({
      block: { result: { operation: 'getThing' } },
      insertion: expect.anything(),
    })
  })

  it('the GET that shows the result, with its parameters from the result', () => {
    expect(
      propose(post(`'201': { description: Made, ${body('Thing')} }\n        ${later}`, '', getThing(byId))),
    ).toMatchObject({
      block: { result: { operation: 'getThing', parameters: { thingId: '$result#/id' } } },
      needs: [],
    })
  })

  it('true where a parameter of the GET is not in the result', () => {
    const parameters = `[{ name: thingId, in: path, required: true, schema: { type: string } }, { name: api-version, in: query, required: true, schema: { type: string } }]`
    expect(
      propose(post(`'201': { description: Made, ${body('Thing')} }\n        ${later}`, '', getThing(parameters))),
    ).toMatchObject({ block: true, needs: [] })
  })

  it('the GET beside a PUT', () => {
    const paths = `  /things/{kind}:
    parameters: [{ name: kind, in: path, required: true, schema: { type: string } }]
    put:
      operationId: putThing
      responses: { '200': { description: Put, ${body('Thing')} }, ${later} }
    get:
      operationId: getThing
      responses: { '200': { description: It, ${body('Thing')} } }
`
    expect(propose(paths)).toMatchObject({
      block: { result: { operation: 'getThing', parameters: { kind: '$result#/kind' } } },
      needs: [],
    })
  })

  it('inline where the result has a status of its own', () => {
    expect(propose(post(`'201': { description: Made, ${body('Order')} }\n        ${later}`))).toMatchObject({
      block: { completion: 'inline' },
      needs: [],
    })
  })

  it('the schema of the 202 where nothing else tells the result', () => {
    expect(propose(post(`'202': { description: It will be made., ${body('Thing')} }`))).toMatchObject({
      block: { result: { schema: { $ref: '#/components/schemas/Thing' } } },
    })
  })

  it.each([
    ['schema: { type: integer, example: 5 }', { initial: '5s' }],
    ['schema: { type: string }, example: "120"', { initial: '2m', max: '2m' }],
    ['schema: { type: integer }, examples: { short: { value: 30 } }', { initial: '30s' }],
  ])('with the poll hint of %s', (header, poll) => {
    const paths = post(
      `'204': { description: Made }\n        '202': { description: Soon, headers: { Retry-After: { ${header} } } }`,
    )
    expect(propose(paths)).toMatchObject({ block: { poll } })
  })

  it('without a poll hint where the example is a date', () => {
    const header = 'headers: { Retry-After: { schema: { type: string, example: "Fri, 31 Dec 1999 23:59:59 GMT" } } }'
    expect(
      propose(post(`'204': { description: Made }\n        '202': { description: Soon, ${header} }`)),
    ).toMatchObject({ block: true })
  })

  it('with cancel where the API has an operation for it', () => {
    const cancel = `  /things/{thingId}/cancel:
    post:
      operationId: cancelThing
      parameters: ${byId}
      responses: { '204': { description: Canceled } }
`
    expect(propose(post(`'204': { description: Made }\n        ${later}`, '', cancel))).toMatchObject({
      block: { cancel: true },
    })
  })
})

describe('nothing is written, and the reason given, where', () => {
  const needs = (paths: string): string => {
    const proposal = propose(paths)
    expect(proposal?.insertion).toBeUndefined()
    return proposal?.needs.join('\n') ?? ''
  }

  it('the method is PATCH', () => {
    const paths = `  /things:
    patch: { operationId: changeThings, responses: { '204': { description: Done }, ${later} } }
`
    expect(propose(paths)).not.toHaveProperty('block')
    expect(needs(paths)).toMatch(/PATCH cannot be asynchronous.*POST.*PUT/)
  })

  it('the method is GET', () => {
    const paths = `  /things:
    get: { operationId: getThings, x-ms-long-running-operation: true, responses: { '204': { description: Done } } }
`
    expect(propose(paths)).not.toHaveProperty('block')
    expect(needs(paths)).toMatch(/GET cannot be asynchronous.*POST/)
  })

  it('there is no operationId', () => {
    expect(needs(`  /things:\n    post: { responses: { '204': { description: Made }, ${later} } }\n`)).toContain(
      'operationId',
    )
  })

  it('a PUT has no GET beside it', () => {
    expect(
      needs(`  /things:\n    put: { operationId: put, responses: { '204': { description: Put }, ${later} } }\n`),
    ).toContain('GET /things')
  })

  it('responses differ in what they yield', () => {
    const two = (one: string, other: string): string => needs(post(`${one}\n        ${other}\n        ${later}`))
    expect(two(`'200': { description: Changed, ${body('Thing')} }`, "'204': { description: Same }")).toContain(
      '(CC306)',
    )
    expect(
      two(`'200': { description: Changed, ${body('Thing')} }`, `'201': { description: Made, ${body('Order')} }`),
    ).toContain('200 and 201')
  })

  it('responses differ and a GET would show one of them', () => {
    const responses = `'200': { description: Changed, ${body('Thing')} }\n        '204': { description: Same }\n        ${later}`
    expect(needs(post(responses, '', getThing(byId)))).toContain('(CC306)')
  })

  it('the only answer tells how far the work is', () => {
    expect(needs(post(`'201': { description: Started, ${body('Job')} }\n        ${later}`))).toContain('201')
    expect(needs(post(`'202': { description: Started, ${body('Job')} }`))).toContain('204')
  })

  it('every block would bring the same diagnostic, in a place that is none of theirs', () => {
    const operation = (name: string): string => `  /${name}:
    post: { operationId: ${name}, responses: { '204': { description: Made }, ${later} } }
`
    const text = `${documentOf(['one', 'two', 'three'].map(operation).join(''))}x-async-defaults: { retention: 1d, tombstone: 0s, idempotency: { window: 9d } }\n`
    const { proposals, written } = adoptText(text)
    expect(proposals.map(({ needs }) => needs.map((need) => /\((CC\d+)\)/.exec(need)?.[1]))).toEqual([
      ['CC312'],
      ['CC312'],
      ['CC312'],
    ])
    expect(written).toBe(text)
  })
})
