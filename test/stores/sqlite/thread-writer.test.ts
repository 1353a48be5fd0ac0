/** The writer thread, for real: what crosses the threads, what happens when it ends, and who waits for what. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { after } from '../../../src/base/clock.ts'
import { Fault } from '../../../src/base/fault.ts'
import { newJobId, type WorkerId } from '../../../src/base/ids.ts'
import type { Observation } from '../../../src/base/observe.ts'
import { systemRuntime } from '../../../src/base/runtime.ts'
import { filesFolder } from '../../../src/stores/sqlite/files.ts'
import type { OpenStores } from '../../../src/stores/sqlite/stores.ts'
import { startThreadWriter, type ThreadWriterOptions } from '../../../src/stores/sqlite/thread-writer.ts'
import { firstFacts } from '../../../src/testing/delivery-store-world.ts'
import { operator } from '../../../src/testing/job-store-world.ts'
import { freshFolder } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let file: string
const observed: Observation[] = []
const faults: Fault[] = []
const opened: OpenStores[] = []
const runtime = systemRuntime((observation) => observed.push(observation))

beforeEach(() => {
  folder = freshFolder()
  file = join(folder.path, 'jobs.db')
  for (const list of [observed, faults]) list.length = 0
})
afterEach(async () => {
  await Promise.allSettled(opened.splice(0).map((stores) => stores.close()))
  folder.remove()
})

async function open(options: Partial<ThreadWriterOptions> = {}): Promise<OpenStores> {
  const stores = await startThreadWriter({ file, runtime, failed: (fault) => faults.push(fault), ...options })
  opened.push(stores)
  return stores
}

const child = (name: string): URL => new URL(`./children/${name}-writer-thread.ts`, import.meta.url)

/** A database is there, as the children make none. */
async function openWith(entry: URL, options: Partial<ThreadWriterOptions> = {}): Promise<OpenStores> {
  await (await open()).close()
  opened.length = 0
  return open({ ...options, entry })
}

function submission(value: unknown = 'given') {
  const now = runtime.clock.now()
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const owner = { owner: principal.subject, tenant: principal.tenant }
  const job = { ...firstFacts, ...owner, id: newJobId(runtime.random), createdAt: now, updatedAt: now }
  const body = { kind: 'json', value: value as string, mediaType: 'application/json' } as const
  return {
    job: { ...job, state: 'ready', runAt: now } as const,
    input: { params: {}, query: {}, headers: {}, cookies: {}, body, principal },
    callbacks: [],
  }
}

const worker = 'wrk_threaded' as WorkerId
const host = { bootId: 'boot', pidNamespace: 'namespace', pid: 1, startTime: 'start' }
const holdLease = (stores: OpenStores) =>
  stores.leases.renew({ worker, host, draining: false, until: after(runtime.clock.now(), 30_000) })

