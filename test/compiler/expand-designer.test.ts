/** What a designer wrote by hand is kept and completed, never overwritten: each case has its published parts in a golden file. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { readPointer } from '../../src/schema/pointer.ts'
import { compileText, withComponents, withKey } from './compile-text.ts'
import { expandText, look, namesAt } from './expand-text.ts'

const post = '/paths/~1things/post'

interface Written {
  readonly claim: string
  readonly golden: string
  readonly text: string
  /** Parts of the published document. */
  readonly parts: readonly string[]
}

const thing = (members: string, block = '{ result: { schema: { type: integer } } }') => `paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: ${block}
${members}
`

const cases: readonly Written[] = [
  {
    claim: 'a 202 with headers, content and links keeps them beside those of the framework',
    golden: 'own-202',
    text: withKey(`${thing(`      responses:
        '202':
          description: Taken
          headers:
            location: { description: There, schema: { type: string } }
            X-Mine: { schema: { type: string } }
          content:
            application/json: { schema: { type: object, required: [id] } }
          links:
            getJob: { operationId: listThings }
            mine: { operationId: listThings }`)}    get: { operationId: listThings, responses: { '204': { description: None } } }
`),
    parts: [`${post}/responses/202`],
  },
  {
    claim: 'a 202 that is a reference is completed in its place, and the shared one stays',
    golden: 'shared-202',
    text: withComponents(
      `  responses:
    Taken: { description: Taken, headers: { Retry-After: { schema: { type: integer } } } }`,
      thing("      responses: { '202': { $ref: '#/components/responses/Taken' } }"),
    ),
    parts: [`${post}/responses/202`, '/components/responses/Taken'],
  },
  {
    claim: 'problem responses keep their words, headers and schemas',
    golden: 'own-problems',
    text: withComponents(
      `  schemas: { Problem: { type: object, properties: { mine: { type: string } } } }
  responses: { Sorry: { description: Sorry, content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } } } }`,
      thing(`      responses:
        '202': { description: Taken }
        '400': { $ref: '#/components/responses/Sorry' }
        '401': { $ref: '#/components/responses/Sorry' }
        '503': { description: Closed, headers: { retry-after: { schema: { type: string } } } }
        4XX: { $ref: '#/components/responses/Sorry' }
        default: { $ref: '#/components/responses/Sorry' }`),
    ),
    parts: [
      `${post}/responses/400`,
      `${post}/responses/401`,
      `${post}/responses/503`,
      `${post}/responses/4XX`,
      `${post}/responses/default`,
    ],
  },
  {
    claim: 'a callback that two operations refer to stays one, and receives the events of both',
    golden: 'reusable-callback',
    text: withComponents(
      `  callbacks:
    Told:
      '{$request.query.tell}':
        post:
          operationId: onTold
          summary: Something became of it
          requestBody: { description: The event, content: { application/json: {} } }
          responses: { '204': { description: Noted } }`,
      thing(
        `      parameters: [{ name: tell, in: query, schema: { type: string, format: uri } }]
      responses: { '204': { description: Made } }
      callbacks: { told: { $ref: '#/components/callbacks/Told' } }
    delete:
      operationId: dropThings
      x-async-operation: true
      parameters: [{ name: tell, in: query, schema: { type: string, format: uri } }]
      responses: { '204': { description: Dropped } }
      callbacks: { told: { $ref: '#/components/callbacks/Told' } }`,
        'true',
      ),
    ),
    parts: [`${post}/callbacks`, '/paths/~1things/delete/callbacks', '/components/callbacks/Told'],
  },
  {
    claim: 'a callback keeps the body, the headers and the answers that were described for it',
    golden: 'own-callback',
    text: withKey(
      thing(`      parameters: [{ name: tell, in: query, schema: { type: string, format: uri } }]
      responses: { '202': { description: Taken } }
      callbacks:
        told:
          '{$request.query.tell}':
            summary: Told
            post:
              tags: [hooks]
              parameters: [{ name: Webhook-Id, in: header, required: true, schema: { type: string } }]
              requestBody: { content: { application/json: { schema: { type: object, required: [type] } } } }
              responses: { '200': { description: Fine }, '410': { description: Stop } }`),
    ),
    parts: [`${post}/callbacks`],
  },
  {
    claim: 'marks for other people’s generators keep what they say',
    golden: 'own-marks',
    text: withKey(
      thing(`      x-ms-long-running-operation: false
      x-ms-long-running-operation-options: { final-state-via: location }
      x-speakeasy-name-override: make
      responses: { '202': { description: Taken } }`),
    ),
    parts: [
      `${post}/x-ms-long-running-operation`,
      `${post}/x-ms-long-running-operation-options`,
      `${post}/x-aep-long-running-operation`,
      `${post}/x-speakeasy-name-override`,
    ],
  },
]

