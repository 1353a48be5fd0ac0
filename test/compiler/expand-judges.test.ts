/** The published document before independent judges: Redocly's linter, the official schemas, and its own examples. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validate as validate30 } from '@hyperjump/json-schema/openapi-3-0'
import { validate as validate31 } from '@hyperjump/json-schema/openapi-3-1'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { isJsonObject } from '../../src/base/json.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand.ts'
import { expandText, objectsIn } from './expand-text.ts'

const sample = await expandedSample()
const old = expandText(`openapi: 3.0.3
info: { title: Old, version: '1', license: { name: MIT, url: https://opensource.org/license/mit } }
servers: [{ url: https://api.acme.test/v1 }]
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
paths:
  /things:
    post:
      operationId: makeThing
      summary: Make a thing
      x-async-operation:
        progress: { type: object, properties: { rows: { type: integer, nullable: true } } }
        errors: [{ code: too-odd, status: 422, title: Too odd }]
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { done: { type: string, format: uri, nullable: true } } }
      responses:
        '200': { description: Made, content: { application/json: { schema: { type: object, nullable: true } } } }
      callbacks:
        finished:
          '{$request.body#/done}':
            post: { summary: Done, responses: { '204': { description: Taken } } }
  /pictures:
    post:
      operationId: draw
      summary: Draw
      x-async-operation: { result: { mediaType: image/png } }
      responses:
        '200': { description: Drawn, content: { image/png: { schema: { type: string, format: binary } } } }
`)

async function expandedSample(): Promise<JsonObject> {
  const { spec } = await compileProject('spec/openapi.yaml')
  if (spec === undefined) throw new Error('The sample does not compile')
  return expand(spec)
}

describe.each([
  ['the sample, 3.1', sample, '3.1.0'],
  ['a 3.0 document', old, '3.0.3'],
])('%s', (_, document, version) => {
  it('keeps its version', () => {
    expect(document.openapi).toBe(version)
  })

  it('passes redocly lint without an error', async () => {
    expect(await lint(document)).toEqual([])
  })

  it('fits the official schema', async () => {
    expect((await judge(document, version)).valid).toBe(true)
  })

  it('has examples that fit their schemas, for every answer and callback that shows a job', () => {
    const examples = examplesOf(document)
    expect(examples.length).toBeGreaterThan(8)
    expect(examples.flatMap((example) => flaws(document, example))).toEqual([])
  })
})

describe('the judges', () => {
  const broken = { ...old, paths: { '/x': { get: { responses: { '200': {} } } } } }

  it('find a planted fault', async () => {
    expect(await lint(broken)).not.toEqual([])
    expect((await judge(broken, '3.0.3')).valid).toBe(false)
    const media = { pointer: '/x', schemaPointer: '/components/schemas/JobStatus', value: 'done' }
    expect(flaws(old, media)).not.toEqual([])
  })
})

function judge(document: JsonObject, version: string) {
  const plain = JSON.parse(JSON.stringify(document))
  return version.startsWith('3.0')
    ? validate30('https://spec.openapis.org/oas/3.0/schema', plain)
    : validate31('https://spec.openapis.org/oas/3.1/schema-base', plain)
}

/** Messages of Redocly's recommended rules that are errors. */
async function lint(document: JsonObject): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-lint-'))
  try {
    const file = join(folder, 'openapi.json')
    await writeFile(file, JSON.stringify(document))
    const report = JSON.parse(await redocly(['lint', file, '--format=json', '--extends=recommended'], folder))
    const problems: readonly { severity: string; message: string; ruleId: string }[] = report.problems
    return problems.filter(({ severity }) => severity === 'error').map(({ ruleId, message }) => `${ruleId}: ${message}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function redocly(commandLine: readonly string[], folder: string): Promise<string> {
  const bin = join(import.meta.dirname, '../../node_modules/@redocly/cli/bin/cli.js')
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' }
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [bin, ...commandLine],
      { cwd: folder, env, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (stdout.trimStart().startsWith('{')) resolve(stdout)
        else reject(new Error(`redocly said nothing that can be read: ${stderr}`, { cause: error }))
      },
    )
  })
}

interface Example {
  readonly pointer: string
  readonly schemaPointer: string
  readonly value: JsonValue
}

/** Examples of media types and parameters, each with its schema. */
function examplesOf(document: JsonObject): readonly Example[] {
  return [...objectsIn(document)].flatMap(([pointer, object]) => {
    if (!isJsonObject(object.schema) || /\/(properties|example|value)\//.test(pointer)) return []
    const named = isJsonObject(object.examples) ? Object.values(object.examples) : []
    const values = [object.example, ...named.map((example) => (isJsonObject(example) ? example.value : undefined))]
    return values.flatMap((value) =>
      value === undefined ? [] : [{ pointer, schemaPointer: `${pointer}/schema`, value }],
    )
  })
}

function flaws(document: JsonObject, { pointer, schemaPointer, value }: Example): readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, discriminator: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'https://api.test/openapi', ...document }, 'document')
  const fragment = schemaPointer.split('/').map(encodeURIComponent).join('/')
  const check = ajv.compile({ $ref: `https://api.test/openapi#${fragment}` })
  return check(value) ? [] : [`${pointer}: ${ajv.errorsText(check.errors)}`]
}
