/** The guardian thread, for real: what it does while the main event loop does nothing, and when the process must not go on. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../../src/base/fault.ts'
import type { JobId, WorkerId } from '../../../src/base/ids.ts'
import type { Observation } from '../../../src/base/observe.ts'
import { systemRuntime } from '../../../src/base/runtime.ts'
import type { Guard, Ward } from '../../../src/jobs/guardian.ts'
import type { LeaseRenewal } from '../../../src/jobs/lease-store.ts'
import { connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { findLoss, identifyFiles } from '../../../src/stores/sqlite/file-identity.ts'
import { watchForeignWrites } from '../../../src/stores/sqlite/foreign-writes.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import {
  startThreadGuardian,
  type ThreadGuardian,
  type ThreadGuardianOptions,
} from '../../../src/stores/sqlite/thread-guardian.ts'
import { leaseStoreConformance } from '../../../src/testing/lease-store-conformance.ts'
import { eventually, turn } from '../../jobs/support/world.ts'
import { connectionLeasesHarness, freshFolder } from './harness.ts'

const worker = 'wrk_guarded' as WorkerId
const host = { bootId: 'boot', pidNamespace: 'namespace', pid: 1, startTime: 'start' }

let folder: ReturnType<typeof freshFolder>
let file: string
let database: SqliteDatabase
let raw: Database.Database
const guardians: ThreadGuardian[] = []
const guards: Guard[] = []
const faults: Fault[] = []
const observed: Observation[] = []
const renewals: { readonly renewal: LeaseRenewal; readonly askedAt: number }[] = []
const failures: unknown[] = []
const runtime = systemRuntime((observation) => observed.push(observation))

beforeEach(async () => {
  for (const list of [faults, observed, renewals, failures]) list.length = 0
  folder = freshFolder()
  file = join(folder.path, 'jobs.db')
  database = await openDatabase(file, { runtime, mode: 'server' })
  raw = new Database(file)
})
afterEach(async () => {
  await Promise.allSettled(guards.splice(0).map((guard) => guard.end()))
  await Promise.all(guardians.splice(0).map((guardian) => guardian.stop()))
  raw.close()
  await database.close()
  folder.remove()
})

/** Looks twenty times as often as a real one, and keeps a lease of a second. */
async function start(options: Partial<ThreadGuardianOptions> = {}): Promise<ThreadGuardian> {
  const { terms, ...others } = options
  const quick = { ttlMs: 1_000, lookMs: 50, blockedMs: 200, ...terms }
  const failed = (fault: Fault) => faults.push(fault)
  const guardian = await startThreadGuardian({ file, runtime, failed, ...others, terms: quick })
  guardians.push(guardian)
  return guardian
}

const ward: Ward = {
  worker,
  host,
  renewed: (renewal, askedAt) => renewals.push({ renewal, askedAt }),
  fence: () => failures.push('fenced'),
  failed: (error) => failures.push(error),
}

async function guarded(options: Partial<ThreadGuardianOptions> = {}): Promise<Guard> {
  const guardian = await start(options)
  const guard = await guardian.guard(ward)
  guards.push(guard)
  return guard
}

interface LeaseRow {
  readonly lease_until: number
  readonly draining: number
}

const lease = () => raw.prepare<[], LeaseRow>('select lease_until, draining from worker').get()

