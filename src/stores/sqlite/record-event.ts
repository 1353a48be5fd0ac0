/** Writes an event of a job and one delivery for each endpoint that hears of it: the outbox (WH-31). Sends nothing. */
import { newDeliveryId, newEventId } from '../../base/ids.ts'
import type { EventKind } from '../../contract/async-policy.ts'
import { eventType } from '../../contract/event-type.ts'
import { isRecorded, type JobEventKind, type Subscription, subscribersOf } from '../../jobs/events.ts'
import type { Job } from '../../jobs/job.ts'
import type { StoredJob } from './find-job.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { Sql } from './sql.ts'

/** Records the event under the job's next number, if it is one to be kept. */
export function recordEvent(transaction: OpenTransaction, stored: StoredJob, kind: JobEventKind): void {
  if (kind === 'accepted') {
    insertEvent(transaction, stored, kind)
    return
  }
  const subscribers = subscribersOf(kind, readSubscriptions(transaction.sql, stored.seq))
  if (!isRecorded(kind, subscribers)) return
  const event = insertEvent(transaction, stored, kind)
  const type = eventType(stored.job.operation, kind)
  for (const subscriber of subscribers) insertDelivery(transaction, stored, { event, type }, subscriber)
}

interface SubscriptionRow extends Omit<Subscription, 'on' | 'retryMs'> {
  readonly kinds: string
  readonly retry_ms: string
}

function readSubscriptions(sql: Sql, seq: number): readonly Subscription[] {
  return sql.all<SubscriptionRow>('list-subscriptions', { seq }).map(({ kinds, retry_ms, ...row }) => ({
    ...row,
    on: JSON.parse(kinds) as readonly EventKind[],
    retryMs: JSON.parse(retry_ms) as readonly number[],
  }))
}

function insertEvent({ sql, runtime }: OpenTransaction, { seq, job }: StoredJob, kind: JobEventKind): number {
  const id = newEventId(runtime.random)
  const snapshot = JSON.stringify(withoutResult(job))
  return sql.run('insert-event', { id, seq, kind, at: job.updatedAt, snapshot }).rowid
}

/** What kind of result there is and where it is stays; the value does not, nor what only claims ask for. */
function withoutResult({ concurrencyKey, ...job }: Job): Job {
  if (job.state !== 'succeeded' || !('value' in job.result)) return job
  return { ...job, result: { ...job.result, value: null } }
}

function insertDelivery(
  { sql, runtime }: OpenTransaction,
  { seq, job }: StoredJob,
  told: { readonly event: number; readonly type: string },
  { endpoint, url, payload, retryMs }: Subscription,
): void {
  const id = newDeliveryId(runtime.random)
  const letter = { endpoint, url, payload, retryMs: JSON.stringify(retryMs) }
  sql.run('insert-delivery', { id, seq, ...told, ...letter, now: job.updatedAt })
}
