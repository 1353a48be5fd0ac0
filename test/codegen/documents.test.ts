import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asGenerated, generateFrom, generateText, makeProject, repository } from './project.ts'
import { typeErrors } from './type-errors.ts'

const fixtures = join(repository, 'test/fixtures/specs')

describe('a document of OpenAPI 3.2', () => {
  it('is generated and type-checks', async () => {
    const files = asGenerated(await generateFrom(join(fixtures, 'city-permits/spec/openapi.yaml')))
    const roots = ['generated/operations.ts', 'generated/openapi.ts', 'generated/client.ts', 'generated/index.ts']
    expect(typeErrors(await makeProject(files), roots)).toEqual([])
  })
})

describe('`format: binary`', () => {
  const spec = `
openapi: 3.0.3
info: { title: Scans, version: "1" }
security: [{ key: [] }]
paths:
  /scans:
    post:
      operationId: scan
      x-async-operation: true
      requestBody:
        required: true
        content:
          application/octet-stream: { schema: { type: string, format: binary } }
          application/json:
            schema: { type: object, required: [raw], properties: { raw: { type: string, format: binary } } }
      responses:
        "200": { description: Scanned, content: { image/png: { schema: { type: string, format: binary } } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-API-Key } }
`

  it('is a file as a whole body or result, and text as a member of JSON', async () => {
    const files = asGenerated(await generateText(spec))
    const handler = `import { defineHandler } from '../generated/index.ts'
export default defineHandler('scan', async ({ body }, job) => job.file('raw' in body ? body.raw.trim() : body.path))
`
    const call = `import type { ClientOperations } from './generated/client.ts'
export const upload: ClientOperations['scan']['request'] = { body: new Blob([]) }
export const text: ClientOperations['scan']['request'] = { contentType: 'application/json', body: { raw: 'a' } }
export const size = (picture: ClientOperations['scan']['result']): number => picture.size
`
    const project = await makeProject({ ...files, 'handlers/scan.ts': handler, 'call.ts': call })
    expect(typeErrors(project, ['generated/registry.ts', 'call.ts'])).toEqual([])
  })
})
