/** `JobStore.accept`: job, input, event, idempotency key and subscriptions in one step, or none of them (T1). */
import type { Job } from '../../jobs/job.ts'
import type { Accepted, CallbackSubscription, Submission } from '../../jobs/store.ts'
import { findJob } from './find-job.ts'
import { toChangingColumns, toLastingColumns } from './job-rows.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { recordEvent } from './record-event.ts'

/** Takes the key first: whoever finds it taken gets the job behind it, and nothing is written. */
export function acceptJob(transaction: OpenTransaction, submission: Submission): Accepted {
  const known = takeIdempotencyKey(transaction, submission)
  if (known !== undefined) return known
  const { job } = submission
  const seq = insertJob(transaction, submission)
  for (const [position, callback] of submission.callbacks.entries())
    subscribe(transaction, seq, job, callback, position)
  recordEvent(transaction, { seq, job }, 'accepted')
  return { kind: 'inserted', job }
}

function takeIdempotencyKey(transaction: OpenTransaction, { job, idempotency }: Submission): Accepted | undefined {
  if (idempotency === undefined) return undefined
  const scope = { tenant: job.tenant, owner: job.owner, operation: job.operation, key: idempotency.key }
  const { fingerprint, expiresAt } = idempotency
  const now = transaction.runtime.clock.now()
  if (transaction.sql.run('take-idempotency-key', { ...scope, fingerprint, job: job.id, expiresAt, now }).changes === 1)
    return undefined
  const taken = transaction.sql.one<{ job: Job['id']; fingerprint: string }>('find-idempotency-key', scope)
  if (taken?.fingerprint !== fingerprint) return { kind: 'mismatch' }
  const found = findJob(transaction.sql, taken.job, { kind: 'owner', tenant: job.tenant, owner: job.owner })
  if (found === undefined) throw new Error(`The idempotency key of job ${taken.job} has outlived its tombstone.`)
  return { kind: 'duplicate', job: found.job }
}

function insertJob({ sql }: OpenTransaction, { job, input, idempotency }: Submission): number {
  const { rowid } = sql.run('insert-job', {
    ...toLastingColumns(job),
    ...toChangingColumns(job),
    keyExpiresAt: idempotency?.expiresAt ?? null,
  })
  sql.run('insert-io', { seq: rowid, input: JSON.stringify(input) })
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
