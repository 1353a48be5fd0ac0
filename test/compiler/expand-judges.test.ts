/** Published documents before independent judges: two linters, the official schemas, their own examples, and a stock client under tsc. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { hasErrors } from '../../src/compiler/diagnostics/diagnostic.ts'
import { type Example, exampleFlaws, examplesOf } from './judges/examples.ts'
import { fitsOfficialSchema } from './judges/official-schema.ts'
import { fixtureFile, fixtureNames, type Published, publishedDocuments, writePublished } from './judges/published.ts'
import { redoclyErrors } from './judges/redocly.ts'
import { spectralErrors } from './judges/spectral.ts'
import { stockClientVerdicts, type Verdict } from './judges/stock-client.ts'

/** Spectral's rules end at OpenAPI 3.1: of 3.2 they miss `dataValue` and take such an example for `undefined`. */
const isKnownToSpectral = ({ document }: Published): boolean => !String(document.openapi).startsWith('3.2')

const published = await publishedDocuments()
const names = published.map(({ name }) => name)

// Below the repository, so that the clients find openapi-fetch.
let folder = ''
let redocly: ReadonlyMap<string, readonly string[]>
let spectral: ReadonlyMap<string, readonly string[]>
let clients: ReadonlyMap<string, Verdict>

beforeAll(async () => {
  await mkdir('node_modules/.cache', { recursive: true })
  folder = await mkdtemp(join(process.cwd(), 'node_modules/.cache/judges-'))
  await writePublished(folder, published)
  await plant('faulty.json', faulty)
  await plant('faulty.arazzo.json', faultyWorkflows)
  const linted = names.flatMap((name) => [`${name}/openapi.json`, `${name}/openapi.arazzo.json`])
  const known = published.filter(isKnownToSpectral).map(({ name }) => `${name}/openapi.json`)
  ;[redocly, spectral, clients] = await Promise.all([
    redoclyErrors(folder, [...linted, 'faulty.json', 'faulty.arazzo.json']),
    spectralErrors(folder, [...known, 'faulty.json']),
    stockClientVerdicts(folder, published),
  ])
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const plant = (file: string, document: JsonObject): Promise<void> =>
  writeFile(join(folder, file), JSON.stringify(document))

describe('the fixture specs', () => {
  it('are ten, and in every version of OpenAPI', () => {
    const versions = published.map(({ document }) => String(document.openapi).slice(0, 3))
    expect(fixtureNames).toHaveLength(10)
    expect(new Set(versions)).toEqual(new Set(['3.0', '3.1', '3.2']))
  })

  it.each(fixtureNames)('%s compiles without an error, a hint or a warning about its wording', async (name) => {
    const { diagnostics } = await compileProject(fixtureFile(name))
    expect(hasErrors(diagnostics)).toBe(false)
    expect(diagnostics.filter(({ refusesStart }) => !refusesStart)).toEqual([])
  })
})

describe.each(published)('$name as published', ({ name, spec, document }) => {
  it('keeps its version', () => {
    expect(document.openapi).toBe(spec.document.openapi)
  })

  it('passes redocly lint without an error', () => {
    expect(redocly.get(`${name}/openapi.json`)).toEqual([])
  })

  it('has workflows that fit the official Arazzo schema', () => {
    expect(redocly.get(`${name}/openapi.arazzo.json`)).toEqual([])
  })

  it('fits the official schema of its version', async () => {
    expect(await fitsOfficialSchema(document)).toBe(true)
  })

  it('has examples that fit their schemas, for every answer and callback that shows a job', () => {
    const examples = examplesOf(document)
    expect(examples.length).toBeGreaterThan(7)
    expect(exampleFlaws(document, examples)).toEqual([])
  })

  it('types a stock client that starts its jobs, polls them and reads their results', () => {
    expect(clients.get(name)).toEqual({ right: [], undetected: [] })
  })
})

describe.each(published.filter(isKnownToSpectral))('$name before Spectral', ({ name }) => {
  it('passes spectral:oas without an error', () => {
    expect(spectral.get(`${name}/openapi.json`)).toEqual([])
  })
})

const faulty: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Faulty', version: '1' },
  paths: { '/x/{y}': { get: { responses: { 200: { description: 4 } } } } },
}

const faultyWorkflows: JsonObject = {
  arazzo: '1.0.1',
  info: { title: 'Faulty', version: '1' },
  sourceDescriptions: [{ name: 'api', url: 'sample/openapi.json', type: 'openapi' }],
  workflows: [
    { workflowId: 'x', steps: [{ stepId: 'y', operationId: 'z', onFailure: [{ name: 'a', type: 'again' }] }] },
  ],
}

describe('the judges find a planted fault:', () => {
  it('redocly, in a document and in a workflow', () => {
    expect(redocly.get('faulty.json')).not.toEqual([])
    expect(redocly.get('faulty.arazzo.json')).not.toEqual([])
  })

  it('Spectral', () => {
    expect(spectral.get('faulty.json')).not.toEqual([])
  })

  it.each(['3.0.3', '3.1.0', '3.2.0'])('the official schema of %s', async (openapi) => {
    expect(await fitsOfficialSchema({ ...faulty, openapi })).toBe(false)
  })

  it('the schemas, in an example', () => {
    const document: JsonObject = {
      openapi: '3.1.0',
      paths: {
        '/x': { get: { parameters: [{ name: 'n', in: 'query', schema: { type: 'integer' }, example: 'one' }] } },
      },
    }
    const examples: readonly Example[] = examplesOf(document)
    expect(exampleFlaws(document, examples)).toHaveLength(1)
  })

  it('tsc, in every line of a wrong client and in a document that has lost its result', async () => {
    const [sample] = published
    if (sample === undefined) throw new Error('there is no sample')
    const schemas = JSON.stringify(sample.document).replaceAll('"result":{', '"outcome":{')
    const maimed = { ...sample, name: 'maimed', document: JSON.parse(schemas) }
    const verdict = (await stockClientVerdicts(folder, [maimed])).get('maimed')
    expect(verdict?.right.join('\n')).toContain('result')
  })
})
