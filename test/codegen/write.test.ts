import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isStale, staleness, writeGenerated } from '../../src/codegen/write.ts'
import { generateFrom, makeFolder, putFiles, sampleSpec } from './project.ts'

let files: ReadonlyMap<string, string>
let specHash: string

beforeAll(async () => {
  files = await generateFrom(sampleSpec)
  specHash = JSON.parse(files.get('contract.json') ?? '').specHash
})

const write = (project: string, wanted = files) => writeGenerated(project, wanted, { check: false })
const read = (project: string, path: string) => readFile(join(project, path), 'utf8')

/** The files without one operation, as a spec that has lost or renamed it would give them. */
function withOperations(change: (ids: readonly string[]) => readonly string[]): ReadonlyMap<string, string> {
  const contract = JSON.parse(files.get('contract.json') ?? '')
  const ids: string[] = contract.operations.map(({ id }: { id: string }) => id)
  const operations = change(ids).map((id) => ({ ...contract.operations[0], id }))
  return new Map([...files, ['contract.json', JSON.stringify({ ...contract, operations })]])
}

describe('writing', () => {
  it('makes every file and a stub for each operation, and a second run changes nothing', async () => {
    const project = await makeFolder()
    const first = await write(project)
    expect(first.changes.map(({ path, kind }) => `${kind} ${path}`)).toEqual(
      [...files.keys()].map((path) => `created generated/${path}`),
    )
    expect(first.stubs).toContain('handlers/createReport.ts')
    expect((await readdir(join(project, 'generated'))).sort()).toEqual([...files.keys()].sort())
    const { mtimeMs } = await stat(join(project, 'generated/index.ts'))
    expect(await write(project)).toEqual({ changes: [], stubs: [], orphans: [] })
    expect((await stat(join(project, 'generated/index.ts'))).mtimeMs).toBe(mtimeMs)
  })

  it("a stub holds nothing of the spec but the operation's name (D6)", async () => {
    const project = await makeFolder()
    await write(project)
    const stub = await read(project, 'handlers/createReport.ts')
    expect(stub).toContain("export default notImplemented('createReport')")
    const other = await read(project, 'handlers/checkLinks.ts')
    expect(stub.replaceAll('createReport', '')).toBe(other.replaceAll('checkLinks', ''))
  })

  it('a file in handlers/ keeps every byte, whatever it holds (D6)', async () => {
    const project = await makeFolder()
    const mine = { 'handlers/createReport.ts': '\ufeffnot even TypeScript\r\n\u0000', 'handlers/notes.txt': 'mine' }
    await putFiles(project, mine)
    await chmod(join(project, 'handlers/createReport.ts'), 0o444)
    const { stubs } = await write(project)
    for (const [path, text] of Object.entries(mine)) expect(await read(project, path)).toBe(text)
    expect(stubs).not.toContain('handlers/createReport.ts')
  })

  it('removes what an older run wrote and this one does not, and only that', async () => {
    const project = await makeFolder()
    await write(project, new Map([...files, ['old.ts', 'old'], ...manifestWith('old.ts')]))
    await putFiles(project, { 'generated/mine.ts': 'mine' })
    const { changes } = await write(project)
    expect(changes.map(({ path, kind }) => [path, kind])).toContainEqual(['generated/old.ts', 'removed'])
    expect(await readdir(join(project, 'generated'))).not.toContain('old.ts')
    expect(await read(project, 'generated/mine.ts')).toBe('mine')
  })

  it.each(['../handlers/createReport.ts', '/etc/hostname', 'a/../../secret', './x', '..'])(
    'a manifest that claims %s owns nothing there',
    async (claimed) => {
      const project = await makeFolder()
      await putFiles(project, { 'handlers/createReport.ts': 'mine', secret: 'mine', 'generated/x': 'mine' })
      await putFiles(project, { 'generated/manifest.json': manifestWith(claimed)[0]?.[1] ?? '' })
      const { changes } = await write(project)
      expect(changes.filter(({ kind }) => kind === 'removed')).toEqual([])
      expect(await read(project, 'handlers/createReport.ts')).toBe('mine')
    },
  )

  it('overwrites a generated file that was edited, and leaves no temporary file behind', async () => {
    const project = await makeFolder()
    await write(project)
    await writeFile(join(project, 'generated/index.ts'), 'edited')
    const { changes } = await write(project)
    expect(changes).toMatchObject([{ path: 'generated/index.ts', kind: 'changed' }])
    expect((await readdir(join(project, 'generated'))).sort()).toEqual([...files.keys()].sort())
  })

  it('two runs at once leave what one leaves', async () => {
    const project = await makeFolder()
    await Promise.all([write(project), write(project)])
    expect((await readdir(join(project, 'generated'))).sort()).toEqual([...files.keys()].sort())
    expect(await write(project)).toEqual({ changes: [], stubs: [], orphans: [] })
  })

  it('a file that cannot be replaced stays as it was', async () => {
    const project = await makeFolder()
    await mkdir(join(project, 'generated/index.ts/inside'), { recursive: true })
    await expect(write(project)).rejects.toThrow()
    expect(await readdir(join(project, 'generated/index.ts'))).toEqual(['inside'])
  })

  it('replaces a link, not what it leads to', async () => {
    const project = await makeFolder()
    await putFiles(project, { 'elsewhere.ts': 'mine' })
    await mkdir(join(project, 'generated'))
    await symlink(join(project, 'elsewhere.ts'), join(project, 'generated/index.ts'))
    await write(project)
    expect(await read(project, 'elsewhere.ts')).toBe('mine')
    expect(await read(project, 'generated/index.ts')).toBe(files.get('index.ts'))
  })
})

