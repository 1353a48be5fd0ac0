import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/base/json.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { applyOverlays } from '../../src/compiler/overlay/overlay.ts'
import { parseText } from '../../src/compiler/read/parse.ts'
import type { SourceFile } from '../../src/compiler/read/source.ts'
import { valueAt } from '../../src/schema/pointer.ts'

const spec = `openapi: 3.1.0
info: { title: Reports, version: '1' }
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
paths:
  /reports:
    post:
      operationId: createReport
      responses: { '200': { description: Made, content: { application/json: { schema: { type: object } } } } }
`

const overlay = (...actions: readonly string[]): string =>
  `overlay: 1.0.0
info: { title: Ours, version: '1' }
actions:
${actions.map((action) => `  - ${action}\n`).join('')}`

describe('overlays of a project', () => {
  let folder: string
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, 'spec', name), text)
  const compile = () => compileProject(join(folder, 'spec', 'openapi.yaml'))
  const placesOf = async (): Promise<readonly string[]> =>
    (await compile()).diagnostics.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`)

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coatcheck-overlay-'))
    await mkdir(join(folder, 'spec'))
    await write('openapi.yaml', spec)
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  const asynchronous = overlay(
    "target: $.paths['/reports'].post\n    update:\n      x-async-operation:\n        retention: 30d",
  )

  it('give a spec that may not be edited the extension', async () => {
    expect((await compile()).spec?.contract.operations[0]?.async).toBeUndefined()
    await write('async.overlay.yaml', asynchronous)
    const { diagnostics, spec: compiled } = await compile()
    expect(diagnostics).toEqual([])
    expect(compiled?.contract.operations[0]?.async?.retentionMs).toBe(30 * 86_400_000)
  })

  it('keep their own place in every later diagnostic', async () => {
    await write('async.overlay.yaml', asynchronous.replace('retention: 30d', 'retention: 30x'))
    expect(await placesOf()).toEqual(['CC103 spec/async.overlay.yaml:7:20'])
    await write('async.overlay.yaml', asynchronous.replace('retention', 'retentoin'))
    expect(await placesOf()).toEqual(['CC100 spec/async.overlay.yaml:7:9'])
  })

  it('leave the places of the spec as they are', async () => {
    await write('async.overlay.yaml', asynchronous)
    await write('openapi.yaml', spec.replace('description: Made', 'descripton: Made'))
    expect(await placesOf()).toEqual(['CC100 spec/openapi.yaml:9:29'])
  })

  it('are part of the hash and of the sources', async () => {
    const before = await compile()
    await write('a.overlay.yaml', overlay('target: $.info\n    update: { description: A }'))
    const after = await compile()
    expect(after.sources.map(({ path }) => path)).toEqual(['spec/openapi.yaml', 'spec/a.overlay.yaml'])
    expect(after.spec?.contract.specHash).not.toBe(before.spec?.contract.specHash)
  })

  it('apply in the order of their names, in YAML and JSON', async () => {
    const titled = (title: string): string => overlay(`target: $.info\n    update: { title: ${title} }`)
    await write('b.overlay.yml', titled('B'))
    await write('a.overlay.yaml', titled('A'))
    expect((await compile()).spec?.contract.title).toBe('B')
    const json = {
      overlay: '1.0.0',
      info: { title: 'C', version: '1' },
      actions: [
        { target: "$.info[?@ == 'B']", remove: true },
        { target: '$.info', update: { title: 'C' } },
      ],
    }
    await write('c.overlay.json', JSON.stringify(json))
    expect((await compile()).spec?.contract.title).toBe('C')
  })

  it('that cannot be read stop everything', async () => {
    await write('a.overlay.yaml', 'a: \0')
    await write('openapi.yaml', 'openapi: 3.1.0\n')
    expect(await placesOf()).toEqual(['CC001 spec/a.overlay.yaml:1:1'])
  })

  it('refer to files from where the spec stands', async () => {
    await write('thing.yaml', 'type: strng\n')
    await write(
      'a.overlay.yaml',
      overlay('target: $.components\n    update: { schemas: { A: { $ref: ./thing.yaml } } }'),
    )
    const [diagnostic] = (await compile()).diagnostics
    expect(diagnostic).toMatchObject({ code: 'CC103', file: 'spec/thing.yaml', line: 1 })
    expect(diagnostic?.related).toEqual([
      { message: expect.any(String), file: 'spec/a.overlay.yaml', line: 5, column: 37 },
    ])
  })
})

describe('actions of an overlay', () => {
  const parse = (path: string, text: string): SourceFile => {
    const parsed = parseText(path, text)
    if (parsed.kind !== 'parsed') throw new Error(parsed.diagnostic.message)
    return parsed.file
  }
  const apply = (text: string, ...actions: readonly string[]): { file: SourceFile; value: JsonValue } => {
    const { file, diagnostics } = applyOverlays(parse('s.yaml', text), [parse('o.yaml', overlay(...actions))])
    expect(diagnostics).toEqual([])
    return { file, value: file.value }
  }

  it.each<readonly [string, string, readonly string[], JsonValue]>([
    [
      'an update merges mappings in depth',
      'a: { b: { c: 1, d: 2 } }',
      ['{ target: $.a, update: { b: { d: 3, e: 4 } } }'],
      { a: { b: { c: 1, d: 3, e: 4 } } },
    ],
    ['an update of a list appends an item', 'a: [1]', ['{ target: $.a, update: [2] }'], { a: [1, [2]] }],
    [
      'a list inside an update is appended to the one there',
      'a: { b: [1] }',
      ['{ target: $.a, update: { b: [2, 3] } }'],
      { a: { b: [1, 2, 3] } },
    ],
    [
      'a single value is replaced by whatever comes',
      'a: { b: 1, c: [] }',
      ['{ target: $.a, update: { b: [1], c: 2 } }'],
      { a: { b: [1], c: 2 } },
    ],
    [
      'every match is updated',
      'a: { b: {}, c: {} }',
      ['{ target: $.a.*, update: { d: [1] } }', '{ target: $.a.b.d, update: 2 }'],
      { a: { b: { d: [1, 2] }, c: { d: [1] } } },
    ],
    ['a member is removed', 'a: { b: 1, c: 2 }', ['{ target: $.a.b, remove: true }'], { a: { c: 2 } }],
    [
      'items are removed by what they were',
      'a: [1, 2, 3, 4]',
      ['{ target: "$.a[0, 2, 0]", remove: true }'],
      { a: [2, 4] },
    ],
    [
      'what holds a removed thing may go with it',
      'a: { b: { c: 1 } }\nd: 1',
      ['{ target: $.a..*, remove: true }'],
      { a: {}, d: 1 },
    ],
    ['removing wins over updating', 'a: { b: 1 }', ['{ target: $.a.b, remove: true, update: 2 }'], { a: {} }],
    [
      'a filter looks at the values',
      'p: [{ n: x }, { n: y }]',
      ['{ target: "$.p[?@.n == \'y\']", update: { m: 1 } }'],
      { p: [{ n: 'x' }, { n: 'y', m: 1 }] },
    ],
  ])('%s', (_claim, text, actions, expected) => {
    expect(apply(text, ...actions).value).toEqual(expected)
  })

  it('the spec that was given is not changed', () => {
    const entry = parse('s.yaml', 'a: { b: [1] }')
    applyOverlays(entry, [parse('o.yaml', overlay('{ target: $.a.b, update: 2 }'))])
    expect(entry.value).toEqual({ a: { b: [1] } })
  })

  it('every value knows where it stands, also behind removed and appended items', () => {
    const { file } = apply(
      'a:\n  - one\n  - two\n  - three\nb: { c: 1 }\n',
      '{ target: "$.a[0]", remove: true }',
      '{ target: $.a, update: { four: 4 } }',
      '{ target: "$.a[?@ == \'three\']", remove: true }',
      '{ target: $.b, update: { c: 2, d: { e: [5] } } }',
      '{ target: $.b.d, update: { f: 6 } }',
    )
    expect(file.value).toEqual({ a: ['two', { four: 4 }], b: { c: 2, d: { e: [5], f: 6 } } })
    const at = (...path: readonly string[]): string => {
      expect(valueAt(file.value, path)).toBeDefined()
      const { file: name, line } = file.placeOf(path, 'value')
      return `${name}:${line}`
    }
    expect([at('a', '0'), at('a', '1'), at('a', '1', 'four')]).toEqual(['s.yaml:3', 'o.yaml:5', 'o.yaml:5'])
    expect([at('b'), at('b', 'c'), at('b', 'd', 'e', '0'), at('b', 'd', 'f')]).toEqual([
      's.yaml:5',
      'o.yaml:7',
      'o.yaml:7',
      'o.yaml:8',
    ])
  })
})
