/** Real processes on one file: event loops that are blocked, processes that are stopped and go on, and two servers at once. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type JobId, newJobId } from '../../../src/base/ids.ts'
import { acceptJob } from '../../../src/jobs/accept-job.ts'
import type { Job } from '../../../src/jobs/job.ts'
import type { JobStore } from '../../../src/jobs/store.ts'
import type { GuardianTerms } from '../../../src/stores/sqlite/guardian-messages.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { policy, principal } from '../../jobs/support/jobs.ts'
import { operationId } from '../../jobs/support/world.ts'
import { patientId } from './children/patient-id.ts'
import type { Work } from './children/work.ts'
import { freshFolder, runtime } from './harness.ts'

interface Server {
  readonly pid: number
  readonly lines: readonly string[]
  readonly stderr: () => string
  signal(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>
  /** Resolves with the first line that begins so, once it was printed. */
  said(start: string): Promise<string>
}

let folder: ReturnType<typeof freshFolder>
let file: string
let database: SqliteDatabase
let store: JobStore
let raw: Database.Database
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = freshFolder()
  file = join(folder.path, 'jobs.db')
  await (await openDatabase(file, { runtime, mode: 'server' })).close()
  database = await openDatabase(file, { runtime, mode: 'command' })
  store = sqliteJobStore(database, runtime)
  raw = new Database(file)
})
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill))
  raw.close()
  await database.close()
  folder.remove()
})

const script = fileURLToPath(new URL('./children/work.ts', import.meta.url))

type Setting = Partial<GuardianTerms> & { readonly attemptMs?: number }

/** A server whose lease and looks are a tenth or less of a real one's. */
function launch(setting: Setting = {}): Server {
  const terms = { ttlMs: 1_500, lookMs: 50, blockedMs: 300, graceMs: 500, writesLines: true, ...setting }
  const child = spawn(process.execPath, [script, file, JSON.stringify(terms)], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return toServer(child)
}

async function serve(setting: Setting = {}): Promise<Server> {
  const server = launch(setting)
  await server.said('ready')
  return server
}

function toServer(child: ChildProcess): Server {
  const lines: string[] = []
  let stderr = ''
  const listeners = new Set<() => void>()
  child.stderr?.on('data', (data) => {
    stderr += data
  })
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code)),
  )
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      for (const listener of listeners) listener()
    })
  }
  const said = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const line = lines.find((each) => each.startsWith(start))
        if (line === undefined) return
        listeners.delete(look)
        resolve(line)
      }
      listeners.add(look)
      look()
      void ended.then((how) => reject(new Error(`It ended with ${how} before it said "${start}": ${stderr}`)))
    })
  return { pid: child.pid ?? 0, lines, stderr: () => stderr, signal: (signal) => child.kill(signal), ended, said }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await closed
}

async function submit(work: Work, operation = operationId): Promise<JobId> {
  const now = runtime.clock.now()
  const id = newJobId(runtime.random)
  const body = { kind: 'json', value: work, mediaType: 'application/json' } as const
  await store.accept({
    job: acceptJob({ id, operation, contractRevision: 1, policy, principal, now }),
    input: { params: {}, query: {}, headers: {}, cookies: {}, body, principal },
    callbacks: [],
  })
  return id
}

const find = async (id: JobId): Promise<Job> =>
  (await store.find(id, { kind: 'operator' }))?.job ?? Promise.reject(new Error(`There is no job ${id}.`))

