import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { isJsonObject, type JsonValue } from '../../src/base/json.ts'
import { adoptFile, adoptFiles } from '../../src/compiler/adopt/adopt.ts'
import { editedFiles } from '../../src/compiler/adopt/find-refusals.ts'
import { withInsertions } from '../../src/compiler/adopt/insertion.ts'
import { isOnlyAdopted } from '../../src/compiler/adopt/only-adopted.ts'
import { compileFiles } from '../../src/compiler/compile.ts'
import { parseText } from '../../src/compiler/read/parse.ts'
import type { LoadedFile } from '../../src/compiler/read/source.ts'
import { adoptText, documentOf, insertionsOf } from './adopt-document.ts'

const examples = dirname(createRequire(import.meta.url).resolve('@readme/oas-examples/package.json'))
const fixtures = fileURLToPath(new URL('../fixtures/adopt', import.meta.url))

/** Documents of all kinds, every operation of which is marked as one that takes time, as JSON and as YAML. */
const marked = [...documentsIn(join(examples, '3.0/json')), ...documentsIn(join(examples, '3.1/json'))]
  .filter(({ text }) => text.length < 40_000)
  .map(({ name, text }) => ({ name, value: withMarks(JSON.parse(text)) }))

describe('writing every block that may be written', () => {
  const texts = [
    ...marked.map(({ name, value }) => ({ name, text: JSON.stringify(value, null, 2) })),
    ...marked.map(({ name, value }) => ({
      name: `${name}, as YAML`,
      text: stringify(value, { aliasDuplicateObjects: false }),
    })),
    ...documentsIn(fixtures),
  ].filter(({ text }) => insertionsOf(adoptText(text).proposals).length > 0)

  it('is tried on documents of many kinds', () => {
    expect(texts.length).toBeGreaterThan(40)
  })

  it.each(texts)('adds no diagnostic and nothing else to $name', ({ name, text }) => {
    expectSafe([{ kind: 'text', path: `spec/${name}`, text }])
  })

  it('does write some of them', () => {
    const written = documentsIn(fixtures).map(
      ({ name, text }) => insertionsOf(adoptText(text, `spec/${name}`).proposals).length,
    )
    expect(written.every((count) => count > 0)).toBe(true)
    const proposals = texts.flatMap(({ name, text }) => adoptText(text, `spec/${name}`).proposals)
    expect(insertionsOf(proposals).length).toBeGreaterThan(50)
    expect(proposals.filter(({ needs }) => needs.length > 0).length).toBeGreaterThan(50)
  })
})

function withMarks(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(value.paths)) return value
  const paths = Object.entries(value.paths).map(([path, item]): [string, JsonValue] => {
    if (!isJsonObject(item)) return [path, item]
    const members = Object.entries(item).map(([name, operation]): [string, JsonValue] => {
      const isOperation = /^(get|put|post|delete|patch)$/.test(name) && isJsonObject(operation)
      const operationId = `${name}${path.replaceAll(/[^A-Za-z0-9]/g, '_')}`
      return [name, isOperation ? { operationId, ...operation, 'x-ms-long-running-operation': true } : operation]
    })
    return [path, Object.fromEntries(members)]
  })
  return { ...value, paths: Object.fromEntries(paths) }
}

