import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { chmod, lstat, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { staleness } from '../../src/codegen/staleness.ts'
import { writeGenerated } from '../../src/codegen/write-generated.ts'
import { generateFrom, makeFolder, putFiles, sampleSpec } from './project.ts'

let files: ReadonlyMap<string, string>
let specHash: string

beforeAll(async () => {
  files = await generateFrom(sampleSpec)
  specHash = JSON.parse(files.get('contract.json') ?? '').specHash
})

const write = (project: string, wanted = files) => writeGenerated(project, wanted, { check: false })
const read = (project: string, path: string) => readFile(join(project, path), 'utf8')

/** The report of a run that has found all as it should be. */
const nothing = { changes: [], stubs: [], orphans: [], edited: [], strangers: [] }

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
    expect(await write(project)).toEqual(nothing)
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

  it('whatever its author has made of a handler, it is never touched (D6)', async () => {
    const project = await makeFolder()
    await write(project)
    const at = (name: string) => join(project, 'handlers', name)
    await putFiles(project, { 'elsewhere.ts': 'export default 1\n', 'handlers/createReport.ts': '' })
    await writeFile(at('listReports.ts'), 'export default defineHandler(\r\n  ')
    await Promise.all(['getReport.ts', 'checkLinks.ts', 'importContacts.ts'].map((name) => rm(at(name))))
    await mkdir(at('getReport.ts'))
    await symlink(join(project, 'elsewhere.ts'), at('checkLinks.ts'))
    await symlink(join(project, 'nowhere.ts'), at('importContacts.ts'))
    await chmod(at('createThumbnails.ts'), 0o000)
    const before = outside(await snapshot(project))
    const { stubs } = await write(project, new Map([...files, ['index.ts', 'of another spec']]))
    expect(stubs).toEqual([])
    expect(outside(await snapshot(project))).toEqual(before)
  })

  it('a handler that was deleted comes back as a stub, and only that', async () => {
    const project = await makeFolder()
    await write(project)
    const before = await snapshot(project)
    await rm(join(project, 'handlers/createReport.ts'))
    expect(await write(project)).toEqual({ ...nothing, stubs: ['handlers/createReport.ts'] })
    const after = await snapshot(project)
    expect(after.get('handlers/createReport.ts')?.text).toBe(before.get('handlers/createReport.ts')?.text)
    before.delete('handlers/createReport.ts')
    after.delete('handlers/createReport.ts')
    expect(after).toEqual(before)
  })

  it('an id with a slash has its handler in a folder, which finds the types from there', async () => {
    const project = await makeFolder()
    const { stubs } = await write(
      project,
      withOperations((ids) => [...ids, 'meta/root']),
    )
    expect(stubs).toContain('handlers/meta/root.ts')
    const stub = await read(project, 'handlers/meta/root.ts')
    expect(stub).toContain("from '../../generated/index.ts'")
    expect(stub).toContain("notImplemented('meta/root')")
    const again = await write(
      project,
      withOperations((ids) => [...ids, 'meta/root']),
    )
    expect(again.stubs).toEqual([])
  })

  it('a run that is killed leaves old files and new ones, no half ones, and the manifest last', async () => {
    const project = await makeFolder()
    await write(project)
    const old = await snapshot(project)
    const sizes = new Set<number>()
    for (let run = 0; run < 4; run += 1) {
      await killedRun(project, run * 3)
      const now = await snapshot(project)
      let replaced = 0
      for (const path of old.keys()) {
        const text = now.get(path)?.text ?? 'gone'
        if (!path.startsWith('generated/')) expect(text, path).toBe(old.get(path)?.text)
        else if (text !== old.get(path)?.text) {
          expect(text === `${bulk}${path}`, path).toBe(true)
          replaced += 1
        }
      }
      sizes.add(replaced)
      expect((await writeGenerated(project, files, { check: true })).strangers).toEqual([])
      const isNew = now.get('generated/manifest.json')?.text === `${bulk}generated/manifest.json`
      expect(isNew).toBe(replaced === files.size)
      await write(project)
    }
    expect(sizes.size).toBeGreaterThan(1)
  })

  it('removes what a killed run has left once nobody can be at it, and leaves what another may be writing', async () => {
    const project = await makeFolder()
    await write(project)
    const [abandoned, recent, mine] = ['.coatcheck-index.ts.aB3dE6gH.tmp', '.coatcheck-index.ts.zzzzzzzz.tmp', 'my.tmp']
    await putFiles(project, { [`generated/${abandoned}`]: '', [`generated/${recent}`]: '', [`generated/${mine}`]: '' })
    for (const name of [abandoned, mine]) await utimes(join(project, 'generated', name), 1, 1)
    expect((await writeGenerated(project, files, { check: true })).strangers).toEqual([`generated/${mine}`])
    expect(await readdir(join(project, 'generated'))).toContain(abandoned)
    await write(project)
    const left = await readdir(join(project, 'generated'))
    expect(left.filter((name) => !files.has(name)).sort()).toEqual([recent, mine].sort())
  })

  it('removes what an older run wrote and this one does not, and only that', async () => {
    const project = await makeFolder()
    await write(project, new Map([...files, ['old.ts', 'old'], ...manifestWith('old.ts')]))
    await putFiles(project, { 'generated/mine.ts': 'mine' })
    const { changes, strangers } = await write(project)
    expect(strangers).toEqual(['generated/mine.ts'])
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
    const { changes, edited } = await write(project)
    expect(changes).toMatchObject([{ path: 'generated/index.ts', kind: 'changed' }])
    expect(edited).toEqual(['generated/index.ts'])
    expect((await readdir(join(project, 'generated'))).sort()).toEqual([...files.keys()].sort())
  })

  it('two runs at once leave what one leaves', async () => {
    const project = await makeFolder()
    await Promise.all([write(project), write(project)])
    expect((await readdir(join(project, 'generated'))).sort()).toEqual([...files.keys()].sort())
    expect(await write(project)).toEqual(nothing)
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

  it('a new operation at the same method and path is the gone one, whatever it is called', async () => {
    const project = await makeFolder()
    await write(project)
    const contract = JSON.parse(files.get('contract.json') ?? '')
    const names: Record<string, string> = {
      createReport: 'reportsPost',
      getReport: 'fetchOne',
      checkLinks: 'getReports',
    }
    const operations = contract.operations.map((one: { id: string }) => ({ ...one, id: names[one.id] ?? one.id }))
    const { orphans } = await write(
      project,
      new Map([...files, ['contract.json', JSON.stringify({ ...contract, operations })]]),
    )
    expect(Object.fromEntries(orphans.map(({ operation, probablyNow }) => [operation, probablyNow]))).toEqual(names)
  })

  it('one that has moved but takes and gives the same is it, too', async () => {
    const project = await makeFolder()
    await write(project)
    const contract = JSON.parse(files.get('contract.json') ?? '')
    const moved: Record<string, object> = {
      createReport: { id: 'startAnalysis', path: '/v2/reports' },
      checkLinks: { id: 'walkLinks', path: '/v2/checks' },
    }
    const operations = contract.operations.map((one: { id: string }) => ({ ...one, ...moved[one.id] }))
    const { orphans } = await write(
      project,
      new Map([...files, ['contract.json', JSON.stringify({ ...contract, operations })]]),
    )
    expect(orphans.map(({ operation, probablyNow }) => [operation, probablyNow])).toEqual([
      ['checkLinks', 'walkLinks'],
      ['createReport', 'startAnalysis'],
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
    expect(await staleness(project, 'another')).toBe('spec')
  })

  it('files of another version of the generator are stale', async () => {
    const project = await makeFolder()
    await write(project)
    const manifest = JSON.parse(await read(project, 'generated/manifest.json'))
    await putFiles(project, { 'generated/manifest.json': JSON.stringify({ ...manifest, version: '0.0.0' }) })
    expect(await staleness(project, specHash)).toBe('generator')
  })

  it.each(['refusals', 'sources', 'specHash', 'files'])(
    'a manifest whose %s were edited is told from its hash',
    async (name) => {
      const project = await makeFolder()
      await write(project)
      const manifest = JSON.parse(await read(project, 'generated/manifest.json'))
      const edited = { ...manifest, [name]: name === 'specHash' ? 'another' : {} }
      await putFiles(project, { 'generated/manifest.json': JSON.stringify(edited) })
      expect(await staleness(project, edited.specHash)).toBe('manifest')
    },
  )

  it('a manifest that is not one counts as edited', async () => {
    const project = await makeFolder()
    for (const text of ['', 'null', '{"specHash":1}', '<<<<<<< ours']) {
      await putFiles(project, { 'generated/manifest.json': text })
      expect(await staleness(project, specHash)).toBe('manifest')
    }
  })
})

interface Kept {
  readonly text: string
  readonly mtimeMs: number
}

/** Every file of a project that is no temporary one, with its text and its time. */
async function snapshot(project: string): Promise<Map<string, Kept>> {
  const found = new Map<string, Kept>()
  for (const path of (await readdir(project, { recursive: true })).sort()) {
    const { mtimeMs, isFile } = await lstat(join(project, path)).then((at) => ({ ...at, isFile: at.isFile() }))
    if (path.endsWith('.tmp') || (path.startsWith('generated/') && !isFile)) continue
    found.set(path, { text: isFile ? await read(project, path) : 'no file', mtimeMs: isFile ? mtimeMs : 0 })
  }
  return found
}

/** What is not the generator's. */
const outside = (found: ReadonlyMap<string, Kept>) => [...found].filter(([path]) => !path.startsWith('generated'))

/** So much text that a write takes its time. */
const bulk = `${'x'.repeat(3_000_000)}\n`

/** Starts a run that replaces every file by a large one, in a process of its own, and kills it once so many are there. */
async function killedRun(project: string, after: number): Promise<void> {
  const names = JSON.stringify([...files.keys()])
  const script = `
    import { writeGenerated } from ${JSON.stringify(new URL('../../src/codegen/write-generated.ts', import.meta.url).href)}
    const bulk = 'x'.repeat(3_000_000) + '\\n'
    await writeGenerated(${JSON.stringify(project)}, new Map(${names}.map((name) => [name, bulk + 'generated/' + name])), { check: false })`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', script], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const watcher = watch(join(project, 'generated'))
  let renamed = 0
  watcher.on('change', (_event, name) => {
    if (!String(name).endsWith('.tmp')) renamed += 1
    if (renamed >= after) child.kill('SIGKILL')
  })
  await ended
  watcher.close()
}

/** The entry of a manifest that owns a file. */
function manifestWith(owned: string): [string, string][] {
  const manifest = JSON.parse(files.get('manifest.json') ?? '')
  return [['manifest.json', JSON.stringify({ ...manifest, files: { ...manifest.files, [owned]: '' } })]]
}