async function until(id: JobId, holds: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await find(id)
    if (holds(job)) return job
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Makes what waits due for as long as that server lives. */
async function skipBackoff({ ended }: Server): Promise<void> {
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    raw.prepare(`update job set run_at = 0 where state = 'waiting' and run_at > 0`).run()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const isIn = (state: Job['state']) => (job: Job) => job.state === state

const eventsOf = (id: JobId): unknown =>
  raw.prepare('select kind from event where job = (select seq from job where id = ?) order by number').pluck().all(id)

describe('a handler that blocks the event loop', () => {
  it('for longer than the lease lasts does not lose it: the job runs once and succeeds (T4, L2)', async () => {
    const blocking = await serve()
    const id = await submit({ do: 'block', ms: 4_000 })
    await blocking.said(`run ${id}`)
    // Anybody who thinks that the lease is over takes the job back in its sweep, which comes every second.
    const other = await serve()
    expect(await until(id, isIn('succeeded'))).toMatchObject({ attempt: 1, crashes: 0, epoch: 1 })
    expect([...blocking.lines, ...other.lines].filter((line) => line.startsWith(`run ${id}`))).toHaveLength(1)
    const unblocked = await blocking.said('loop.unblocked')
    expect(JSON.parse(unblocked.split(' ')[1] ?? '').forMs).toBeGreaterThan(3_000)
    const line =
      blocking
        .stderr()
        .split('\n')
        .find((each) => each.includes('loop.blocked')) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({ level: 40, event: 'loop.blocked', jobs: id })
  }, 60_000)

  it('for ever ends its process, which names it; after five such losses the job fails (T9, I10)', async () => {
    const id = await submit({ do: 'block-for-ever' })
    for (let crashes = 0; crashes <= 5; crashes += 1) {
      const server = launch({ attemptMs: 300 })
      await skipBackoff(server)
      expect(await server.ended).toBe('SIGKILL')
      expect(server.stderr()).toMatch(new RegExp(`^coatcheck: .*${id}.*\\(loop-blocked\\)$`, 'm'))
    }
    const last = await serve({ attemptMs: 300 })
    expect(await until(id, isIn('failed'))).toMatchObject({ failure: { code: 'crash-loop' }, crashes: 5, attempt: 0 })
    expect(eventsOf(id)).toEqual(['accepted', 'failed'])
    const next = await submit({ do: 'finish' })
    await until(next, isIn('succeeded'))
    last.signal('SIGTERM')
    expect(await last.ended).toBe(0)
  }, 120_000)
})

describe('the jobs beside a handler that blocks the event loop for ever', () => {
  it('are handed back and charged nothing; only its own fails (T7, T9, I10)', async () => {
    const gate = join(folder.path, 'gate')
    const sleepers = await Promise.all([1, 2, 3].map(() => submit({ do: 'wait', until: gate }, patientId)))
    const culprit = await submit({ do: 'block-for-ever' })
    for (let crashes = 0; crashes <= 5; crashes += 1) {
      const server = launch({ attemptMs: 300 })
      await skipBackoff(server)
      expect(await server.ended).toBe('SIGKILL')
      // By the guardian of the process itself, not by the next one.
      for (const id of sleepers) expect(await find(id)).toMatchObject({ state: 'ready', attempt: 0, crashes: 0 })
      expect(await find(culprit)).toMatchObject({ state: 'running', crashes })
    }
    writeFileSync(gate, 'open')
    await serve({ attemptMs: 300 })
    expect(await until(culprit, isIn('failed'))).toMatchObject({ failure: { code: 'crash-loop' }, crashes: 5 })
    for (const id of sleepers) {
      expect(await until(id, isIn('succeeded'))).toMatchObject({ attempt: 1, crashes: 0 })
      expect(eventsOf(id)).toEqual(['accepted', 'succeeded'])
    }
  }, 120_000)
})

describe('a process that is stopped for longer than its lease lasts (SIGSTOP)', () => {
  it('finds its writes stale when it goes on; the second result stands, and there is one end (I5, I7, I8)', async () => {
    const gate = join(folder.path, 'gate')
    // The attempt's time runs out during the pause, for which nobody but the first process itself may be blamed.
    const first = await serve({ attemptMs: 1_000, graceMs: 0 })
    const id = await submit({ do: 'wait', until: gate })
    await first.said(`run ${id}`)
    first.signal('SIGSTOP')
    const second = await serve()
    await second.said(`run ${id}`)
    expect(await find(id)).toMatchObject({ crashes: 1, attempt: 1, epoch: 3 })
    writeFileSync(gate, 'open')
    expect(await until(id, isIn('succeeded'))).toMatchObject({ result: { value: second.pid } })
    first.signal('SIGCONT')
    const settled = await first.said('job.settled')
    expect(settled).toContain('"state":"stale"')
    expect(await find(id)).toMatchObject({ state: 'succeeded', result: { value: second.pid } })
    expect(eventsOf(id)).toEqual(['accepted', 'succeeded'])
    // A pause is no block: nobody was ended for it, and it takes its lease again and works on.
    second.signal('SIGTERM')
    expect(await second.ended).toBe(0)
    const next = await submit({ do: 'finish' })
    expect(await until(next, isIn('succeeded'))).toMatchObject({ result: { value: first.pid } })
  }, 60_000)
})

describe('two servers on one file', () => {
  it('lose nothing and end nothing twice, while a third process takes jobs in and one of them is killed (I1, I5, I8)', async () => {
    const gate = join(folder.path, 'gate')
    const [doomed, other] = await Promise.all([serve(), serve()])
    const ids = await Promise.all(Array.from({ length: 40 }, () => submit({ do: 'wait', until: gate })))
    await Promise.all([doomed.said('run'), other.said('run')])
    doomed.signal('SIGKILL')
    await doomed.ended
    writeFileSync(gate, 'open')
    for (let count = 0; count < 200; count += 1) ids.push(await submit({ do: 'finish' }))
    const jobs = await Promise.all(ids.map((id) => until(id, isIn('succeeded'))))
    expect(jobs.filter(({ attempt }) => attempt !== 1)).toEqual([])
    expect(ids.map(eventsOf)).toEqual(ids.map(() => ['accepted', 'succeeded']))
    const runs = [...doomed.lines, ...other.lines].filter((line) => line.startsWith('run '))
    const timesRun = (id: JobId) => runs.filter((line) => line.split(' ')[1] === id).length
    const lost = jobs.filter(({ crashes }) => crashes > 0).map(({ id }) => id)
    expect(lost.length).toBeGreaterThan(0)
    expect(ids.filter((id) => timesRun(id) > 1 && !lost.includes(id))).toEqual([])
  }, 60_000)
})

describe('a server whose locks are deleted, with the index of the log', () => {
  it('ends with a fault, and nobody opens the file beside it meanwhile', async () => {
    const server = await serve()
    const id = await submit({ do: 'finish' })
    await until(id, isIn('succeeded'))
    server.signal('SIGSTOP')
    rmSync(`${file}-shm`)
    for (const mode of ['command', 'server'] as const) {
      await expect(openDatabase(file, { runtime, mode })).rejects.toMatchObject({ code: 'database-gone' })
    }
    server.signal('SIGCONT')
    expect(await server.ended).toBe(1)
    expect(server.lines).toContain('fault database-gone')
    await (await openDatabase(file, { runtime, mode: 'server' })).close()
    expect(await find(id)).toMatchObject({ state: 'succeeded' })
  }, 60_000)
})

describe('a server whose database is deleted', () => {
  it('ends with a fault instead of writing where nothing is kept', async () => {
    const server = await serve()
    rmSync(file)
    expect(await server.ended).toBe(1)
    expect(server.lines).toContain('fault database-gone')
  })
})
