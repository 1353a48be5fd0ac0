import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { withBlock, withKey } from './compile-text.ts'
import { expandText, look, lookAtObject, namesAt, objectsIn } from './expand-text.ts'

const sample = await sampleDocument()

async function sampleDocument() {
  const { spec } = await compileProject('spec/openapi.yaml')
  if (spec === undefined) throw new Error('The sample does not compile')
  return expand(spec)
}

describe('the published document', () => {
  it('of the sample is the golden one (D7)', async () => {
    await expect(`${JSON.stringify(sample, null, 2)}\n`).toMatchFileSnapshot('golden/stacks.openapi.json')
  })

  it('is the same text every time', async () => {
    expect(JSON.stringify(await sampleDocument())).toBe(JSON.stringify(sample))
  })

  it('leaves the source document as it was', async () => {
    const { spec } = await compileProject('spec/openapi.yaml')
    const before = JSON.stringify(spec?.document)
    if (spec !== undefined) expand(spec)
    expect(JSON.stringify(spec?.document)).toBe(before)
  })

  it('has no key of the extension left where one can stand', async () => {
    const own = /^x-(async-operation|async-defaults|webhook|public|rate-limit|deprecated-since|sunset)$/
    const left = [...objectsIn(sample)].flatMap(([pointer, object]) =>
      Object.keys(object)
        .filter((name) => own.test(name))
        .map((name) => `${pointer}/${name}`),
    )
    expect(left).toEqual([])
    expect(await readFile('spec/openapi.yaml', 'utf8')).toMatch(/x-async-operation/)
  })

  it('keeps a property of a schema that has the name of such a key, and other people’s keys', () => {
    const document = expandText(
      withKey(`x-company: acme
paths:
  /things:
    get:
      operationId: listThings
      x-owner: team
      responses:
        '200':
          description: Things
          content:
            application/json:
              schema: { type: object, properties: { x-public: { type: boolean } } }
`),
    )
    expect(document['x-company']).toBe('acme')
    expect(look(document, '/paths/~1things/get/x-owner')).toBe('team')
    expect(look(document, '/paths/~1things/get/responses/200/content/application~1json/schema/properties')).toEqual({
      'x-public': { type: 'boolean' },
    })
  })

  it('has no reference that leads nowhere, and no component of the framework that nothing refers to', () => {
    const references = new Set(
      [...objectsIn(sample)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : [])),
    )
    const lost = [...references].filter((reference) => look(sample, reference.slice(1)) === undefined)
    expect(lost).toEqual([])
    const components = Object.entries(lookAtObject(sample, '/components')).flatMap(([section, all]) =>
      section === 'securitySchemes' ? [] : Object.keys(all ?? {}).map((name) => `#/components/${section}/${name}`),
    )
    expect(components.filter((component) => !references.has(component))).toEqual([])
  })

  it('adds no path, tag or component to a spec without async operations', () => {
    const document = expandText(
      withKey(`paths:
  /things:
    get: { operationId: listThings, responses: { '204': { description: None } } }
`),
    )
    expect(namesAt(document, '/paths')).toEqual(['/things'])
    expect(document.tags).toBeUndefined()
    expect(namesAt(document, '/components/schemas')).toEqual(['ProblemDetails'])
  })

  it('gives way to names that the designer chose already', () => {
    const document = expandText(
      `${withBlock('        cancel: true')}  /mine:
    get: { operationId: getJob, responses: { '200': { description: Mine, content: { application/json: { schema: { $ref: '#/components/schemas/Job' } } } } } }
`.replace(
        'components: {',
        'components: { schemas: { Job: { type: string }, MakeThingJob: { type: string }, ProblemDetails: { type: string } },',
      ),
    )
    expect(look(document, '/paths/~1jobs~1{jobId}/get/operationId')).toBe('getJob2')
    expect(look(document, '/paths/~1things/post/responses/202/links/getJob/operationId')).toBe('getJob2')
    expect(look(document, '/components/schemas/Job')).toEqual({ type: 'string' })
    expect(look(document, '/components/schemas/MakeThingJob')).toEqual({ type: 'string' })
    expect(
      look(document, '/paths/~1things/post/responses/202/content/application~1json/schema/properties/operation'),
    ).toEqual({
      type: 'string',
      enum: ['makeThing'],
    })
    expect(look(document, '/components/schemas/ProblemDetails')).toEqual({ type: 'string' })
    expect(
      look(document, '/components/responses/Unauthorized/content/application~1problem+json/schema/required'),
    ).toEqual(['type', 'title', 'code'])
  })

  it('gives an operation without an operationId the one it is called by, so that a generated client calls it the same', () => {
    const document = expandText(
      withKey("paths: { /things: { get: { responses: { '204': { description: None } } } } }\n"),
    )
    expect(look(document, '/paths/~1things/get/operationId')).toBe('getThings')
    expect(namesAt(document, '/paths/~1things/get/responses')).toContain('401')
  })

  it('keeps what it does not serve of OpenAPI 3.2, without the keys of the extension', () => {
    const document = expandText(`openapi: 3.2.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
paths:
  /things:
    additionalOperations:
      LINK:
        operationId: linkThings
        security: []
        x-public: true
        responses: { '204': { description: Linked } }
`)
    expect(look(document, '/paths/~1things/additionalOperations/LINK')).toEqual({
      operationId: 'linkThings',
      security: [],
      responses: { '204': { description: 'Linked' } },
    })
  })
})
