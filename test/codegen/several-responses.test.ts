import { describe, expect, it } from 'vitest'
import { asGenerated, generateText, makeProject } from './project.ts'
import { typeErrors } from './type-errors.ts'

const thing = `{ description: Put, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }`

const spec = `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas: { Thing: { type: object, required: [colour], properties: { colour: { type: string } } } }
paths:
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get: { operationId: getThing, responses: { '200': ${thing} } }
    put:
      operationId: putThing
      x-async-operation: true
      responses: { '200': ${thing}, '201': ${thing} }
    delete:
      operationId: deleteThing
      x-async-operation: true
      responses: { '200': { description: Gone }, '204': { description: Never there } }
  /repairs:
    post:
      operationId: repairThing
      x-async-operation: { result: { schema: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] } } }
      responses: { '200': ${thing}, '204': { description: Nothing broken } }
`

const handler = (id: string, run: string): string =>
  `import { defineHandler } from '../generated/index.ts'\nexport default defineHandler('${id}', ${run})\n`

async function errorsOf(put: string, gone: string, repair: string): Promise<readonly string[]> {
  const files = asGenerated(await generateText(spec))
  const project = await makeProject({
    ...files,
    'handlers/getThing.ts': handler('getThing', `() => ({ colour: 'red' })`),
    'handlers/putThing.ts': handler('putThing', put),
    'handlers/deleteThing.ts': handler('deleteThing', gone),
    'handlers/repairThing.ts': handler('repairThing', repair),
  })
  return typeErrors(project)
}

describe('the handler of an operation with several success responses', () => {
  it('returns what they agree on, nothing, or what `result.schema` says', async () => {
    const errors = await errorsOf(`async () => ({ colour: 'red' })`, 'async () => {}', 'async () => null')
    expect(errors).toEqual([])
  })

  it('returns nothing else', async () => {
    const errors = await errorsOf('async () => ({ color: 1 })', `async () => 'gone'`, 'async () => 5')
    const files = errors.map((error) => error.slice(0, error.indexOf(':')))
    expect(new Set(files)).toEqual(
      new Set(['handlers/putThing.ts', 'handlers/deleteThing.ts', 'handlers/repairThing.ts']),
    )
  })

  it('has its result validated by the schema of the response that was taken', async () => {
    const validators = (await generateText(spec)).get('validators.js') ?? ''
    expect(validators).toContain('putThing.result')
    expect(validators).toContain('repairThing.result')
    expect(validators).not.toContain('deleteThing.result')
  })
})
