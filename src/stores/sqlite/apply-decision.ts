/**
 * Writes what `decide` made of a job: row, result, run, event and deliveries, in the transaction of the caller, so that none of them is
 * there without the others (I6). Decides nothing itself.
 */
import type { Decision, RunClosing } from '../../jobs/command.ts'
import type { Job } from '../../jobs/job.ts'
import { unparkNext } from './concurrency.ts'
import type { StoredJob } from './find-job.ts'
import { toChangingColumns } from './job-rows.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { recordEvent } from './record-event.ts'
import type { Sql } from './sql.ts'

type DecidedChange = Extract<Decision, { readonly kind: 'change' }>

/** Writes the change and returns the job as it now is. `result` is what the row of its result is to hold, if not the result itself. */
export function applyDecision(
  transaction: OpenTransaction,
  stored: StoredJob,
  change: DecidedChange,
  result?: string,
): Job {
  const { sql } = transaction
  const { seq } = stored
  // Before the job finishes: afterwards the file takes no result any more.
  writeData(sql, stored, change, result)
  writeJob(sql, stored, change.job)
  if (change.opensRun) openRun(sql, seq, change.job)
  if (change.closesRun !== undefined) closeRun(sql, seq, change.job, change.closesRun)
  if (change.event !== undefined) recordEvent(transaction, { seq, job: change.job }, change.event)
  if (change.forgets) forgetData(sql, seq)
  unparkNext(sql, stored.job, change.job)
  return change.job
}

function writeData(sql: Sql, { seq, job }: StoredJob, change: DecidedChange, result: string | undefined): void {
  if (change.forgets) return
  if (change.job.partial !== job.partial) {
    sql.run('update-partial', { seq, partial: JSON.stringify(change.job.partial) })
  }
  if (change.job.state === 'succeeded') {
    sql.run('insert-result', { seq, result: result ?? JSON.stringify(change.job.result) })
  }
}

function writeJob(sql: Sql, { seq, job }: StoredJob, next: Job): void {
  const before = { seq, revisionBefore: job.revision, epochBefore: job.epoch, stateBefore: job.state }
  const { changes } = sql.run('update-job', { ...toChangingColumns(next), ...before })
  if (changes !== 1) throw new Error(`Job ${job.id} changed between reading and writing it.`)
}

function openRun(sql: Sql, seq: number, job: Job): void {
  if (job.state !== 'running') throw new Error(`Job ${job.id} cannot have a run while it is ${job.state}.`)
  sql.run('open-run', { seq, epoch: job.epoch, worker: job.worker, startedAt: job.updatedAt })
}

function closeRun(sql: Sql, seq: number, job: Job, end: RunClosing): void {
  sql.run('close-run', {
    seq,
    endedAt: job.updatedAt,
    outcome: end.outcome,
    error: end.error ?? null,
    abandoned: end.abandoned ? 1 : 0,
  })
}

/** Files are not the database's: whoever asked for the change removes them once it is committed. */
function forgetData(sql: Sql, seq: number): void {
  for (const statement of forgetStatements) sql.run(statement, { seq })
}

const forgetStatements = [
  'forget-io',
  'forget-concurrency-key',
  'forget-steps',
  'forget-events',
  'forget-bodies',
  'forget-errors',
  'forget-callback-urls',
  'forget-delivery-urls',
]
