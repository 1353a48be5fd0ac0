/** Documents that others wrote: each compiles, every diagnostic has its place, and the few errors are mistakes of the documents. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileFiles } from '../../src/compiler/compile.ts'
import { specName } from './compile-text.ts'

const packages = new URL('../../node_modules/', import.meta.url)

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(new URL(folder, packages)).filter((name) => /\.(json|ya?ml)$/.test(name))
  return names.map((name) => `${folder}/${name}`)
}

const examples = ['3.0/json', '3.0/yaml', '3.1/json', '3.1/yaml'].flatMap((folder) =>
  filesIn(`@readme/oas-examples/${folder}`),
)

/** By the name of the document: what is wrong with it. */
const mistakes: Readonly<Record<string, readonly string[]>> = {
  // `exclusiveMinimum: true` in a 3.1 document.
  'schema-validation-local': ['CC104'],
  'schema-validation-top-level': ['CC104'],
  // A security scheme that is declared nowhere.
  'response-http-behavior': ['CC501'],
}

function compileFile(file: string) {
  const text = readFileSync(new URL(file, packages), 'utf8')
  const { missing, ...compilation } = compileFiles([{ kind: 'text', path: specName, text }])
  return { text, missing, ...compilation }
}

describe('the examples of ReadMe', () => {
  it.each(examples)('%s compiles, or says where it is wrong', (file) => {
    const { text, diagnostics, missing, spec } = compileFile(file)
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    const [, name = ''] = /([^/]+)\.\w+$/.exec(file) ?? []
    const known = file.includes('/3.1/') || name === 'response-http-behavior' ? (mistakes[name] ?? []) : []
    expect([...new Set(errors.map(({ code }) => code))]).toEqual(known)
    expect({ missing, compiled: spec !== undefined }).toEqual({ missing: [], compiled: known.length === 0 })
    const lines = text.split('\n')
    for (const { line, column } of diagnostics) {
      expect(column).toBeGreaterThanOrEqual(1)
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1)
    }
  })
})

describe('the webhooks of GitHub', () => {
  it.each(filesIn('@octokit/openapi-webhooks/generated'))(
    '%s compiles without an error',
    (file) => {
      const { diagnostics, spec } = compileFile(file)
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(Object.keys(spec?.document.webhooks ?? {}).length).toBeGreaterThan(100)
    },
    60_000,
  )
})
