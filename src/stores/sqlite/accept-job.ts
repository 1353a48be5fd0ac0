/** `JobStore.accept`: job, input, event, idempotency key and subscriptions in one step, or none of them (T1). */
import type { Instant } from '../../base/clock.ts'
import type { Job } from '../../jobs/job.ts'
import type { Accepted, CallbackSubscription, Reader, Submission } from '../../jobs/store.ts'
import { findConflict, isBehindOthers } from './concurrency.ts'
import { findJob } from './find-job.ts'
import { toChangingColumns, toLastingColumns } from './job-rows.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { recordEvent } from './record-event.ts'
import type { SqlValues } from './sql.ts'

/**
 * Looks at the keys first: whoever finds one taken gets the job behind it, and nothing is written. `input` is what its row is to hold.
 */
export function acceptJob(
  transaction: OpenTransaction,
  submission: Submission,
  input: string = JSON.stringify(submission.input),
): Accepted {
  const known = findDuplicate(transaction, submission) ?? conflictOf(transaction, submission)
  if (known !== undefined) return known
  takeIdempotencyKey(transaction, submission)
  const { job } = submission
  const seq = insertJob(transaction, job, input, submission.idempotency?.expiresAt)
  for (const [position, callback] of submission.callbacks.entries())
    subscribe(transaction, seq, job, callback, position)
  recordEvent(transaction, { seq, job }, 'accepted')
  return { kind: 'inserted', job }
}

function findDuplicate({ sql, runtime }: OpenTransaction, { job, idempotency }: Submission): Accepted | undefined {
  if (idempotency === undefined) return undefined
  const scope = { ...scopeOf(job, idempotency.key), now: runtime.clock.now() }
  const taken = sql.one<{ job: Job['id']; fingerprint: string }>('find-idempotency-key', scope)
  if (taken === undefined) return undefined
  if (taken.fingerprint !== idempotency.fingerprint) return { kind: 'mismatch' }
  const found = findJob(sql, taken.job, ownerOf(job))
  if (found === undefined) throw new Error(`The idempotency key of job ${taken.job} has outlived its tombstone.`)
  return { kind: 'duplicate', job: found.job }
}

/** The conflict, when the job's concurrency key takes no more (I14). */
export function conflictOf(
  { sql }: OpenTransaction,
  submission: Pick<Submission, 'job' | 'exclusive'>,
): Extract<Accepted, { readonly kind: 'conflict' }> | undefined {
  const conflict = findConflict(sql, submission)
  if (conflict === undefined) return undefined
  const own = conflict.find(({ owner }) => owner === submission.job.owner)
  const found = own === undefined ? undefined : findJob(sql, own.id, ownerOf(submission.job))
  return { kind: 'conflict', ...(found === undefined ? {} : { job: found.job }) }
}

function takeIdempotencyKey({ sql, runtime }: OpenTransaction, { job, idempotency }: Submission): void {
  if (idempotency === undefined) return
  const { key, fingerprint, expiresAt } = idempotency
  const taken = { fingerprint, expiresAt, job: job.id, now: runtime.clock.now() }
  sql.run('take-idempotency-key', { ...scopeOf(job, key), ...taken })
}

function scopeOf({ tenant, owner, operation }: Job, key: string): SqlValues {
  return { tenant, owner, operation, key }
}

function ownerOf({ tenant, owner }: Job): Reader {
  return { kind: 'owner', tenant, owner }
}

/** The rows of a new job and its input; returns its row number. */
export function insertJob({ sql }: OpenTransaction, job: Job, input: string, keyExpiresAt?: Instant): number {
  const { rowid } = sql.run('insert-job', {
    ...toLastingColumns(job),
    ...toChangingColumns(job),
    keyExpiresAt: keyExpiresAt ?? null,
    parked: isBehindOthers(sql, job) ? 1 : 0,
  })
  sql.run('insert-io', { seq: rowid, input })
  return rowid
}

function subscribe(
  { sql }: OpenTransaction,
  seq: number,
  job: Job,
  callback: CallbackSubscription,
  position: number,
): void {
  const { candidate } = callback
  const scope = { tenant: job.tenant, owner: job.owner, origin: candidate.origin }
  const made = { id: candidate.id, sealedSecret: candidate.sealedSecret, now: job.createdAt }
  sql.run('insert-implicit-endpoint', { ...scope, ...made })
  sql.run('insert-subscription', {
    ...scope,
    seq,
    position,
    callback: callback.callback,
    url: callback.url,
    kinds: JSON.stringify(callback.on),
    payload: callback.payload,
    retryMs: JSON.stringify(callback.retryMs),
  })
}