describe('an operation', () => {
  const made = `responses: { '204': { description: Made }, '202': { description: Later } }`

  it('that has a block already is left alone', () => {
    const text = documentOf(`  /a:\n    post: { operationId: makeA, x-async-operation: true, ${made} }\n`)
    expect(adoptText(text)).toMatchObject({ operations: 1, adopted: 1, proposals: [] })
  })

  it('that an overlay gives a block is left alone, and the others are tried under the overlay', () => {
    const text = documentOf(
      `  /a:\n    post: { operationId: makeA, ${made} }\n  /b:\n    post: { operationId: makeB, ${made} }\n`,
    )
    const overlay = (update: string): readonly LoadedFile[] =>
      files({ 'spec/a.overlay.yaml': `overlay: 1.0.0\ninfo: { title: A, version: '1' }\nactions: [${update}]\n` })
    const block = `{ target: "$.paths['/a'].post", update: { x-async-operation: true } }`
    const times = `{ target: $, update: { x-async-defaults: { retention: 1d, tombstone: 0s, idempotency: { window: 9d } } } }`
    const loaded = files({ 'spec/openapi.yaml': text })
    expect(adoptFiles(loaded, overlay(block))).toMatchObject({
      adopted: 1,
      proposals: [{ operationId: 'makeB', needs: [] }],
    })
    const [first] = adoptFiles(loaded, overlay(times)).proposals
    expect(first?.needs).toMatchObject([expect.stringContaining('(CC312)')])
  })

  it('in a file that a path item refers to is edited there', () => {
    const loaded = files({
      'spec/openapi.yaml': documentOf("  /a: { $ref: './paths/a.yaml' }\n"),
      'spec/paths/a.yaml': `# one path\npost:\n  operationId: makeA\n  ${made}\n`,
    })
    const { proposals } = adoptFiles(loaded)
    expect(proposals).toMatchObject([
      { path: '/a', file: 'spec/paths/a.yaml', line: 2, column: 1, insertion: { text: '\n  x-async-operation: true' } },
    ])
    expectSafe(loaded)
  })

  it('that two paths refer to is edited once', () => {
    const loaded = files({
      'spec/openapi.yaml': documentOf("  /a/{x}: { $ref: './a.yaml' }\n  /b: { $ref: './a.yaml' }\n"),
      'spec/a.yaml': `post:\n  operationId: makeA\n  ${made}\n`,
    })
    expect(adoptFiles(loaded).proposals).toHaveLength(1)
    expectSafe(loaded)
  })

  it('with an alias elsewhere is edited once, and not where the alias could not be asynchronous', () => {
    const aliased = (method: string): string =>
      documentOf(`  /a:\n    post: &make\n      operationId: makeA\n      ${made}\n  /b:\n    ${method}: *make\n`)
    expectSafe(files({ 'spec/openapi.yaml': aliased('post') }))
    expect(insertionsOf(adoptText(aliased('get')).proposals)).toEqual([])
    expect(adoptText(aliased('post')).proposals).toHaveLength(1)
  })

  it.each([
    ['a brace before a comment', `x-make: &make { # note\n    operationId: makeA,\n    ${made}\n  }\n`],
    ['a comment that ends in a brace', `x-make: &make # {\n  operationId: makeA\n  ${made}\n`],
  ])('reached through an alias to %s is left to its author', (_, anchored) => {
    const paths = `  /a:\n    post: *make\n  /b:\n    post: { operationId: makeB, ${made} }\n`
    const text = documentOf(paths).replace('paths:\n', () => `${anchored}paths:\n`)
    const { proposals } = adoptText(text)
    expect(proposals.map(({ operationId, insertion }) => [operationId, insertion !== undefined])).toEqual([
      ['makeA', false],
      ['makeB', true],
    ])
    expect(proposals[0]?.needs).toEqual([expect.stringContaining('by hand')])
    expectSafe(files({ 'spec/openapi.yaml': text }))
  })

  it('stands where its key stands', () => {
    const { proposals } = adoptText(documentOf(`  /a:\n    post: { operationId: makeA, ${made} }\n`))
    expect(proposals).toMatchObject([
      { method: 'POST', path: '/a', operationId: 'makeA', line: 8, column: 5, score: 3 },
    ])
  })
})

describe('a diagnostic that a block would add', () => {
  it('keeps only that block from being written', () => {
    const text = documentOf(`  /a:
    post:
      operationId: makeA
      responses:
        '201': { description: Made, content: { application/json: {}, text/plain: {} } }
        '202': { description: Later }
  /b:
    post:
      operationId: makeB
      responses: { '204': { description: Made }, '202': { description: Later } }
`)
    const { proposals } = adoptText(text)
    expect(proposals.map(({ operationId, insertion }) => [operationId, insertion !== undefined])).toEqual([
      ['makeA', false],
      ['makeB', true],
    ])
    expect(proposals[0]?.needs).toMatchObject([expect.stringContaining('(CC306)')])
  })

  it('in a shared component keeps those blocks from being written that need the component', () => {
    const components = `  responses:
    Later: { description: Later, content: { application/json: { schema: { type: object, required: [ticket], properties: { ticket: { type: integer } } } } } }
`
    const operation = (name: string, accepted: string): string => `  /${name}:
    post: { operationId: ${name}, responses: { '204': { description: Made }, '202': ${accepted} } }
`
    const shared = "{ $ref: '#/components/responses/Later' }"
    const text = documentOf(
      operation('one', shared) +
        operation('two', '{ description: Later }') +
        operation('three', shared) +
        operation('four', '{ description: Later }'),
      components,
    )
    const { proposals } = adoptText(text)
    expect(proposals.filter(({ insertion }) => insertion !== undefined).map(({ operationId }) => operationId)).toEqual([
      'two',
      'four',
    ])
    expectSafe(files({ 'spec/openapi.yaml': text }))
  })
})

