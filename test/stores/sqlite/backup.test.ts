/** What a backup holds of a database that changes while it is copied, and what becomes of what cannot be copied. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { after } from '../../../src/base/clock.ts'
import { type JobId, newJobId, type WorkerId } from '../../../src/base/ids.ts'
import { acceptJob } from '../../../src/jobs/accept-job.ts'
import type { JobInput } from '../../../src/jobs/job.ts'
import type { JobStore } from '../../../src/jobs/store.ts'
import { backupDatabase } from '../../../src/stores/sqlite/backup.ts'
import { filesFolder } from '../../../src/stores/sqlite/files.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { restoreDatabase } from '../../../src/stores/sqlite/restore.ts'
import { policy, principal } from '../../jobs/support/jobs.ts'
import { freshFolder, runtime } from './harness.ts'

const operator = { kind: 'operator' } as const
const largeText = 'x'.repeat(300_000)

let folder: ReturnType<typeof freshFolder>
let database: SqliteDatabase
let store: JobStore
let target: string
beforeEach(async () => {
  folder = freshFolder()
  database = await openDatabase(join(folder.path, 'jobs.db'), { runtime, mode: 'server' })
  store = sqliteJobStore(database, runtime)
  target = join(folder.path, 'copy')
})
afterEach(async () => {
  await database.close()
  folder.remove()
})

describe('a backup', () => {
  it('ends beside a writer that never stops, and is of one moment', async () => {
    for (let index = 0; index < 40; index += 1) await accept('y'.repeat(200_000))
    const before = count(database.file)
    const reported: number[] = []
    const raw = new Database(database.file)
    await backupDatabase(database.file, target, {
      runtime,
      progress: (done) => {
        reported.push(done)
        raw.exec(`insert into idempotency values ('t', 'o', 'w', 'key-${reported.length}', 'f', 'j', 1)`)
      },
    })
    raw.close()
    const copy = new Database(join(target, 'jobs.db'))
    expect(copy.prepare('select count(*) from idempotency').pluck().get()).toBe(0)
    copy.close()
    expect(count(join(target, 'jobs.db'))).toBe(before)
    expect(reported.length).toBeGreaterThan(0)
    expect(reported).toEqual(reported.toSorted((one, other) => one - other))
  })

  it('has every file that its database names, though it came while the copy was made', async () => {
    const early = await accept(largeText)
    let late: Promise<JobId> | undefined
    const made = await backupDatabase(database.file, target, {
      runtime,
      progress: () => {
        late ??= accept(largeText)
      },
    })
    expect(made.missing).toEqual([])
    expect(readdirSync(filesFolder(join(target, 'jobs.db')))).toEqual([early])
    expect(readdirSync(filesFolder(database.file)).sort()).toEqual([early, await late].sort())
  })

  it('forgets what was forgotten before its files could be copied (R-RES-5)', async () => {
    const id = await succeed(largeText)
    const made = await backupDatabase(database.file, target, { runtime, progress: () => forgetAtOnce(id) })
    expect(made).toMatchObject({ missing: [], files: 0 })
    const copy = await openDatabase(join(target, 'jobs.db'), { runtime, mode: 'command' })
    const found = await sqliteJobStore(copy, runtime).find(id, operator)
    await copy.close()
    expect(found?.job).toMatchObject({ state: 'succeeded', result: { kind: 'empty' }, forgottenAt: expect.any(Number) })
  })

  it('names the files that were missing before, and leaves out folders that belong to no job', async () => {
    const broken = await accept(largeText)
    rmSync(join(filesFolder(database.file), broken), { recursive: true })
    const sound = await accept(largeText)
    const orphan = join(filesFolder(database.file), newJobId(runtime.random))
    mkdirSync(orphan)
    writeFileSync(join(orphan, 'input.json'), 'left by a crash')
    const made = await backupDatabase(database.file, target, { runtime })
    expect(made.missing).toEqual([{ job: broken, name: 'input.json', size: expect.any(Number) }])
    expect(readdirSync(filesFolder(join(target, 'jobs.db')))).toEqual([sound])
  })

  it('copies again what was written to after the first look', async () => {
    const id = await accept(largeText)
    const beside = join(filesFolder(database.file), id, 'made-by-a-step')
    writeFileSync(beside, 'half')
    await backupDatabase(database.file, target, { runtime, progress: () => writeFileSync(beside, 'done') })
    expect(readFileSync(join(filesFolder(join(target, 'jobs.db')), id, 'made-by-a-step'), 'utf8')).toBe('done')
  })

  it('has no name and no list of its contents before it is whole', async () => {
    const seen: boolean[] = []
    const drafts = () => readdirSync(folder.path).filter((name) => name.startsWith('copy.unfinished'))
    await backupDatabase(database.file, target, {
      runtime,
      progress: () => {
        seen.push(existsSync(target), ...drafts().map((name) => existsSync(join(folder.path, name, 'backup.json'))))
      },
    })
    expect(new Set(seen)).toEqual(new Set([false]))
    expect([drafts(), readdirSync(target).sort()]).toEqual([[], ['backup.json', 'jobs.db']])
  })

  it('that fails leaves nothing behind, under no name', async () => {
    const progress = (): never => {
      throw new Error('no')
    }
    await expect(backupDatabase(database.file, target, { runtime, progress })).rejects.toThrow('no')
    expect(readdirSync(folder.path).filter((name) => name.startsWith('copy'))).toEqual([])
  })

  it('knows no incarnation that any server has had, and a server gives it another one (I22)', async () => {
    await backupDatabase(database.file, target, { runtime })
    const stamped = incarnationOf(join(target, 'jobs.db'))
    expect(stamped).not.toBe(database.incarnation)
    const opened = await openDatabase(join(target, 'jobs.db'), { runtime, mode: 'server' })
    await opened.close()
    expect([database.incarnation, stamped]).not.toContain(opened.incarnation)
  })

  it('put over the original in place, by hand, still gets an incarnation of its own (I22)', async () => {
    await backupDatabase(database.file, target, { runtime })
    await database.close()
    writeFileSync(database.file, readFileSync(join(target, 'jobs.db')))
    const again = await openDatabase(database.file, { runtime, mode: 'server' })
    await again.close()
    expect(again.incarnation).not.toBe(database.incarnation)
  })
})

describe('a restored database', () => {
  it('hands out again what ran when it was copied, and its inputs are whole (T9)', async () => {
    const id = await accept(largeText)
    await claim()
    await backupDatabase(database.file, target, { runtime })
    const place = join(folder.path, 'elsewhere', 'jobs.db')
    const { missing, setAside } = await restoreDatabase(target, place, { runtime, isDead: () => false })
    expect([missing, setAside]).toEqual([[], undefined])
    const restored = await openDatabase(place, { runtime, mode: 'server' })
    const jobs = sqliteJobStore(restored, runtime)
    await jobs.sweep({ chunk: 100, leaseMs: 30_000, isDead: () => false })
    const [again] = await claimFrom(restored, jobs)
    await restored.close()
    expect([again?.job.id, again?.job.crashes, again?.input]).toEqual([id, 1, inputOf(largeText)])
  })

  it('can be made twice of one backup, each with an incarnation of its own (I22)', async () => {
    await backupDatabase(database.file, target, { runtime })
    const places = ['one', 'two'].map((name) => join(folder.path, name, 'jobs.db'))
    for (const place of places) await restoreDatabase(target, place, { runtime, isDead: () => false })
    expect(new Set([...places, join(target, 'jobs.db')].map(incarnationOf)).size).toBe(3)
  })

  it('waits for the lease of a process that this machine does not see (I22)', async () => {
    await accept('small')
    await claim()
    await backupDatabase(database.file, target, { runtime })
    await database.close()
    const restore = (isDead: boolean) => restoreDatabase(target, database.file, { runtime, isDead: () => isDead })
    await expect(restore(false)).rejects.toMatchObject({
      code: 'database-busy',
      message: expect.stringMatching(/process 1.*lease ends/),
    })
    expect((await restore(true)).setAside).toMatch(/jobs\.db\.replaced-/)
  })
})

function inputOf(text: string): JobInput {
  const body = { kind: 'json', value: text, mediaType: 'application/json' } as const
  return { params: {}, query: {}, headers: {}, cookies: {}, body, principal }
}

async function accept(text: string): Promise<JobId> {
  const [id, now] = [newJobId(runtime.random), runtime.clock.now()]
  const job = acceptJob({ id, operation: 'work', contractRevision: 1, policy, principal, now })
  await store.accept({ job, input: inputOf(text), callbacks: [] })
  return id
}

function claim() {
  return claimFrom(database, store)
}

async function claimFrom(from: SqliteDatabase, jobs: JobStore) {
  const worker = 'wrk_1' as WorkerId
  const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }
  await sqliteLeaseStore(from).renew({ worker, until: after(runtime.clock.now(), 30_000), draining: false, host })
  return jobs.claim({ worker, known: new Map([['work', { revision: 1 }]]), limit: 9 })
}

async function succeed(value: string): Promise<JobId> {
  const id = await accept('small')
  const [claimed] = await claim()
  if (claimed === undefined) throw new Error('nothing was claimed')
  await store.settle(claimed.fence, { kind: 'succeeded', result: { kind: 'json', value } })
  return id
}

/** As the store does it, and as if its files had come only after the first look at them. */
function forgetAtOnce(id: JobId): void {
  if (!existsSync(join(filesFolder(database.file), id))) return
  const raw = new Database(database.file)
  raw.exec(`update job set forgotten_at = 1, expires_at = 1, revision = revision + 1 where id = '${id}'`)
  raw.close()
  rmSync(join(filesFolder(database.file), id), { recursive: true })
  rmSync(draftOf(id), { recursive: true })
}

/** Where the unfinished backup keeps the files of that job. */
function draftOf(job: JobId): string {
  const [draft = ''] = readdirSync(folder.path).filter((name) => name.startsWith('copy.unfinished'))
  const path = join(folder.path, draft, 'jobs.db.files', job)
  expect(existsSync(path)).toBe(true)
  return path
}

function count(file: string): unknown {
  return rawOf(file, 'select count(*) from job')
}

function incarnationOf(file: string): unknown {
  return rawOf(file, 'select incarnation from meta')
}

function rawOf(file: string, query: string): unknown {
  const raw = new Database(file)
  try {
    return raw.prepare(query).pluck().get()
  } finally {
    raw.close()
  }
}
