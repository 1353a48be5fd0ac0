import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileProject } from '../../src/compiler/compile.ts'

let folder: string
let specFile: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-spec-'))
  await mkdir(join(folder, 'project', 'spec'), { recursive: true })
  specFile = join(folder, 'project', 'spec', 'openapi.yaml')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const codesOf = async (): Promise<readonly string[]> =>
  (await compileProject(specFile)).diagnostics.map(
    ({ code, file, line, column }) => `${code} ${file}:${line}:${column}`,
  )

const refersTo = (file: string): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
paths: {}
components:
  schemas:
    Thing: { $ref: '${file}' }
`

describe('reading a project', () => {
  it('a missing spec is a diagnostic', async () => {
    expect(await codesOf()).toEqual(['CC001 spec/openapi.yaml:1:1'])
  })

  it('a folder in place of the spec is a diagnostic', async () => {
    await mkdir(specFile)
    expect(await codesOf()).toEqual(['CC001 spec/openapi.yaml:1:1'])
  })

  it('binary garbage is a diagnostic', async () => {
    await writeFile(specFile, new Uint8Array([0x4c, 0x89, 0xff, 0xfe, 0x00, 0x10]))
    expect(await codesOf()).toEqual(['CC001 spec/openapi.yaml:1:1'])
  })

  it('text with NUL characters is a diagnostic', async () => {
    await writeFile(specFile, 'openapi: 3.1.0\0')
    expect(await codesOf()).toEqual(['CC001 spec/openapi.yaml:1:1'])
  })

  it.each([
    ['little-endian', [0xff, 0xfe, 0x6f, 0x00]],
    ['big-endian', [0xfe, 0xff, 0x00, 0x6f]],
  ])('UTF-16 (%s) is called by its name', async (_name, bytes) => {
    await writeFile(specFile, new Uint8Array(bytes))
    const [diagnostic] = (await compileProject(specFile)).diagnostics
    expect(diagnostic).toMatchObject({ code: 'CC001', hint: 'Save it as UTF-8.' })
  })

  it('a huge value is a value', async () => {
    const text = `openapi: 3.1.0\ninfo: { title: A, version: '1' }\nx-huge: ${'a'.repeat(5_000_000)}\npath: {}\n`
    await writeFile(specFile, text)
    expect(await codesOf()).toEqual(['CC100 spec/openapi.yaml:4:1'])
  })

  it('a megabyte on one line is shown as a line that fits a terminal', async () => {
    await writeFile(specFile, `{ "openapi": "3.1.0", "x": "${'a'.repeat(1_000_000)}", "path": {} }`)
    const frames = (await compileProject(specFile)).diagnostics.map(({ frame = '' }) => frame.length)
    expect(frames.length).toBeGreaterThan(0)
    expect(Math.max(...frames)).toBeLessThan(300)
  })

  it.each([
    ['brackets', '[', 64],
    ['braces', '{a: ', 64 * 4],
    ['items', '- ', 64 * 2],
    ['JSON', '[{"a":', 32 * 6],
  ])('millions of %s are one diagnostic where they go too deep (IN-4)', async (_name, unit, column) => {
    await writeFile(specFile, unit.repeat(2_000_000))
    expect(await codesOf()).toEqual([`CC005 spec/openapi.yaml:1:${column + 1}`])
  })

  it('brackets in text nest nothing', async () => {
    const text = `openapi: 3.1.0\ninfo: { title: A, version: '1' }\nx-text: '${'['.repeat(5_000)}${'- '.repeat(200)}'\npath: {}\n`
    await writeFile(specFile, text)
    expect(await codesOf()).toEqual(['CC100 spec/openapi.yaml:4:1'])
  })

  it('a file over 64 MB is a diagnostic, and is not read', async () => {
    await writeFile(specFile, `# ${' '.repeat(64_000_000)}\n`)
    expect(await codesOf()).toEqual(['CC001 spec/openapi.yaml:1:1'])
  })

  it('more than 20 MB of YAML are a diagnostic, and are not parsed', async () => {
    await writeFile(specFile, `# ${' '.repeat(20_000_000)}\n`)
    expect(await codesOf()).toEqual(['CC008 spec/openapi.yaml:1:1'])
  })

  it('more than 20 MB of JSON are read', async () => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'A', version: 1, description: 'long '.repeat(5_000_000) },
      paths: {},
    }
    await writeFile(specFile, `${JSON.stringify(document, null, 2)}\n`)
    expect(await codesOf()).toEqual(['CC102 spec/openapi.yaml:5:16'])
  })

  it('a byte order mark and CRLF do not shift positions', async () => {
    await writeFile(specFile, '\uFEFFopenapi: 3.1.0\r\ninfo: { title: A, version: 1 }\r\npaths: {}\r\n')
    expect(await codesOf()).toEqual(['CC102 spec/openapi.yaml:2:28'])
  })

  it('files beside and below the spec are read, and are part of the hash', async () => {
    await mkdir(join(folder, 'project', 'spec', 'parts'))
    await writeFile(join(folder, 'project', 'spec', 'parts', 'thing.yaml'), 'type: object\n')
    await writeFile(specFile, refersTo('parts/thing.yaml'))
    const first = await compileProject(specFile)
    expect(first.diagnostics).toEqual([])
    expect(first.sources.map((source) => source.path)).toEqual(['spec/openapi.yaml', 'spec/parts/thing.yaml'])
    await writeFile(join(folder, 'project', 'spec', 'parts', 'thing.yaml'), 'type: array\n')
    const second = await compileProject(specFile)
    expect(second.spec?.contract.specHash).not.toBe(first.spec?.contract.specHash)
  })

  it('a file of the project outside the spec folder may be referred to', async () => {
    await writeFile(join(folder, 'project', 'thing.yaml'), 'type: object\n')
    await writeFile(specFile, refersTo('../thing.yaml'))
    expect(await codesOf()).toEqual([])
  })

  it('a file outside the project is never read', async () => {
    await writeFile(join(folder, 'secret.yaml'), 'type: object\n')
    await writeFile(specFile, refersTo('../../secret.yaml'))
    expect(await codesOf()).toEqual(['CC011 spec/openapi.yaml:6:20'])
  })

  it('a symbolic link does not lead out of the project either', async () => {
    await writeFile(join(folder, 'secret.yaml'), 'type: object\n')
    await symlink(join(folder, 'secret.yaml'), join(folder, 'project', 'spec', 'link.yaml'))
    await writeFile(specFile, refersTo('link.yaml'))
    expect(await codesOf()).toEqual(['CC010 spec/openapi.yaml:6:20'])
  })

  it('binary garbage in a file that is referred to is reported where it is referred to', async () => {
    await writeFile(join(folder, 'project', 'spec', 'thing.yaml'), new Uint8Array([0xff, 0xfe]))
    await writeFile(specFile, refersTo('thing.yaml'))
    expect(await codesOf()).toEqual(['CC010 spec/openapi.yaml:6:20'])
  })
})