describe('a document', () => {
  it.each([
    ['of Swagger 2.0', '{"swagger":"2.0","paths":{}}', 'CC007'],
    ['that is not YAML', 'a: [', 'CC002'],
    ['that is not OpenAPI', 'hello: world', 'CC007'],
  ])('%s is refused', (_, text, code) => {
    expect(adoptText(text)).toMatchObject({ refusals: [{ code }], proposals: [] })
  })

  it('that is not there is refused', async () => {
    expect(await adoptFile('/nowhere/at/all.yaml')).toMatchObject({ refusals: [{ code: 'CC001' }], proposals: [] })
  })

  it('with errors of other kinds is adopted from nevertheless', () => {
    const text = `openapi: 3.0.3\npaths:\n  /a:\n    post:\n      operationId: makeA\n      oops: 1\n      responses: { '204': { description: Made }, '202': { $ref: '#/nowhere' } }\n      callbacks: { done: {} }\n`
    expect(compileFiles(files({ 'spec/openapi.yaml': text })).diagnostics.length).toBeGreaterThan(0)
    expect(adoptText(text).proposals).toHaveLength(1)
    expectSafe(files({ 'spec/openapi.yaml': text }))
  })

  it('whose references lead in circles, elsewhere or nowhere is read past them', () => {
    const components = `  responses:
    A: { $ref: '#/components/responses/B' }
    B: { $ref: '#/components/responses/A' }
  schemas:
    Tree: { required: [id], allOf: [{ $ref: '#/components/schemas/Tree' }], properties: { data: { $ref: '#/components/schemas/Tree' } } }
`
    const text = documentOf(
      `  /a: { $ref: '#/paths/~1b' }
  /b: { $ref: '#/paths/~1a' }
  /c:
    post:
      operationId: makeC
      parameters: [{ $ref: 'https://example.com/p.yaml' }, { $ref: './none.yaml#/p' }]
      responses:
        '201': { description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
        '202': { $ref: '#/components/responses/A' }
      callbacks: { made: { '{$request.body#/url}': { post: { responses: {} } } } }
`,
      components,
    )
    expect(adoptText(text).proposals).toMatchObject([{ path: '/c' }])
  })

  it('whose members have the names of inherited ones is read like any other', () => {
    const text = documentOf(
      `  /a:\n    post:\n      operationId: makeA\n      responses: { '204': { description: constructor }, '202': { description: Later }, toString: { description: no } }\n`,
    )
    expect(adoptText(text).proposals).toHaveLength(1)
  })
})

/** Compares by code and message, as a reader would; the places move. */
function expectSafe(loaded: readonly LoadedFile[]): void {
  const adoption = adoptFiles(loaded)
  const insertions = insertionsOf(adoption.proposals)
  expect(insertions.length).toBeGreaterThan(0)
  const edited = editedFiles(loaded, insertions)
  const before = new Set(compileFiles(loaded).diagnostics.map(({ code, message }) => `${code} ${message}`))
  const added = compileFiles(edited).diagnostics.filter(({ code, message }) => !before.has(`${code} ${message}`))
  expect(added).toEqual([])
  for (const [index, file] of loaded.entries()) {
    const other = edited[index]
    if (file.kind !== 'text' || other?.kind !== 'text') continue
    const own = insertions.filter((insertion) => insertion.file === file.path)
    expect(other.text).toBe(withInsertions(file.text, own))
    expect(isOnlyAdopted(valueIn(file), valueIn(other))).toBe(true)
  }
  const again = adoptFiles(edited)
  expect(again.proposals.filter(({ insertion }) => insertion !== undefined)).toEqual([])
  expect(again.proposals.length).toBeLessThanOrEqual(adoption.proposals.length - insertions.length)
}

function valueIn({ path, text }: Extract<LoadedFile, { readonly kind: 'text' }>) {
  const parsed = parseText(path, text)
  return parsed.kind === 'parsed' ? parsed.file.value : null
}

function files(texts: Readonly<Record<string, string>>): readonly LoadedFile[] {
  return Object.entries(texts).map(([path, text]) => ({ kind: 'text', path, text }))
}

function documentsIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder)
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .toSorted()
    .map((name) => ({ name: `${basename(dirname(folder))}-${name}`, text: readFileSync(join(folder, name), 'utf8') }))
}
