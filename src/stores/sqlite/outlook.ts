/** What a database waits for: jobs on their way, what is being sent, and when time alone changes something next. For whoever moves time by hand. */
import type { Instant } from '../../base/clock.ts'
import type { DeliveryId, JobId } from '../../base/ids.ts'
import type { Job } from '../../jobs/job.ts'
import type { SqliteDatabase } from './open.ts'

export interface Outlook {
  /** Oldest first. */
  readonly unsettled: readonly UnsettledJob[]
  readonly sending: readonly DeliveryId[]
  /** After now: a start, a deadline, a delivery, a schedule, or the end of something that is kept. */
  readonly nextDueAt?: Instant
}

/** A job that has not finished, or whose deliveries have not. */
export interface UnsettledJob {
  readonly job: JobId
  readonly operation: string
  readonly state: Job['state']
  readonly attempt: number
  /** When it may run next; absent once it has finished. */
  readonly runAt?: Instant
  /** Deliveries that are on their way. */
  readonly undelivered: number
}

/**
 * What that database waits for.
 *
 * @example outlookOf(db, clock.now()).nextDueAt
 */
export function outlookOf(db: SqliteDatabase, now: Instant): Outlook {
  return db.read((sql) => {
    const next = sql.one<{ readonly at: Instant | null }>('find-next-due', { now })?.at ?? undefined
    return {
      unsettled: sql.all<UnsettledRow>('list-unsettled').map(toUnsettledJob),
      sending: sql.all<{ readonly id: DeliveryId }>('list-sending').map(({ id }) => id),
      ...(next === undefined ? {} : { nextDueAt: next }),
    }
  })
}

interface UnsettledRow extends Omit<UnsettledJob, 'job' | 'runAt'> {
  readonly id: JobId
  readonly run_at: Instant | null
}

function toUnsettledJob({ id, run_at, ...rest }: UnsettledRow): UnsettledJob {
  return { job: id, ...rest, ...(run_at === null ? {} : { runAt: run_at }) }
}
