import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import type { ClientOperations, Job } from '../../generated/client.ts'
import { listen } from '../../src/http/node.ts'
import { createTestApp } from '../../src/testing/test-app.ts'
import { type Run, sampleRegistry } from '../api/sample.ts'
import { asGenerated, generateFrom, generateText, makeProject, putFiles, sampleSpec } from './project.ts'
import { tinyClient } from './tiny-client.ts'
import { typeErrors } from './type-errors.ts'

async function serve(runs: Readonly<Record<string, Run>>) {
  const service = await createTestApp({ registry: sampleRegistry(runs) })
  const listener = await listen(service.app.handle, { host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    await service.stop()
    await listener.close()
  })
  await service.start(listener.origin)
  return tinyClient(listener.origin, await service.issueKey())
}

describe('a client of thirty lines, over a real socket', () => {
  it('submits, polls and reads a result, all typed', async () => {
    const client = await serve({
      checkLinks: async () => ({ links: [{ url: 'https://example.com/', ok: true, status: 200 }], broken: 0 }),
    })
    const location = await client.submit('checkLinks', { body: { links: ['https://example.com/'] } })
    const job = await client.poll('checkLinks', location)
    expectTypeOf(job).toEqualTypeOf<Job<'checkLinks'>>()
    expect(job.operation).toBe('checkLinks')
    if (job.status === 'succeeded')
      expectTypeOf(job.result).toEqualTypeOf<ClientOperations['checkLinks']['result'] | undefined>()
    expect(['succeeded', 'failed']).toContain(job.status)
  })

  it('calls a synchronous operation with a parameter left to its default', async () => {
    const client = await serve({
      listReports: (({ query }: { query: { limit: number } }) => ({ reports: [], limit: query.limit })) as Run,
    })
    const answer = await client.call('listReports', {})
    const body = (await answer.json()) as ClientOperations['listReports']['responses'][200]
    expect(body.reports).toEqual([])
  })
})

let sample: Record<string, string>

beforeAll(async () => {
  sample = asGenerated(await generateFrom(sampleSpec))
})

describe('client.ts', () => {
  it('is what its reader is meant to see', async () => {
    const text = (sample['generated/client.ts'] ?? '').split('\n').slice(6).join('\n')
    await expect(text).toMatchFileSnapshot('./client.golden.txt')
  })

  it('loads nothing at run time, so that it runs in browsers', () => {
    const text = sample['generated/client.ts'] ?? ''
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
    })
    expect(outputText).not.toMatch(/\b(?:import|require)\b/)
    expect(sample['generated/schemas.ts']).not.toContain('coatcheck"')
  })

  it('type-checks with nothing but itself, schemas.ts and openapi.ts', async () => {
    const project = await makeProject({})
    for (const name of ['client.ts', 'schemas.ts', 'openapi.ts']) {
      await putFiles(project, { [name]: sample[`generated/${name}`] ?? '' })
    }
    expect(typeErrors(project, ['client.ts'])).toEqual([])
  })
})

const receiver = `import type { ClientOperations, WebhookEvent, WebhookEvents } from './generated/client.ts'

export function told(event: WebhookEvent): string {
  switch (event.type) {
    case 'createReport.succeeded':
      return event.data.resourceLocation ?? event.data.status
    case 'createReport.failed': {
      const code: 'unreadable-data' | 'unknown-column' | 'handler-error' | string = event.data.error.code
      return code
    }
    case 'createReport.canceled':
      return event.data.finishedAt
    default: {
      const none: never = event
      return none
    }
  }
}
export const same = (event: WebhookEvents['createReport.reportFinished']): WebhookEvent => event
export const body: ClientOperations['createReport']['request']['body'] = {
  dataset: 'github',
  groupBy: 'x',
  measure: 'y',
}
`

describe('a receiver', () => {
  it('tells events apart by their type, exhaustively', async () => {
    const project = await makeProject({ ...sample, 'receiver.ts': receiver })
    expect(typeErrors(project, ['receiver.ts'])).toEqual([])
  })

  it.each([
    [
      'a result in a thin event',
      `event.data.resourceLocation ?? event.data.status`,
      `String(event.data.result)`,
      "'result' does not exist",
    ],
    [
      'an event there is not',
      `case 'createReport.canceled':`,
      `case 'createReport.started':`,
      '"createReport.started"',
    ],
    [
      'an error before it is known to be one',
      `event.data.finishedAt`,
      `event.data.error.code`,
      "'error' does not exist",
    ],
    ['a wrong body', `dataset: 'github'`, `dataset: 'gitlab'`, '"gitlab"'],
  ])('%s does not compile', async (_title, right, wrong, says) => {
    const project = await makeProject({ ...sample, 'receiver.ts': receiver.replace(right, wrong) })
    expect(typeErrors(project, ['receiver.ts']).join('\n')).toContain(says)
  })
})

