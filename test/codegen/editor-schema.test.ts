/** The schema for editors: complete, true to the compiler's grammar, and understood by the language server that editors run. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { afterAll, describe, expect, it } from 'vitest'
import { guideOf, guides } from '../../src/codegen/editor-guide.ts'
import { editorSchema } from '../../src/codegen/editor-schema.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { specShapes } from '../../src/compiler/shapes/spec-shapes.ts'
import { compileText } from '../compiler/compile-text.ts'
import { startLanguageServer } from './language-server.ts'

describe('the guide', () => {
  const keys = Object.entries(specShapes).flatMap(([name, { fields }]) =>
    Object.keys(fields).map((key) => `${name}.${key}`),
  )

  it('says something of every key of a spec', () => {
    expect(
      keys.filter((key) => guideOf(key.split('.')[0] ?? '')[key.slice(key.indexOf('.') + 1)] === undefined),
    ).toEqual([])
  })

  it('speaks of no key that there is not', () => {
    const spoken = Object.entries(guides).flatMap(([name, guide]) => Object.keys(guide).map((key) => `${name}.${key}`))
    expect(spoken.filter((key) => !keys.includes(key))).toEqual([])
  })
})

describe('the schema', () => {
  const ajv = new Ajv.default({ strict: false, allErrors: true })
  const validate = ajv.compile(editorSchema('3.1'))

  it('is a schema of draft 7, the newest that language servers read', () => {
    expect(ajv.validateSchema(editorSchema('3.0'))).toBe(true)
    expect(editorSchema('3.1').$schema).toBe('http://json-schema.org/draft-07/schema#')
  })

  it('takes the sample as it stands', async () => {
    const { spec } = await compileProject('spec/openapi.yaml')
    expect(validate(spec?.document)).toBe(true)
  })

  it.each([
    ['an unknown key', { openapi: '3.1.0', info: { title: 'T', version: '1' }, pathes: {} }],
    ['a duration that is none', withBlock({ retention: '7 days' })],
    ['a key that the extension has not', withBlock({ retri: {} })],
    ['a missing key', { openapi: '3.1.0', info: { title: 'T' } }],
  ])('refuses %s, as the compiler does', (_, document) => {
    expect(validate(document)).toBe(false)
    expect(compileText(JSON.stringify(document)).spec).toBeUndefined()
  })

  it('has the keys of its version only', () => {
    const keysOf = (version: '3.0' | '3.1') =>
      JSON.stringify(Object.keys(Object(editorSchema(version)).definitions.document.properties))
    expect(keysOf('3.1')).toContain('webhooks')
    expect(keysOf('3.0')).not.toContain('webhooks')
  })
})

function withBlock(block: object): object {
  const responses = { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } }
  const post = { operationId: 'work', security: [], 'x-public': true, 'x-async-operation': block, responses }
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/work': { post } } }
}

describe('yaml-language-server, with nothing but the first line of the spec', async () => {
  const project = await mkdtemp(join(tmpdir(), 'coatcheck-editor-'))
  await mkdir(join(project, 'spec'))
  await mkdir(join(project, 'generated'))
  await writeFile(join(project, 'generated', 'openapi.schema.json'), JSON.stringify(editorSchema('3.1')))
  const server = await startLanguageServer(join(project, 'spec'))
  afterAll(async () => {
    await server.stop()
    await rm(project, { recursive: true, force: true })
  })

  it('finds nothing wrong with a spec that is right', async () => {
    expect(await server.errors(textWith('mode: async'))).toEqual([])
  })

  it.each([
    ['a value that is not allowed', 'mode: sometimes', '9:15'],
    ['a duration that is none', 'retention: 7 days', '9:20'],
    ['a key that the extension has not', 'retri: 3', '9:9'],
    ['a wrong type deep inside', 'retry: { maxAttempts: many }', '9:31'],
    ['a key of OpenAPI that is mistyped', 'mode: async\n      sumary: Work', '10:7'],
  ])('underlines %s', async (_, line, place) => {
    const errors = await server.errors(textWith(line))
    expect(errors.map((error) => error.split(' ')[0])).toEqual([place])
  })

  it('says what a duration looks like', async () => {
    expect(await server.errors(textWith('retention: 7 days'))).toEqual([expect.stringContaining('`30s`')])
  })

  it('does not ask for the members of what a reference stands for', async () => {
    const text = textWith('mode: async').replace('{ description: Done }', "{ $ref: '#/components/responses/Done' }")
    expect(await server.errors(text)).toEqual([])
  })

  it('offers the keys of the extension that are not there yet', async () => {
    const offered = await server.completions(textWith('mode: async\n        '), { line: 9, character: 8 })
    expect(offered).toEqual(expect.arrayContaining(['retention', 'result', 'errors', 'cancel']))
    expect(offered).not.toContain('mode')
  })

  it('offers the keys of OpenAPI beside them', async () => {
    const offered = await server.completions(textWith('mode: async\n      '), { line: 9, character: 6 })
    expect(offered).toEqual(expect.arrayContaining(['requestBody', 'callbacks', 'x-public', 'x-coatcheck-ignore']))
  })

  it('offers the values of a key', async () => {
    expect(await server.completions(textWith('mode: '), { line: 8, character: 14 })).toEqual(['async', 'both'])
  })

  it('explains the key under the pointer', async () => {
    expect(await server.hover(textWith('retention: 7d'), { line: 8, character: 10 })).toContain('At least 24 hours')
    expect(await server.hover(textWith('mode: async'), { line: 6, character: 10 })).toContain('Unique name')
  })

  it('knows overlays, too', async () => {
    const overlay = (key: string) => `# yaml-language-server: $schema=../generated/openapi.schema.json
overlay: 1.0.0
info: { title: Times, version: '1' }
actions:
  - ${key}: $.paths
    update: {}
`
    expect(await server.errors(overlay('target'))).toEqual([])
    expect(await server.errors(overlay('targt'))).not.toEqual([])
  })

  function textWith(line: string): string {
    return `# yaml-language-server: $schema=../generated/openapi.schema.json
openapi: 3.1.0
info: { title: Things, version: '1' }
paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation:
        ${line}
      responses:
        '204': { description: Done }
`
  }
})
