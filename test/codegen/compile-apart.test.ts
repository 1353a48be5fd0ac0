import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { compileApart, rootsForThread } from '../../src/codegen/compile-apart.ts'
import { compileValidators } from '../../src/schema/compile-validators.ts'
import type { SchemaRoot } from '../../src/schema/document-schemas.ts'
import { generateText, makeProject, repository } from './project.ts'

const run = promisify(execFile)

const document = { openapi: '3.1.0', components: { schemas: { Name: { type: 'string', pattern: '^(a+)+$' } } } }

/** So many roots. */
function roots(count: number, schema = { $ref: '#/components/schemas/Name' }): readonly SchemaRoot[] {
  const one = (at: number) => ({ name: `op${at}.body.0`, schema, direction: 'request' }) as const
  return Array.from({ length: count }, (_, at) => one(at))
}

/** How many threads are started until the test ends. */
function countThreads(): () => number {
  let started = 0
  const count = () => {
    started += 1
  }
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  return () => started
}

describe('validators of many roots', () => {
  it('are compiled in a thread, and are the same', async () => {
    const threads = countThreads()
    const many = roots(rootsForThread)
    expect(await compileApart(document, many)).toEqual(compileValidators(document, many))
    expect(threads()).toBe(1)
  })

  it('refuse what cannot be compiled with the fault that few would', async () => {
    const threads = countThreads()
    const lost = (count: number) => compileApart(document, roots(count, { $ref: '#/components/schemas/Gone' }))
    const fault = { code: 'spec-invalid', message: expect.stringContaining('#/components/schemas/Gone') }
    await expect(lost(rootsForThread)).rejects.toMatchObject(fault)
    expect(threads()).toBe(1)
    await expect(lost(1)).rejects.toMatchObject(fault)
    expect(threads()).toBe(1)
  })

  it('are written by the built program as they are here', async () => {
    const spec = manyOperations(rootsForThread)
    const project = await makeProject({ 'spec/openapi.yaml': spec })
    await run(process.execPath, [join(repository, 'bin/coatcheck.js'), 'generate', '--project', project])
    const code = await readFile(join(project, 'generated/validators.code'), 'utf8')
    expect(code === (await generateText(spec)).get('validators.code')).toBe(true)
  })
})

it('validators of few roots need no thread', async () => {
  const threads = countThreads()
  const few = roots(rootsForThread - 1)
  expect(await compileApart(document, few)).toEqual(compileValidators(document, few))
  expect(threads()).toBe(0)
})

function manyOperations(count: number): string {
  const path = (at: number) => `  /things/${at}:
    get:
      operationId: getThing${at}
      parameters: [{ name: size, in: query, schema: { type: integer, minimum: ${at} } }]
      responses: { '200': { description: It, content: { application/json: { schema: { const: ${at} } } } } }
`
  const paths = Array.from({ length: count }, (_, at) => path(at)).join('')
  return `openapi: 3.1.0\ninfo: { title: Many, version: '1' }\nsecurity: [{ key: [] }]\npaths:\n${paths}components:\n  securitySchemes: { key: { type: apiKey, in: header, name: X-API-Key } }\n`
}