describe('the writer thread', () => {
  it('shows what it has answered to whoever reads on the main thread', async () => {
    const { jobs } = await open()
    const all = Array.from({ length: 50 }, () => submission())
    await Promise.all(all.map((one) => jobs.accept(one)))
    const found = await Promise.all(all.map(({ job }) => jobs.find(job.id, operator)))
    expect(found.map((one) => one?.job.state)).toEqual(all.map(() => 'ready'))
  })

  it('keeps nobody who reads waiting while it waits itself', async () => {
    const { jobs } = await open()
    const raw = new Database(file)
    raw.exec('begin immediate')
    const waiting = jobs.accept(submission())
    let isAnswered = false
    void waiting.finally(() => {
      isAnswered = true
    })
    for (let turns = 0; turns < 100; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      expect(await jobs.statistics()).toEqual([])
    }
    expect(isAnswered).toBe(false)
    raw.exec('rollback')
    raw.close()
    expect(await waiting).toMatchObject({ kind: 'inserted' })
  })

  it('commits what waits when it is closed, and leaves one file with everything in it (I1)', async () => {
    const stores = await open()
    expect(await stores.jobs.statistics()).toEqual([])
    const accepted = Array.from({ length: 300 }, () => stores.jobs.accept(submission()))
    await stores.close()
    expect(new Set((await Promise.all(accepted)).map(({ kind }) => kind))).toEqual(new Set(['inserted']))
    expect([existsSync(`${file}-wal`), existsSync(`${file}-shm`)]).toEqual([false, false])
    const raw = new Database(file, { readonly: true })
    expect(raw.prepare('select count(*) from job').pluck().get()).toBe(300)
    raw.close()
  })

  it('is closed once, and refuses what comes after', async () => {
    const stores = await open()
    await Promise.all([stores.close(), stores.close()])
    await expect(stores.jobs.accept(submission())).rejects.toMatchObject({ code: 'database-unusable' })
    await expect(stores.jobs.statistics()).rejects.toMatchObject({ code: 'database-unusable' })
    expect(faults).toEqual([])
  })

  it('leaves what stands beside the data of an operation with whoever asks', async () => {
    const stores = await open()
    await stores.jobs.accept(submission())
    await holdLease(stores)
    const known = new Map([['work', { revision: 1, concurrency: { limit: 1, of: () => 'key' }, handler: () => {} }]])
    expect(await stores.jobs.claim({ worker, known, limit: 1 })).toHaveLength(1)
    const operations = [{ id: 'work', hash: 'one', check: () => true }]
    expect(await stores.jobs.registerContract(operations)).toEqual(new Map([['work', 1]]))
  })

  it('refuses what is no plain data, and nothing beside it', async () => {
    const { jobs } = await open()
    const [good, bad, other] = [submission(), submission(() => {}), submission()]
    const answers = await Promise.allSettled([good, bad, other].map((one) => jobs.accept(one)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('hands a job out whose input is gone, with the fault that says so', async () => {
    const stores = await open()
    const large = submission('x'.repeat(300_000))
    await stores.jobs.accept(large)
    rmSync(filesFolder(file), { recursive: true })
    await holdLease(stores)
    const [claim] = await stores.jobs.claim({ worker, known: new Map([['work', { revision: 1 }]]), limit: 1 })
    expect(claim?.unreadable).toBeInstanceOf(Fault)
    expect(claim?.unreadable).toMatchObject({ code: 'file-missing', cause: { message: expect.any(String) } })
  })

  it('says what it observes where everything else is said', async () => {
    const { jobs } = await open()
    const fence = { incarnation: 'other', job: newJobId(runtime.random), epoch: 1 }
    expect(await jobs.settle(fence, { kind: 'lost' })).toEqual({ kind: 'stale' })
    expect(observed).toMatchObject([{ name: 'fence.stale', facts: { job: fence.job, epoch: 1 } }])
  })

  it('refuses a file that it cannot vouch for with the fault of that file', async () => {
    writeFileSync(file, 'no database at all, but long enough to be looked at')
    await expect(open()).rejects.toMatchObject({ code: 'database-unusable' })
    expect(faults).toEqual([])
  })

  it('writes nothing any more once the database was given up', async () => {
    const stores = await open()
    const gone = new Fault('database-gone', 'It is gone.')
    const waiting = stores.jobs.accept(submission())
    stores.fail(gone)
    await expect(waiting).rejects.toMatchObject({ code: 'database-gone' })
    await expect(stores.jobs.accept(submission())).rejects.toBe(gone)
    await expect(stores.jobs.statistics()).rejects.toBe(gone)
  })
})

describe('a writer thread that fails', () => {
  it('cannot start: so says whoever started it', async () => {
    await expect(open({ entry: new URL('data:text/javascript,') })).rejects.toMatchObject({ code: 'writer-failed' })
    const broken = new URL(`data:text/javascript,throw new Error('no room')`)
    await expect(open({ entry: broken })).rejects.toMatchObject({
      code: 'writer-failed',
      cause: { message: 'no room' },
    })
    expect(faults).toEqual([])
  })

  it('leaves it open what became of the calls that it had, and takes the process along (R-INI-9)', async () => {
    const stores = await openWith(child('broken'))
    await expect(stores.jobs.accept(submission())).rejects.toMatchObject({ code: 'commit-unknown' })
    expect(faults).toMatchObject([{ code: 'writer-failed', cause: { message: 'out of memory' } }])
    await expect(stores.jobs.accept(submission())).rejects.toMatchObject({ code: 'writer-failed' })
    await stores.close()
    expect(faults).toHaveLength(1)
  })

  it('stops everything, reads too, when the outcome of a commit is unknown (R-INI-9)', async () => {
    const failed = Promise.withResolvers<Fault>()
    const stores = await openWith(child('unsure'), { failed: failed.resolve })
    const unanswered = stores.jobs.accept(submission())
    expect(await failed.promise).toMatchObject({ code: 'commit-unknown' })
    await expect(stores.jobs.accept(submission())).rejects.toMatchObject({ code: 'database-unusable' })
    await expect(stores.jobs.statistics()).rejects.toMatchObject({ code: 'database-unusable' })
    await stores.close()
    await expect(unanswered).rejects.toMatchObject({ code: 'commit-unknown' })
  })
})
