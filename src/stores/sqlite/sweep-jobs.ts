/** `JobStore.sweep`: what time alone does to jobs. Each chunk is a transaction of its own, so that accepting and settling go on in between. */
import { after } from '../../base/clock.ts'
import type { JobId, WorkerId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { Command } from '../../jobs/command.ts'
import { isFinished, type Job } from '../../jobs/job.ts'
import { decide } from '../../jobs/state.ts'
import type { SweepReport, SweepRequest } from '../../jobs/store.ts'
import { applyDecision } from './apply-decision.ts'
import { clearAbandoned } from './concurrency.ts'
import { type StoredJob, toStoredJob } from './find-job.ts'
import type { JobRow } from './job-rows.ts'
import { findDeadWorkers } from './leases.ts'
import type { SqliteDatabase } from './open.ts'
import type { OpenTransaction } from './open-transaction.ts'

interface Sweep {
  readonly db: SqliteDatabase
  readonly runtime: Runtime
  readonly chunk: number
}

/** A job before and after what the sweep did to it. */
interface Swept {
  readonly before: Job
  readonly after: Job
}

/** Runs every kind of sweep until nothing of it is due. */
export async function sweepJobs(db: SqliteDatabase, runtime: Runtime, request: SweepRequest): Promise<SweepReport> {
  const sweep = { db, runtime, chunk: request.chunk }
  await endDeadLeases(sweep, request)
  await shortenLeases(sweep, request)
  const lost = await decideDue(sweep, 'find-lost', { kind: 'settle', outcome: { kind: 'lost' } })
  const overdue = await decideDue(sweep, 'find-overdue', { kind: 'expire-deadline' })
  const promoted = await decideDue(sweep, 'find-due', { kind: 'promote' })
  const forgotten = await decideDue(sweep, 'find-expired', { kind: 'forget' })
  const deleted = await eachChunk(sweep, 'find-deletable', deleteJob)
  await clearOutlived(sweep)
  await releaseGoneRuns(sweep)
  return {
    promoted: promoted.length,
    lost: lost.length,
    overdue: overdue.length,
    deleted: deleted.length,
    ready: [...promoted, ...lost].flatMap(({ after }) => (after.state === 'ready' ? [after.id] : [])),
    forgotten: [...new Set([...forgotten, ...deleted].map(({ after }) => after.id))],
    ended: [...lost, ...overdue].flatMap(({ after }) => (isFinished(after) ? [after.id] : [])),
    revoked: [...lost, ...overdue].flatMap(({ before }) => revocation(before)),
  }
}

/** A process that died on this machine holds nothing any more, however long its lease would last. */
async function endDeadLeases({ db }: Sweep, { isDead }: SweepRequest): Promise<void> {
  const dead = db.read((sql) => findDeadWorkers(sql, isDead))
  if (dead.length === 0) return
  await db.write((sql) => {
    for (const { worker } of dead) sql.run('end-lease', { worker })
  })
}

/** No lease lasts longer than its length from now. One that does was given before the clock was set back; whoever lives renews it in time. */
async function shortenLeases({ db, runtime }: Sweep, { leaseMs }: SweepRequest): Promise<void> {
  const until = after(runtime.clock.now(), leaseMs)
  if (db.read((sql) => sql.one('find-long-lease', { until })) === undefined) return
  await db.write((sql) => sql.run('shorten-leases', { until }))
}

/** Gives the command to every job that the statement finds. */
function decideDue(sweep: Sweep, statement: string, command: Command): Promise<readonly Swept[]> {
  return eachChunk(sweep, statement, (transaction, stored) => {
    const decision = decide(stored.job, command, transaction.runtime.clock.now())
    return decision.kind === 'refuse' ? undefined : applyDecision(transaction, stored, decision)
  })
}

/** Changes what the statement finds, a chunk in each transaction, until it finds nothing or nothing of it can be changed. */
async function eachChunk(
  { db, runtime, chunk }: Sweep,
  statement: string,
  change: (transaction: OpenTransaction, stored: StoredJob) => Job | undefined,
): Promise<readonly Swept[]> {
  const all: Swept[] = []
  const now = runtime.clock.now()
  // Looking first leaves the write lock alone in the many seconds in which nothing is due.
  while (db.read((sql) => sql.one(statement, { now, limit: 1 })) !== undefined) {
    const swept = await db.write((sql) =>
      sql.all<JobRow>(statement, { now, limit: chunk }).flatMap((row) => {
        const stored = toStoredJob(row)
        const after = change({ sql, runtime }, stored)
        return after === undefined ? [] : [{ before: stored.job, after }]
      }),
    )
    if (swept.length === 0) break
    all.push(...swept)
  }
  return all
}

/** Second half of T14: the row of a forgotten job goes, a tombstone stays for its time. */
function deleteJob({ sql, runtime }: OpenTransaction, { seq, job }: StoredJob): Job {
  sql.run('insert-tombstone', { seq, snapshot: JSON.stringify(job), now: runtime.clock.now() })
  sql.run('delete-job', { seq })
  return job
}

/** Keys, tombstones and leases whose time is over. A lease outlives its process by no more than its own length. */
async function clearOutlived({ db, runtime, chunk }: Sweep): Promise<void> {
  const due = { now: runtime.clock.now() }
  while (db.read((sql) => sql.one('find-outlived', due)) !== undefined) {
    await db.write((sql) => {
      for (const statement of ['clear-idempotency-keys', 'clear-tombstones', 'clear-leases', 'clear-fires']) {
        sql.run(statement, { ...due, limit: chunk })
      }
    })
  }
}

/** Abandoned code ends with its process at the latest. */
async function releaseGoneRuns({ db, runtime, chunk }: Sweep): Promise<void> {
  const now = runtime.clock.now()
  while (db.read((sql) => sql.one('find-abandoned-without-process', { now, limit: 1 })) !== undefined) {
    await db.write((sql) => clearAbandoned(sql, now, chunk))
  }
}

function revocation(job: Job): readonly { readonly job: JobId; readonly worker: WorkerId }[] {
  return job.state === 'running' ? [{ job: job.id, worker: job.worker }] : []
}