/** Holds the event loop until it holds, as a handler can; gives up after a time in which a thread would have done it many times over. */
function blockUntil(holds: () => boolean): void {
  const end = runtime.clock.elapsedMs() + 20_000
  while (!holds() && runtime.clock.elapsedMs() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
}

describe('the lease store of the guardian thread', () => {
  for (const { name, run } of leaseStoreConformance(connectionLeasesHarness)) it(name, run)
})

describe('the guardian thread', () => {
  it('renews the lease while a handler blocks the event loop, and the worker still holds it after (L2)', async () => {
    const guard = await guarded()
    const first = lease()?.lease_until ?? Number.NaN
    blockUntil(() => (lease()?.lease_until ?? 0) > first + 1_500)
    expect(lease()?.lease_until).toBeGreaterThan(first + 1_500)
    expect(guard.isHeld()).toBe(true)
    await eventually(() => renewals.length > 3)
    expect(failures).toEqual([])
  })

  it('brings what a renewal found, with the moment at which it was asked for', async () => {
    const before = runtime.clock.elapsedMs()
    await guarded()
    expect(renewals[0]?.renewal).toEqual({ cancelRequested: [], held: [] })
    expect(renewals[0]?.askedAt).toBeGreaterThan(before)
    expect(renewals[0]?.askedAt).toBeLessThan(runtime.clock.elapsedMs())
  })

  it('says at once that its worker drains (I19), and gives the lease up in the end', async () => {
    const guard = await guarded({ terms: { ttlMs: 60_000 } })
    expect(lease()).toMatchObject({ draining: 0 })
    guard.drain()
    await eventually(() => lease()?.draining === 1)
    await guards.pop()?.end()
    expect(lease()).toBeUndefined()
  })

  it('has no lease to keep when it cannot be taken', async () => {
    const guardian = await start({ busyTimeoutMs: 0 })
    raw.exec('begin immediate')
    await expect(guardian.guard(ward)).rejects.toThrow('locked')
    raw.exec('rollback')
  })

  it('goes on after renewals that failed, and the worker is fenced while they do', async () => {
    const guard = await guarded({ busyTimeoutMs: 0, terms: { ttlMs: 300 } })
    raw.exec('begin immediate')
    await eventually(() => failures.includes('fenced'))
    expect(guard.isHeld()).toBe(false)
    raw.exec('rollback')
    await eventually(() => guard.isHeld())
  })

  it('tells how long the event loop was blocked, once it is not', async () => {
    const guardian = await start()
    const ended = guardian.watch('job_1' as JobId, 60_000)
    const isTold = () => observed.some(({ name }) => name === 'loop.unblocked')
    // Once is enough, but for a machine so busy that the thread, too, takes its own pauses for those of the process.
    while (!isTold()) {
      const end = runtime.clock.elapsedMs() + 1_000
      blockUntil(() => runtime.clock.elapsedMs() > end)
      for (let turns = 0; turns < 10_000 && !isTold(); turns += 1) await turn()
    }
    ended()
  })

  it('moves the log of the database that nobody else looks after', async () => {
    await start()
    await database.write((sql) => sql.run('keep-secret', { name: 'a', sealed: 'b' }))
    const waiting = () => {
      const [state] = raw.pragma('wal_checkpoint(noop)') as { log: number; checkpointed: number }[]
      return (state?.log ?? 0) - (state?.checkpointed ?? 0)
    }
    await eventually(() => waiting() === 0)
  })

  it('that cannot start is a fault of the start alone', async () => {
    const entry = new URL('data:text/javascript,throw new Error("no room")')
    await expect(start({ entry })).rejects.toMatchObject({ code: 'guardian-failed', cause: { message: 'no room' } })
    await expect(start({ entry: new URL('data:text/javascript,') })).rejects.toMatchObject({ code: 'guardian-failed' })
    expect(faults).toEqual([])
  })

  it('that fails later ends the process, since nobody would keep its lease (T9)', async () => {
    const text = `import { parentPort } from 'node:worker_threads'
      parentPort.postMessage({ kind: 'ready' })
      parentPort.once('message', () => { throw new Error('broken') })`
    const guardian = await start({ entry: new URL(`data:text/javascript,${encodeURIComponent(text)}`) })
    await expect(guardian.guard(ward)).rejects.toMatchObject({ code: 'guardian-failed' })
    expect(faults).toMatchObject([{ code: 'guardian-failed', cause: { message: 'broken' } }])
  })
})

describe('a database that goes away under a running server', () => {
  const losses: readonly (readonly [string, () => void])[] = [
    ['deleted', () => rmSync(file)],
    ['moved away', () => renameSync(file, `${file}.moved`)],
    ['replaced by a copy', () => replace(file)],
    ['left without its log', () => rmSync(`${file}-wal`)],
    ['given another log', () => replace(`${file}-wal`)],
    ['left without the index of its log', () => rmSync(`${file}-shm`)],
    ['given another index of its log', () => replace(`${file}-shm`)],
    ['deleted with its folder', () => renameSync(folder.path, `${folder.path}.gone`)],
  ]

  it.each(losses)('is noticed when it is %s', async (_, lose) => {
    await start()
    lose()
    await eventually(() => faults.length > 0)
    expect(faults).toMatchObject([{ code: 'database-gone' }])
    rmSync(`${folder.path}.gone`, { recursive: true, force: true })
  })

  it('leaves nothing behind that would keep the process from ending', async () => {
    const guardian = await start()
    const guard = await guardian.guard(ward)
    rmSync(file)
    await eventually(() => faults.length > 0)
    await expect(guard.end()).rejects.toMatchObject({ code: 'database-gone' })
    await guardian.stop()
    expect(faults).toHaveLength(1)
  })

  it('is not renewed in any more', async () => {
    const guard = await guarded({ terms: { ttlMs: 60_000, lookMs: 60_000 } })
    rmSync(file)
    guard.drain()
    await eventually(() => failures.length > 0)
    expect(failures).toMatchObject([{ code: 'database-gone' }])
  })

  it('is not started on', async () => {
    rmSync(file)
    await expect(start()).rejects.toMatchObject({ code: 'database-gone' })
  })

  it('is there as long as nobody touches it, also when another connection comes and goes', () => {
    const known = identifyFiles(file)
    new Database(file).close()
    chmodSync(file, 0o640)
    expect(findLoss(file, known)).toBeUndefined()
  })
})

/** By other programs: a file that this process opened and closed would be without this process's locks. */
describe('a database that is written over in place under a running server', () => {
  const overwritten: readonly (readonly [string, string])[] = [
    ['cut to nothing', ': > "$1"'],
    ['cut to half', 'truncate -s $(( $(stat -c %s "$1") / 2 )) "$1"'],
    ['left with an empty log', ': > "$1-wal"'],
    ['left with a log that misses its end', 'truncate -s 1000 "$1-wal"'],
    ['left with a log that has a hole where it began', 'dd if=/dev/zero of="$1-wal" bs=32 count=1 conv=notrunc'],
  ]

  it.each(overwritten)('is noticed when it is %s', async (_, command) => {
    await database.write((sql) => sql.run('keep-secret', { name: 'a', sealed: 'b' }))
    raw.pragma('wal_checkpoint(passive)')
    await start()
    expect(spawnSync('sh', ['-c', command, 'sh', file], { stdio: 'ignore' }).status).toBe(0)
    await eventually(() => faults.length > 0)
    expect(faults).toMatchObject([{ code: 'database-gone' }])
  })

  it('is noticed when it has become another incarnation', async () => {
    await start()
    raw.exec(`update meta set incarnation = 'another'`)
    await eventually(() => faults.length > 0)
    expect(faults).toMatchObject([{ code: 'database-gone' }])
  })

  it('is not taken for that while it grows, shrinks, and others move its log and start it over', async () => {
    const connection = connectWriter(file, { mustExist: true, busyTimeoutMs: 5_000 })
    const foreign = watchForeignWrites(connection, file)
    const script = fileURLToPath(new URL('./children/churn.ts', import.meta.url))
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'ignore', 'inherit'] })
    const ended = once(child, 'close')
    let looks = 0
    const finds: (Fault | undefined)[] = []
    for (; child.exitCode === null; looks += 1) {
      const found = foreign.look()
      if (found !== undefined) finds.push(found)
      await turn()
    }
    await ended
    connection.close()
    expect(child.exitCode).toBe(0)
    expect(finds).toEqual([])
    expect(looks).toBeGreaterThan(100)
  })
})

function replace(path: string): void {
  copyFileSync(path, `${path}.copy`)
  renameSync(`${path}.copy`, path)
}
