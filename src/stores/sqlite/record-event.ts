/** Writes an event of a job and one delivery for each endpoint that hears of it: the outbox (WH-31). Sends nothing. */
import { newDeliveryId, newEventId } from '../../base/ids.ts'
import type { EventKind } from '../../contract/async-policy.ts'
import { eventType } from '../../contract/event-type.ts'
import { type JobEventKind, type Subscription, subscribersOf } from '../../jobs/events.ts'
import type { Job } from '../../jobs/job.ts'
import type { StoredJob } from './find-job.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { Sql } from './sql.ts'

/** Records the event under the job's next number; `started` and `progress` only when somebody hears of them. */
export function recordEvent(transaction: OpenTransaction, { seq, job }: StoredJob, kind: JobEventKind): void {
  const subscribers = subscribersOf(kind, kind === 'accepted' ? [] : readSubscriptions(transaction.sql, seq))
  if ((kind === 'started' || kind === 'progress') && subscribers.length === 0) return
  const { rowid } = transaction.sql.run('insert-event', {
    id: newEventId(transaction.runtime.random),
    seq,
    kind,
    at: job.updatedAt,
    snapshot: JSON.stringify(withoutResult(job)),
  })
  if (kind === 'accepted') return
  for (const subscriber of subscribers) {
    transaction.sql.run('insert-delivery', {
      id: newDeliveryId(transaction.runtime.random),
      event: rowid,
      seq,
      endpoint: subscriber.endpoint,
      type: eventType(job.operation, kind),
      url: subscriber.url,
      payload: subscriber.payload,
      retryMs: JSON.stringify(subscriber.retryMs),
      now: job.updatedAt,
    })
  }
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

/** What kind of result there is and where it is stays; the value does not, nor what only claims ask for. */
function withoutResult({ concurrencyKey, ...job }: Job): Job {
  if (job.state !== 'succeeded' || !('value' in job.result)) return job
  return { ...job, result: { ...job.result, value: null } }
}
