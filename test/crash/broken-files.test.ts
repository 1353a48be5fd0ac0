/** Databases that are read-only, damaged or replaced: what start, doctor and a running server say of them, and what is left. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyIn, post, submit, untilStatus } from '../cli/caller.ts'
import { expectSentence, type Finished, generated, type TestProject } from '../cli/project.ts'
import { canMount, mountDisk } from './support/small-disk.ts'

const isRoot = process.getuid?.() === 0

let project: TestProject
let file: string
let job: string
let key: string
beforeEach(async () => {
  project = await generated()
  mkdirSync(join(project.directory, 'data'))
  file = join(project.directory, 'data/jobs.db')
  const service = await project.start(['--dev-key', '--db', file])
  key = keyIn(service.lines)
  job = await submit(service.origin, key, 1)
  service.signal('SIGTERM')
  expect(await service.ended).toBe(0)
})
afterEach(() => project[Symbol.asyncDispose]())

const start = (database = file, bound = false): Promise<Finished> =>
  project.run(['start', '--port', '0', '--db', database], { bound })

async function doctor(bound = false): Promise<readonly string[]> {
  const { stdout } = await project.run(['doctor', '--json', '--db', file], { bound })
  const { findings }: { readonly findings: readonly { subject: string; status: string; message: string }[] } =
    JSON.parse(stdout)
  return findings
    .filter(({ subject, status }) => subject === 'database' && status === 'problem')
    .map(({ message }) => message)
}

describe.runIf(isRoot)('a database that may not be written to', () => {
  it('is refused at start when the file is read-only, and by doctor', async () => {
    chmodSync(file, 0o400)
    expectSentence(await start(file, true), `The database ${file} cannot be used: `)
    expect(await doctor(true)).toEqual([expect.stringContaining(`The database ${file} cannot be used: `)])
  })

  it('is refused at start when its folder is read-only, so that there can be no log', async () => {
    chmodSync(join(project.directory, 'data'), 0o500)
    expectSentence(await start(file, true), `The database ${file} cannot be used: `)
  })

  it.runIf(canMount())('is refused at start on a disk that is read-only, and left as it was', async () => {
    using disk = mountDisk('8m')
    const there = join(disk.path, 'jobs.db')
    for (const name of readdirSync(join(project.directory, 'data'))) {
      copyFileSync(join(project.directory, 'data', name), join(disk.path, name))
    }
    disk.protect()
    expectSentence(await start(there), `The database ${there} cannot be used: `)
  })
})

/** Whether this file system knows files that nobody may change, whoever has them open. */
const canFreeze =
  isRoot && spawnSync('sh', ['-c', 'f=$(mktemp) && chattr +i "$f" && chattr -i "$f" && rm "$f"']).status === 0

describe.runIf(canFreeze)('a database that becomes read-only under a running server', () => {
  it('ends it with one sentence; what was answered is there, and what was not is not', async () => {
    const service = await project.start(['--db', file])
    const kept = await submit(service.origin, key, 2)
    await untilStatus(project, kept, 'succeeded', ['--db', file])
    const freeze = (flag: string) => spawnSync('chattr', [flag, file, `${file}-wal`]).status
    expect(freeze('+i')).toBe(0)
    try {
      await expect(post(service.origin, key, 3)).rejects.toThrow()
      expect(await service.ended).toBe(1)
    } finally {
      freeze('-i')
    }
    expect(service.stderr()).toMatch(new RegExp(`^coatcheck: .*${file}.* \\((commit-unknown|database-gone)\\)$`, 'm'))
    await project.start(['--db', file])
    const { stdout } = await project.run(['jobs', 'ls', '--json', '--db', file])
    const { jobs }: { readonly jobs: readonly { id: string; status: string }[] } = JSON.parse(stdout)
    expect(jobs.map(({ id, status }) => [id, status])).toEqual([
      [kept, 'succeeded'],
      [job, 'succeeded'],
    ])
  })
})

/** Overwrites the first page of a table or index, as a disk does that has lost it. */
function damage(name: string): void {
  const database = new Database(file)
  database.pragma('wal_checkpoint(truncate)')
  const page = database.prepare<[string], number>('select rootpage from sqlite_schema where name = ?').pluck().get(name)
  const size = Number(database.pragma('page_size', { simple: true }))
  database.close()
  writeSync(openSync(file, 'r+'), Buffer.alloc(size), 0, size, ((page ?? 1) - 1) * size)
}

describe('a damaged database', () => {
  const sentence = 'is damaged (database disk image is malformed). Keep a copy of it, restore a backup, and start again'

  it.each(['job', 'run', 'sqlite_autoindex_job_1', 'worker', 'meta', 'api_key'])(
    'ends the server that meets it in %s; no later one starts, and doctor says why',
    async (name) => {
      copyFileSync(file, `${file}.sound`)
      damage(name)
      expect(await doctor()).toEqual([expect.stringContaining('damaged')])
      const ended = await useUntilItEnds()
      expect(ended.code).toBe(1)
      expect(ended.stderr).toMatch(/^coatcheck: The database .* is damaged .*\(database-damaged\)$/m)
      expect(ended.stderr).toContain(sentence)
      expectSentence(await start(), `The database ${file} is damaged (`)
      // What is met while the file is opened needs no note: the next start meets it as well.
      expect(existsSync(`${file}.damaged`)).toBe(!['meta', 'worker'].includes(name))
      // The log belongs to the damaged file and would be read over the sound one.
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
      copyFileSync(`${file}.sound`, file)
      const service = await project.start(['--db', file])
      await untilStatus(project, job, 'succeeded', ['--db', file])
      expect(existsSync(`${file}.damaged`)).toBe(false)
      service.signal('SIGTERM')
      expect(await service.ended).toBe(0)
    },
  )
})

/** Starts a server and asks of it what it may have lost, until it ends; it need not get as far as to listen. */
async function useUntilItEnds(): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const service = await project.start(['--db', file]).catch((error: Error) => error)
  if (service instanceof Error)
    return { code: Number(/ended with (\d+)/.exec(service.message)?.[1]), stderr: afterColon(service.message) }
  const asks = [
    () => post(service.origin, key, 7),
    () => fetch(`${service.origin}/jobs/${job}`, { headers: { 'x-api-key': key } }),
  ]
  for (const ask of asks) {
    const answer = await ask().catch(() => undefined)
    // Nothing that rests on what is lost is answered as if it were well.
    if (answer !== undefined) expect([202, 303, 503]).toContain(answer.status)
  }
  return { code: await service.ended, stderr: service.stderr() }
}

const afterColon = (message: string): string => message.slice(message.indexOf(': ') + 2)

describe('a database that is replaced under a running server', () => {
  it('ends it; once the file is put back, nothing that was answered is missing', async () => {
    const service = await project.start(['--db', file])
    const kept = await submit(service.origin, key, 2)
    await untilStatus(project, kept, 'succeeded', ['--db', file])
    for (const suffix of ['', '-wal', '-shm']) renameSync(`${file}${suffix}`, `${file}.aside${suffix}`)
    new Database(file).exec('create table other (id)').close()
    expect(await service.ended).toBe(1)
    expect(service.stderr()).toMatch(/^coatcheck: .* \(database-gone\)$/m)
    for (const suffix of ['', '-wal', '-shm']) renameSync(`${file}.aside${suffix}`, `${file}${suffix}`)
    await project.start(['--db', file])
    await untilStatus(project, kept, 'succeeded', ['--db', file])
  })
})
