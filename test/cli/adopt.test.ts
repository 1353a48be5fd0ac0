import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { expectSentence, makeProject, type TestProject } from './project.ts'

const fixtures = fileURLToPath(new URL('../fixtures/adopt', import.meta.url))
const fixture = (name: string): string => readFileSync(join(fixtures, name), 'utf8')
const bytes = (project: TestProject, path: string): Buffer => readFileSync(join(project.directory, path))

describe('adopt', () => {
  it('shows each operation with its place, its reasons and the lines to add, and changes nothing', async () => {
    await using project = makeProject({ 'api/exports.yaml': fixture('exports.yaml') })
    const { code, stdout, stderr } = await project.run(['adopt', 'api/exports.yaml'])
    expect(code).toBe(0)
    const [first = '', ...others] = stdout.trimEnd().split('\n\n')
    expect(first.split('\n')).toEqual([
      'api/exports.yaml:11:5 POST /exports (startExport)',
      expect.stringMatching(/^ {2}looks asynchronous: it declares a 202; /),
      '          operationId: startExport # kept',
      '  +       x-async-operation:',
      '  +         result: { operation: getExport, parameters: { exportId: $result#/id } }',
    ])
    expect(others.map((text) => text.split('\n')[0])).toEqual([
      'api/exports.yaml:25:5 PATCH /exports/{exportId} (renameExport)',
      'api/exports.yaml:30:5 POST /imports (startImport)',
      'api/exports.yaml:32:5 POST /scans (startScan)',
    ])
    expect(others[0]).toContain('\n  first: a PATCH cannot be asynchronous')
    expect(stderr).toBe(
      'api/exports.yaml: 5 operations, 4 look asynchronous. Blocks that --write writes: 3; 1 operation needs something else first.\n',
    )
    expect(bytes(project, 'api/exports.yaml').toString()).toBe(fixture('exports.yaml'))
  })

  it('writes the lines it shows, and has nothing more to write the second time', async () => {
    await using project = makeProject({ 'api/exports.yaml': fixture('exports.yaml') })
    expect(await project.run(['adopt', 'api/exports.yaml', '--write'])).toMatchObject({ code: 0 })
    const written = bytes(project, 'api/exports.yaml').toString().split('\n')
    const original = fixture('exports.yaml').split('\n')
    expect(written.filter((line) => !original.includes(line)).map((line) => line.trim())).toEqual([
      'x-async-operation:',
      'result: { operation: getExport, parameters: { exportId: $result#/id } }',
      expect.stringContaining('post: { operationId: startImport, x-async-operation: true, '),
      'x-async-operation:',
      'poll: { initial: 5s }',
    ])
    const again = await project.run(['adopt', 'api/exports.yaml', '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({ adopted: 3, proposals: [{ method: 'PATCH' }], written: [] })
  })

  it('gives its proposals as data', async () => {
    await using project = makeProject({ 'servers.json': fixture('servers.json') })
    const { code, stdout, stderr } = await project.run(['adopt', 'servers.json', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'servers.json',
      operations: 5,
      adopted: 0,
      written: [],
      proposals: [
        {
          operationId: 'Servers_CreateOrUpdate',
          file: 'servers.json',
          block: { result: { operation: 'Servers_Get' } },
          needs: [],
          written: false,
        },
        { operationId: 'Servers_Update', needs: [expect.any(String)] },
        {
          operationId: 'Servers_Delete',
          block: true,
          reasons: [
            { signal: 'long-running-mark', weight: 9, text: expect.any(String) },
            expect.anything(),
            expect.anything(),
          ],
        },
        { operationId: 'Servers_Restart', needs: [expect.any(String)] },
      ],
    })
  })

  it('keeps a byte order mark and every line end: without what was inserted the bytes are the same', async () => {
    const text = `\uFEFF${fixture('servers.json').replaceAll('\n', '\r\n')}`
    await using project = makeProject({ 'servers.json': text })
    const { stdout } = await project.run(['adopt', 'servers.json', '--write', '--json'])
    const { proposals }: { readonly proposals: readonly { readonly insertion?: { readonly text: string } }[] } =
      JSON.parse(stdout)
    const inserted = proposals.flatMap(({ insertion }) => (insertion === undefined ? [] : [insertion.text]))
    expect(inserted).toHaveLength(2)
    const written = bytes(project, 'servers.json').toString()
    expect(written).not.toBe(text)
    expect(inserted.reduce((rest, part) => rest.replace(part, () => ''), written)).toBe(text)
  })

  it('writes into the file where the operation stands', async () => {
    const item = `post:\n  operationId: make\n  responses: { '204': { description: Made }, '202': { description: Later } }\n`
    await using project = makeProject({
      'spec/openapi.yaml':
        "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: { /a: { $ref: './paths/a.yaml' } }\n",
      'spec/paths/a.yaml': item,
    })
    const before = bytes(project, 'spec/openapi.yaml')
    const { stdout } = await project.run(['adopt', 'spec/openapi.yaml', '--write', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      written: ['spec/paths/a.yaml'],
      proposals: [{ file: 'spec/paths/a.yaml', written: true }],
    })
    expect(bytes(project, 'spec/openapi.yaml')).toEqual(before)
    expect(bytes(project, 'spec/paths/a.yaml').toString()).toBe(
      item.replace('make\n', 'make\n  x-async-operation: true\n'),
    )
  })

  it('has nothing to say of a document without such operations', async () => {
    await using project = makeProject()
    const { code, stdout, stderr } = await project.run(['adopt', 'spec/openapi.yaml'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe('spec/openapi.yaml: 1 operation, 1 adopted already, no more look asynchronous.\n')
  })

  it.each([
    ['swagger: "2.0"\npaths: {}\n', 'CC007'],
    ['paths: [', 'CC002'],
  ])('refuses %j with its diagnostic, and exits 1', async (text, diagnostic) => {
    await using project = makeProject({ 'old.yaml': text })
    const { code, stdout, stderr } = await project.run(['adopt', 'old.yaml', '--write'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(diagnostic)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(bytes(project, 'old.yaml').toString()).toBe(text)
  })

  it('says of operations none of which looks so that none does', async () => {
    await using project = makeProject({ 'plain.yaml': "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n" })
    const { stderr } = await project.run(['adopt', 'plain.yaml'])
    expect(stderr).toBe('plain.yaml: no operations, none looks asynchronous.\n')
  })

  it('names the files of what it refuses from the working directory, as text and as JSON', async () => {
    await using project = makeProject({ 'old.yaml': 'paths: [' })
    expect((await project.run(['adopt', 'old.yaml'])).stderr).toMatch(/^old\.yaml:\d+:\d+ error/)
    const { diagnostics } = JSON.parse((await project.run(['adopt', 'old.yaml', '--json'])).stdout)
    expect(diagnostics).toContainEqual(expect.objectContaining({ file: 'old.yaml' }))
  })

  it('names a file that is not there', async () => {
    await using project = makeProject()
    const { code, stderr } = await project.run(['adopt', 'none.yaml'])
    expect(code).toBe(1)
    expect(stderr).toContain('none.yaml` does not exist')
  })

  it('asks for a file', async () => {
    await using project = makeProject()
    expectSentence(await project.run(['adopt']), "missing required argument 'file'")
  })
})