const directions = `
openapi: 3.1.0
info: { title: Directions, version: "1" }
servers: [{ url: https://example.com }]
security: [{ key: [] }]
paths:
  /pets/{kind}:
    post:
      operationId: makePet
      parameters:
        - { name: kind, in: path, required: true, schema: { type: string } }
        - { name: size, in: query, schema: { type: integer, default: 3 } }
      x-async-operation: true
      requestBody:
        content:
          application/json: { schema: { $ref: "#/components/schemas/Litter" } }
          image/png: {}
      responses:
        "201": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Litter" } } } }
      callbacks:
        done: { $ref: "#/components/callbacks/Done" }
  /plain:
    get:
      operationId: plain
      responses:
        "200": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Plain" } } } }
webhooks:
  anything:
    post: { x-webhook: { on: [succeeded], payload: full }, responses: { "204": { description: Heard } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  callbacks:
    Done:
      "{$request.body#/url}":
        post: { x-webhook: { on: [started], payload: full }, responses: { "204": { description: Heard } } }
  schemas:
    Litter: { type: object, required: [url, pets], properties: { url: { type: string, format: uri }, pets: { type: array, items: { $ref: "#/components/schemas/Pet" } } } }
    Pet:
      oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }]
      discriminator: { propertyName: kind, mapping: { cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" } }
    Cat:
      type: object
      required: [kind, id, secret]
      properties: { kind: { const: cat }, id: { type: string, readOnly: true }, secret: { type: string, writeOnly: true } }
    Dog: { type: object, required: [kind, tricks], properties: { kind: { const: dog }, tricks: { type: array, prefixItems: [{ type: string }, { type: integer }], minItems: 2, maxItems: 2 } } }
    Plain: { type: object, additionalProperties: { type: [integer, "null"] } }
`

const directed = `import type { ClientOperations, WebhookEvent } from './generated/client.ts'
import type { Operations, PetInput, PetOutput, Plain } from './generated/index.ts'

export const given: PetInput = { kind: 'cat', secret: 's' }
export const got: PetOutput = { kind: 'cat', id: '1' }
export const handled: Operations['makePet']['result'] = { url: 'u', pets: [got] }
export const size: number = {} as Operations['makePet']['input']['query']['size']
export const plain: Plain = { a: 1, b: null }
export const requests: ClientOperations['makePet']['request'][] = [
  { params: { kind: 'x' } },
  { params: { kind: 'x' }, query: {}, body: { url: 'u', pets: [given] } },
  { params: { kind: 'x' }, contentType: 'image/png', body: new Blob([]) },
]
export const told = (event: WebhookEvent): string => {
  switch (event.type) {
    case 'makePet.started': return event.data.status
    case 'anything': return event.data.result?.url ?? event.data.operation
  }
}
export function narrowed(pet: PetOutput): string | number {
  return pet.kind === 'dog' ? pet.tricks[1] : pet.id
}
`

describe('directions, unions, tuples and reusable callbacks', () => {
  let made: Record<string, string> | undefined
  const generated = async () => {
    made ??= asGenerated(await generateText(directions))
    return made
  }

  it('have the types that the schemas say', async () => {
    const project = await makeProject({ ...(await generated()), 'use.ts': directed })
    expect(typeErrors(project, ['use.ts'])).toEqual([])
  })

  it.each([
    ['a readOnly member in a request', `secret: 's' }`, `secret: 's', id: '1' }`, "'id' does not exist"],
    ['a writeOnly member in an answer', `id: '1' }`, `id: '1', secret: 's' }`, "'secret' does not exist"],
    ['a body of another media type', 'new Blob([])', '{ url: 1 }', 'use.ts: Type '],
    ['a member of another branch', 'pet.tricks[1] : pet.id', 'pet.id : pet.id', "'id' does not exist"],
    ['a request without a required parameter', '{ params: { kind: ', '{ params: { sort: ', "'sort' does not exist"],
  ])('%s does not compile', async (_title, right, wrong, says) => {
    const project = await makeProject({ ...(await generated()), 'use.ts': directed.replace(right, wrong) })
    expect(typeErrors(project, ['use.ts']).join('\n')).toContain(says)
  })

  it('reusable callbacks are lifted like those written in place', async () => {
    expect((await generated())['generated/openapi.ts']).toContain('"makePet.done"')
  })
})

describe('an answer without a schema', () => {
  it.each([
    ['application/json', 'unknown'],
    ['application/vnd.thing+json; v=1', 'unknown'],
    ['application/json-seq', 'Blob'],
  ])('of %s is %s', async (mediaType, type) => {
    const spec = `
openapi: 3.1.0
info: { title: Things, version: "1" }
security: [{ key: [] }]
paths:
  /things:
    get: { operationId: getThings, responses: { "200": { description: All, content: { "${mediaType}": {} } } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
`
    expect((await generateText(spec)).get('client.ts')).toContain(` 200: ${type};`)
  })
})

it('the committed sample is what its spec gives', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../generated/client.ts'), 'utf8')
  expect(committed.split('\n').slice(6)).toEqual((sample['generated/client.ts'] ?? '').split('\n').slice(6))
})
