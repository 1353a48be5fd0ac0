/** A job as its row and back. The checks of the table vouch for what belongs to which state, so nothing is validated again here. */
import { assertNever } from '../../base/assert-never.ts'
import type { Instant } from '../../base/clock.ts'
import type { JobId, WorkerId } from '../../base/ids.ts'
import type { JsonValue } from '../../base/json.ts'
import { parseJson } from '../../base/parse-json.ts'
import type { Failure, Job, JobFacts, JobResult, JobState, Progress } from '../../jobs/job.ts'
import type { SqlValues } from './sql.ts'
import { parseResult } from './stored-values.ts'

/** Columns of `job` as every statement selects them, with those of `job_io` that a job shows. */
export interface JobRow {
  readonly seq: number
  readonly id: JobId
  readonly operation: string
  readonly contract_revision: number
  readonly tenant: string
  readonly owner: string
  readonly state: Job['state']
  readonly why: 'delay' | 'retry' | 'snooze'
  readonly priority: number
  readonly run_at: Instant
  readonly worker: WorkerId
  readonly cancel_requested_at: Instant | null
  readonly revision: number
  readonly attempt: number
  readonly max_attempts: number
  readonly crashes: number
  readonly interrupts: number
  readonly epoch: number
  readonly created_at: Instant
  readonly updated_at: Instant
  readonly started_at: Instant | null
  readonly deadline_at: Instant | null
  readonly start_by: Instant | null
  readonly estimated_completion_at: Instant | null
  readonly finished_at: Instant
  readonly expires_at: Instant
  readonly forgotten_at: Instant | null
  readonly retention_ms: number
  readonly tombstone_ms: number
  readonly key_expires_at: Instant | null
  readonly progress: string | null
  readonly failure: string
  readonly retried_from: JobId | null
  readonly concurrency_key: string | null
  readonly result: string | null
  readonly partial: string | null
}

/** The job of a row. */
export function toJob(row: JobRow): Job {
  return { ...toFacts(row), ...toState(row) }
}

function toFacts(row: JobRow): JobFacts {
  return {
    id: row.id,
    operation: row.operation,
    contractRevision: row.contract_revision,
    tenant: row.tenant,
    owner: row.owner,
    priority: row.priority,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    crashes: row.crashes,
    interrupts: row.interrupts,
    epoch: row.epoch,
    retentionMs: row.retention_ms,
    tombstoneMs: row.tombstone_ms,
    ...present('startedAt', row.started_at),
    ...present('deadlineAt', row.deadline_at),
    ...present('startBy', row.start_by),
    ...present('estimatedCompletionAt', row.estimated_completion_at),
    ...present('retriedFrom', row.retried_from),
    ...present('concurrencyKey', row.concurrency_key),
    ...present('progress', row.progress === null ? null : (parseJson(row.progress) as Progress)),
    ...(row.partial === null ? {} : { partial: parseJson(row.partial) as JsonValue }),
  }
}

function toState(row: JobRow): JobState {
  switch (row.state) {
    case 'waiting':
      return { state: 'waiting', why: row.why, runAt: row.run_at }
    case 'ready':
      return { state: 'ready', runAt: row.run_at }
    case 'running':
      return {
        state: 'running',
        runAt: row.run_at,
        worker: row.worker,
        ...present('cancelRequestedAt', row.cancel_requested_at),
      }
    case 'succeeded':
      return { state: 'succeeded', ...toFinish(row), result: toResult(row.result) }
    case 'failed':
      return { state: 'failed', ...toFinish(row), failure: parseJson(row.failure) as Failure }
    case 'canceled':
      return { state: 'canceled', ...toFinish(row) }
    default:
      return assertNever(row.state)
  }
}

function toFinish(row: JobRow): {
  readonly finishedAt: Instant
  readonly expiresAt: Instant
  readonly forgottenAt?: Instant
} {
  return { finishedAt: row.finished_at, expiresAt: row.expires_at, ...present('forgottenAt', row.forgotten_at) }
}

/** A forgotten result reads as an empty one. */
function toResult(result: string | null): JobResult {
  return result === null ? { kind: 'empty' } : parseResult(result)
}

function present<Name extends string, Value>(
  name: Name,
  value: Value | null,
): { readonly [Key in Name]?: NonNullable<Value> } {
  return (value === null ? {} : { [name]: value }) as { readonly [Key in Name]?: NonNullable<Value> }
}

/** The values that a decision may change, by the names in `update-job.sql` and `insert-job.sql`. */
export function toChangingColumns(job: Job): SqlValues {
  return {
    state: job.state,
    why: job.state === 'waiting' ? job.why : null,
    priority: job.priority,
    runAt: 'runAt' in job ? job.runAt : null,
    worker: job.state === 'running' ? job.worker : null,
    cancelRequestedAt: job.state === 'running' ? (job.cancelRequestedAt ?? null) : null,
    revision: job.revision,
    attempt: job.attempt,
    crashes: job.crashes,
    interrupts: job.interrupts,
    epoch: job.epoch,
    updatedAt: job.updatedAt,
    startedAt: job.startedAt ?? null,
    estimatedCompletionAt: job.estimatedCompletionAt ?? null,
    finishedAt: 'finishedAt' in job ? job.finishedAt : null,
    expiresAt: 'expiresAt' in job ? job.expiresAt : null,
    forgottenAt: 'forgottenAt' in job ? (job.forgottenAt ?? null) : null,
    progress: job.progress === undefined ? null : JSON.stringify(job.progress),
    failure: job.state === 'failed' ? JSON.stringify(job.failure) : null,
  }
}

/** The values that a job keeps from its first day, by the names in `insert-job.sql`. */
export function toLastingColumns(job: Job): SqlValues {
  return {
    id: job.id,
    operation: job.operation,
    contractRevision: job.contractRevision,
    tenant: job.tenant,
    owner: job.owner,
    maxAttempts: job.maxAttempts,
    createdAt: job.createdAt,
    deadlineAt: job.deadlineAt ?? null,
    startBy: job.startBy ?? null,
    retentionMs: job.retentionMs,
    tombstoneMs: job.tombstoneMs,
    retriedFrom: job.retriedFrom ?? null,
    concurrencyKey: job.concurrencyKey ?? null,
  }
}
