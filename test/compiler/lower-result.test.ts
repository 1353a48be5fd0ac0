import { describe, expect, it } from 'vitest'
import { compileText, withComponents } from './compile-text.ts'
import { expandText, look, namesAt, specOf } from './expand-text.ts'

const answer = (name: string): string =>
  `{ description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/${name}' } } } }`
const image = '{ description: Drawn, content: { image/png: {} } }'
const empty = '{ description: Nothing }'

/** `POST /things` with these responses, and a GET that shows what it makes. */
const document = (responses: Readonly<Record<string, string>>, block = 'true'): string =>
  withComponents(
    `  schemas:
    Thing: { type: object, required: [id], properties: { id: { type: string } } }
    Same: { type: object, description: In other words, required: [id], properties: { id: { type: string } } }
    Other: { type: object, required: [id], properties: { id: { type: integer } } }
    Tree: { type: object, properties: { below: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }
    Twin: { type: object, properties: { below: { type: array, items: { $ref: '#/components/schemas/Twin' } } } }`,
    `paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: ${block}
      responses:
${Object.entries(responses)
  .map(([status, response]) => `        '${status}': ${response}\n`)
  .join('')}  /things/{thingId}:
    get:
      operationId: getThing
      parameters: [{ name: thingId, in: path, required: true, schema: { type: string } }]
      responses: { '200': ${answer('Thing')} }
`,
  )

const operationOf = (text: string) => specOf(text).contract.operations.find(({ id }) => id === 'makeThing')
const resultOf = (...given: Parameters<typeof document>) => operationOf(document(...given))?.async?.result
const json = (status: number) => ({ kind: 'json', status, mediaType: 'application/json' })

describe('several responses that say the same are', () => {
  it.each([
    ['by one reference', 'Thing', 'Thing'],
    ['by two components that differ in prose', 'Thing', 'Same'],
    ['by two components that contain themselves', 'Tree', 'Twin'],
  ])('one result, with the status of the 201: %s', (_, one, other) => {
    expect(resultOf({ 200: answer(one), 201: answer(other), 202: empty, default: image })).toEqual(json(201))
  })

  it('one file, whatever their schemas: those of files are not checked', () => {
    const described = '{ description: Drawn, content: { image/png: { schema: { type: string } } } }'
    expect(resultOf({ 200: image, 201: described })).toEqual({ kind: 'file', status: 201, mediaType: 'image/png' })
  })

  it('nothing, when all of them are without content', () => {
    expect(resultOf({ 200: empty, 204: empty })).toEqual({ kind: 'empty', status: 200 })
    expect(resultOf({ 201: empty, 204: empty })).toEqual({ kind: 'empty', status: 201 })
    expect(resultOf({ 204: empty })).toEqual({ kind: 'empty', status: 204 })
  })
})

describe('among responses that differ', () => {
  it('`result.schema` says what the job yields, with the status of one that has content', () => {
    const block = "{ result: { schema: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] } } }"
    expect(resultOf({ 200: answer('Thing'), 204: empty }, block)).toEqual(json(200))
    expect(resultOf({ 200: answer('Thing'), 201: empty }, block)).toEqual(json(200))
    expect(resultOf({ 200: answer('Thing'), 201: answer('Other') }, block)).toEqual(json(201))
  })

  it('`result.mediaType` takes the one that has it', () => {
    const responses = { 200: answer('Thing'), 201: image }
    expect(resultOf(responses, '{ result: { mediaType: application/json } }')).toEqual(json(200))
    expect(resultOf(responses, '{ result: { mediaType: image/png } }')).toMatchObject({ kind: 'file', status: 201 })
  })

  it('`result.operation` takes the 201, or the 200 where that has no schema', () => {
    const block = '{ result: { operation: getThing, parameters: { thingId: $result#/id } } }'
    expect(resultOf({ 200: answer('Tree'), 201: answer('Thing') }, block)).toMatchObject({
      kind: 'resource',
      status: 201,
    })
    expect(resultOf({ 200: answer('Thing'), 201: empty, 204: empty }, block)).toMatchObject({
      kind: 'resource',
      status: 200,
    })
  })

  it('nothing else decides, and CC306 names both places', () => {
    const text = document({ 200: answer('Thing'), 201: answer('Other') })
    const { diagnostics, spec } = compileText(text)
    expect(spec).toBeUndefined()
    const lineOf = (status: string) => text.split('\n').findIndex((line) => line.includes(`'${status}': `)) + 1
    expect(diagnostics).toMatchObject([{ code: 'CC306', related: [{ line: lineOf('201') }, { line: lineOf('200') }] }])
  })

  it('a 204 beside content is told apart, and its way out is the schema', () => {
    const { diagnostics } = compileText(document({ 200: answer('Thing'), 204: empty }))
    expect(diagnostics).toMatchObject([
      {
        code: 'CC306',
        hint: expect.stringContaining('result.schema'),
        related: [expect.anything(), expect.anything()],
      },
    ])
  })
})

describe('the published document', () => {
  const post = '/paths/~1things/post/responses'
  const successes = (text: string) => namesAt(expandText(text), post).filter((status) => status.startsWith('2'))
  const same = { 200: answer('Thing'), 201: answer('Thing') }

  it('shows the one answer that is sent under `mode: both`, and none under `mode: async` (R-INI-3)', () => {
    expect(successes(document(same, '{ mode: both }'))).toEqual(['201', '202'])
    expect(successes(document({ 200: empty, 204: empty }, '{ mode: both }'))).toEqual(['200', '202'])
    expect(successes(document(same))).toEqual(['202'])
  })

  it('types the result by the response that was taken', () => {
    const resultIn = (text: string) =>
      look(expandText(text), `${post}/202/content/application~1json/schema/properties/result/properties/id/type`)
    expect(resultIn(document(same))).toBe('string')
    const operation = '{ result: { operation: getThing, parameters: { thingId: $result#/id } } }'
    expect(resultIn(document({ 200: answer('Thing'), 201: answer('Other') }, operation))).toBe('integer')
  })
})