describe('what a designer wrote', () => {
  it.each(cases)('$claim', async ({ text, golden, parts }) => {
    const document = expandText(text)
    const published = Object.fromEntries(parts.map((pointer) => [pointer, readPointer(document, pointer)]))
    expect(Object.values(published)).not.toContain(undefined)
    await expect(`${JSON.stringify(published, null, 2)}\n`).toMatchFileSnapshot(`golden/designer/${golden}.json`)
  })

  it('in a path item of another file is completed like any other', () => {
    const { spec } = compileText(withKey('paths: { /things: { $ref: things.yaml } }\n'), {
      'spec/things.yaml': `summary: Things
parameters: [{ name: idempotency-key, in: header, description: Ours, schema: { type: string } }]
post:
  operationId: makeThing
  x-async-operation: true
  responses: { '204': { description: Made } }
`,
    })
    expect(spec).toBeDefined()
    const document: JsonObject = spec === undefined ? {} : expand(spec)
    expect(look(document, '/paths/~1things/summary')).toBe('Things')
    expect(namesAt(document, `${post}/responses`)).toContain('202')
    expect(look(document, `${post}/parameters`)).toBeUndefined()
  })

  it('as a tag `jobs` is the only one of that name', () => {
    const text = `${withKey(thing("      responses: { '202': { description: Taken } }"))}tags: [{ name: jobs, description: Ours }]\n`
    expect(expandText(text).tags).toEqual([{ name: 'jobs', description: 'Ours' }])
  })

  it('as a name of a schema or of an operation stays, that of a callback included', () => {
    const document = expandText(
      withComponents(
        `  schemas: { Job: { type: string }, MakeThingJob: { type: string }, MakeThingEvent: { type: string } }
  responses: { Unauthorized: { description: Who? } }`,
        thing(
          `      parameters: [{ name: tell, in: query, schema: { type: string, format: uri } }]
      responses: { '204': { description: Made } }
      callbacks:
        told:
          '{$request.query.tell}':
            post: { operationId: getJobStatus, responses: { '200': { description: Fine } } }
  /mine:
    get:
      operationId: getJob
      responses: { '200': { description: Mine, content: { application/json: { schema: { $ref: '#/components/schemas/Job' } } } } }`,
          'true',
        ),
      ),
    )
    for (const name of ['Job', 'MakeThingJob', 'MakeThingEvent']) {
      expect(look(document, `/components/schemas/${name}`)).toEqual({ type: 'string' })
    }
    expect(look(document, '/components/responses/Unauthorized')).toEqual({ description: 'Who?' })
    expect(look(document, '/paths/~1jobs~1{jobId}/get/operationId')).toBe('getJob2')
    expect(look(document, '/paths/~1jobs~1{jobId}~1status/get/operationId')).toBe('getJobStatus2')
    expect(look(document, `${post}/responses/202/links/getJobStatus/operationId`)).toBe('getJobStatus2')
    expect(look(document, `${post}/responses/401/headers`)).toHaveProperty('WWW-Authenticate')
  })

  it('for `x-coatcheck-ignore` goes, wherever it stands, but a property of that name stays', () => {
    const document = expandText(
      withComponents(
        `  schemas:
    Thing:
      type: object
      properties: { x-coatcheck-ignore: { type: string }, status: { type: string, x-coatcheck-ignore: { CC307: It is ours } } }
      example: { x-coatcheck-ignore: kept }`,
        thing(
          `      x-coatcheck-ignore: { CC307: It is ours }
      responses: { '200': { description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }`,
          'true',
        ),
      ),
    )
    expect(look(document, '/components/schemas/Thing')).toEqual({
      type: 'object',
      properties: { 'x-coatcheck-ignore': { type: 'string' }, status: { type: 'string' } },
      example: { 'x-coatcheck-ignore': 'kept' },
    })
    expect(look(document, `${post}/x-coatcheck-ignore`)).toBeUndefined()
  })
})