describe('checking', () => {
  it('shows what would change as a diff and touches nothing', async () => {
    const project = await makeFolder()
    await write(project)
    const edited = (files.get('operations.ts') ?? '').replace('kind: "async"', 'kind: "edited"')
    await writeFile(join(project, 'generated/operations.ts'), edited)
    const { changes, stubs } = await writeGenerated(project, files, { check: true })
    expect(changes.map(({ path }) => path)).toEqual(['generated/operations.ts'])
    expect(changes[0]?.diff).toMatch(/^-\s+kind: "edited";$/m)
    expect(changes[0]?.diff).toMatch(/^\+\s+kind: "async";$/m)
    expect(stubs).toEqual([])
    expect(await read(project, 'generated/operations.ts')).toBe(edited)
  })

  it('lists everything for an empty project and makes nothing', async () => {
    const project = await makeFolder()
    const { changes, stubs } = await writeGenerated(project, files, { check: true })
    expect(changes).toHaveLength(files.size)
    expect(stubs).toHaveLength(6)
    expect(await readdir(project)).toEqual([])
  })
})

describe('orphans', () => {
  it('a handler whose operation is gone is reported, with the new operation it may have become', async () => {
    const project = await makeFolder()
    await write(project)
    const renamed = withOperations((ids) => ids.map((id) => (id === 'createReport' ? 'makeReport' : id)))
    const { orphans, stubs } = await write(project, renamed)
    expect(orphans).toEqual([
      { file: 'handlers/createReport.ts', operation: 'createReport', probablyNow: 'makeReport' },
    ])
    expect(stubs).toEqual(['handlers/makeReport.ts'])
    expect(await read(project, 'handlers/createReport.ts')).toContain('createReport')
  })

  it('of several, each is matched with the name nearest to its own', async () => {
    const project = await makeFolder()
    await write(project)
    const now = ['createReports', 'getReports', 'somethingElse']
    const { orphans } = await write(
      project,
      withOperations(() => now),
    )
    expect(orphans.map(({ operation, probablyNow }) => [operation, probablyNow])).toEqual([
      ['checkLinks', undefined],
      ['createReport', 'createReports'],
      ['createThumbnails', undefined],
      ['getReport', 'getReports'],
      ['importContacts', undefined],
      ['listReports', undefined],
    ])
  })

  it('a file that exports no handler is none', async () => {
    const project = await makeFolder()
    await putFiles(project, { 'handlers/shared.ts': "export const text = `defineHandler('gone')`\n" })
    expect((await write(project)).orphans).toEqual([])
  })
})

describe('staleness', () => {
  it('is told from the manifest alone', async () => {
    const project = await makeFolder()
    expect(await staleness(project, specHash)).toBe('missing')
    await write(project)
    expect(await staleness(project, specHash)).toBeUndefined()
    expect(await isStale(project, specHash)).toBe(false)
    expect(await staleness(project, 'another')).toBe('spec')
    expect(await isStale(project, 'another')).toBe(true)
  })

  it('files of another version of the generator are stale', async () => {
    const project = await makeFolder()
    await write(project)
    const manifest = JSON.parse(await read(project, 'generated/manifest.json'))
    await putFiles(project, { 'generated/manifest.json': JSON.stringify({ ...manifest, version: '0.0.0' }) })
    expect(await staleness(project, specHash)).toBe('generator')
  })

  it('a manifest that is not one counts as missing', async () => {
    const project = await makeFolder()
    for (const text of ['', 'null', '{"specHash":1}', '<<<<<<< ours']) {
      await putFiles(project, { 'generated/manifest.json': text })
      expect(await staleness(project, specHash)).toBe('missing')
    }
  })
})

/** The entry of a manifest that owns a file. */
function manifestWith(owned: string): [string, string][] {
  const manifest = JSON.parse(files.get('manifest.json') ?? '')
  return [['manifest.json', JSON.stringify({ ...manifest, files: { ...manifest.files, [owned]: '' } })]]
}
