/** Values of more than 256 KB on a real disk: what stands where, and what happens when it is not there any more. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { after } from '../../../src/base/clock.ts'
import { Fault } from '../../../src/base/fault.ts'
import { type JobId, newJobId, type WorkerId } from '../../../src/base/ids.ts'
import { acceptJob } from '../../../src/jobs/accept-job.ts'
import type { JobInput } from '../../../src/jobs/job.ts'
import type { Claim, JobStore } from '../../../src/jobs/store.ts'
import { inlineResult } from '../../../src/jobs/view.ts'
import { findChangedFiles } from '../../../src/stores/sqlite/changed-files.ts'
import { filesFolder, sqliteFileStore } from '../../../src/stores/sqlite/files.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { policy, principal } from '../../jobs/support/jobs.ts'
import { freshFolder, runtime } from './harness.ts'

const operator = { kind: 'operator' } as const
let folder: ReturnType<typeof freshFolder>
let database: SqliteDatabase
let store: JobStore
beforeEach(async () => {
  folder = freshFolder()
  database = await openDatabase(join(folder.path, 'jobs.db'), { runtime, mode: 'server' })
  store = sqliteJobStore(database, runtime)
})
afterEach(async () => {
  await database.close()
  folder.remove()
})

describe('a value of more than 256 KB', () => {
  it('stands in a file that only its owner may read, and the database stays small', async () => {
    const id = await accept('x'.repeat(3_000_000))
    await succeed(await claim(), 'y'.repeat(3_000_000))
    const [input = '', result = ''] = filesOf(id)
    expect([input, result]).toEqual(['input.json', expect.stringMatching(/^result-1-\w{8}\.json$/)])
    expect(JSON.parse(readFileSync(pathOf(id, result), 'utf8'))).toBe('y'.repeat(3_000_000))
    expect([input, result, '.'].map((name) => statSync(pathOf(id, name)).mode & 0o077)).toEqual([0, 0, 0])
    await database.close()
    expect(statSync(database.file).size).toBeLessThan(1_000_000)
  })

  it('of exactly 256 KB is in the row, and of one byte more in a file', async () => {
    const overhead = JSON.stringify(inputOf('')).length
    expect(filesOf(await accept('x'.repeat(262_144 - overhead)))).toEqual([])
    expect(filesOf(await accept('x'.repeat(262_145 - overhead)))).toEqual(['input.json'])
  })

  it.each([
    ['is gone', (path: string) => rmSync(path)],
    ['has lost its end', (path: string) => truncateSync(path, 1_000)],
    ['is a shorter value', (path: string) => writeFileSync(path, '"short"')],
    ['has other bytes', (path: string) => writeFileSync(path, 'x'.repeat(statSync(path).size))],
    ['is another value of the same size', (path: string) => writeFileSync(path, `"${'z'.repeat(300_000)}"`)],
  ])('that %s is a fault that names its file, and the job is still found without it', async (_, harm) => {
    const id = await accept('small')
    await succeed(await claim(), 'y'.repeat(300_000))
    const path = pathOf(id, filesOf(id)[0] ?? '')
    harm(path)
    await expect(store.find(id, operator)).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining(path),
    })
    expect((await store.find(id, operator, { large: 'leave-out' }))?.job.state).toBe('succeeded')
    expect((await store.list({ limit: 1 }, operator)).jobs).toHaveLength(1)
  })

  it('that was written before digests were kept is known by its size alone', async () => {
    const id = await accept('small')
    await succeed(await claim(), 'y'.repeat(300_000))
    const without = `update job_io set result = json_remove(result, '$.leftOut.sha256') returning result`
    expect(changeResult(without)).toEqual([expect.not.stringContaining('sha256')])
    expect((await store.find(id, operator))?.job).toMatchObject({ result: { value: 'y'.repeat(300_000) } })
    expect(await findChangedFiles(database)).toEqual([])
  })

  it('whose input is gone is handed to its worker with the reason, beside the others of its claim', async () => {
    const broken = await accept('x'.repeat(300_000))
    const sound = await accept('x'.repeat(300_000))
    rmSync(pathOf(broken, 'input.json'))
    const claims = new Map((await claimAll()).map((one) => [one.job.id, one]))
    expect(claims.get(broken)?.unreadable).toMatchObject({ code: 'file-missing' })
    expect(claims.get(broken)?.input.body).toEqual({ kind: 'none' })
    expect(claims.get(sound)?.unreadable).toBeUndefined()
    expect(claims.get(sound)?.input).toEqual(inputOf('x'.repeat(300_000)))
  })

  it('is on the disk before the commit that names it', async () => {
    const seen: boolean[] = []
    const id = newJobId(runtime.random)
    const watched: SqliteDatabase = {
      ...database,
      write: (mutation) => {
        seen.push(existsSync(pathOf(id, 'input.json')))
        return database.write(mutation)
      },
    }
    await accept('x'.repeat(300_000), id, sqliteJobStore(watched, runtime))
    expect(seen).toEqual([true])
  })

  it.each([
    ['database-busy', 0],
    ['commit-unknown', 1],
  ] as const)(
    'whose commit fails as %s leaves %i files, since only an unknown outcome may need it',
    async (code, left) => {
      const id = newJobId(runtime.random)
      const failing: SqliteDatabase = { ...database, write: () => Promise.reject(new Fault(code, 'no')) }
      await expect(accept('x'.repeat(300_000), id, sqliteJobStore(failing, runtime))).rejects.toMatchObject({ code })
      expect(existsSync(pathOf(id, '.')) ? filesOf(id) : []).toHaveLength(left)
    },
  )

  it('is not in the body of a webhook, which says where it is (WH-6)', async () => {
    await accept('small')
    await succeed(await claim(), 'y'.repeat(300_000))
    const [job] = (await store.list({ limit: 1 }, operator)).jobs
    expect(job?.state === 'succeeded' && inlineResult(job.result)).toBeUndefined()
  })

  it('that a crash left without a job is collected with its folder', async () => {
    const id = newJobId(runtime.random)
    mkdirSync(pathOf(id, '.'), { recursive: true })
    writeFileSync(pathOf(id, 'input.json'), 'half')
    const later = { ...runtime, clock: { ...runtime.clock, now: () => after(runtime.clock.now(), 3_700_000) } }
    const files = sqliteFileStore(filesFolder(database.file), later)
    const hasData = async (job: JobId) => (await store.find(job, operator, { large: 'leave-out' })) !== undefined
    expect(await files.collectOrphans(hasData)).toBe(1)
    expect(existsSync(pathOf(id, '.'))).toBe(false)
  })

  it('that cannot be written makes no job (R-INI-9)', async () => {
    writeFileSync(filesFolder(database.file), '')
    await expect(accept('x'.repeat(300_000))).rejects.toThrow()
    expect((await store.list({ limit: 9 }, operator)).jobs).toEqual([])
  })

  it('is whole again after the process ended without closing anything', async () => {
    const id = await accept('x'.repeat(300_000))
    await succeed(await claim(), 'y'.repeat(300_000))
    const again = await openDatabase(database.file, { runtime, mode: 'command' })
    const found = await sqliteJobStore(again, runtime).find(id, operator)
    await again.close()
    expect(found?.job.state === 'succeeded' && found.job.result).toEqual({ kind: 'json', value: 'y'.repeat(300_000) })
  })
})

function inputOf(text: string): JobInput {
  const body = { kind: 'json', value: text, mediaType: 'application/json' } as const
  return { params: {}, query: {}, headers: {}, cookies: {}, body, principal }
}

async function accept(text: string, id = newJobId(runtime.random), into = store): Promise<JobId> {
  const now = runtime.clock.now()
  const job = acceptJob({ id, operation: 'work', contractRevision: 1, policy, principal, now })
  expect(await into.accept({ job, input: inputOf(text), callbacks: [] })).toMatchObject({ kind: 'inserted' })
  return id
}

async function claimAll(): Promise<readonly Claim[]> {
  const worker = 'wrk_1' as WorkerId
  const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }
  const until = after(runtime.clock.now(), 30_000)
  await sqliteLeaseStore(database).renew({ worker, until, draining: false, host })
  return store.claim({ worker, known: new Map([['work', { revision: 1 }]]), limit: 9 })
}

async function claim(): Promise<Claim> {
  const [first] = await claimAll()
  if (first === undefined) throw new Error('nothing was claimed')
  return first
}

async function succeed({ fence }: Claim, value: string): Promise<void> {
  const settled = await store.settle(fence, { kind: 'succeeded', result: { kind: 'json', value } })
  expect(settled.kind).toBe('settled')
}

function changeResult(statement: string): readonly unknown[] {
  const raw = new Database(database.file)
  try {
    raw.exec('drop trigger job_result_stays')
    return raw.prepare(statement).pluck().all()
  } finally {
    raw.close()
  }
}

function pathOf(job: JobId, name: string): string {
  return join(filesFolder(database.file), job, name)
}

function filesOf(job: JobId): readonly string[] {
  const folderOfJob = pathOf(job, '.')
  return existsSync(folderOfJob) ? readdirSync(folderOfJob).sort() : []
}
