/**
 * Places of a concurrency key. Who holds one is counted from the rows inside the transaction that gives another away, so there is no
 * counter to leak (I12). Jobs that find their key full are parked, and whatever frees a place calls the next one back.
 */
import type { Instant } from '../../base/clock.ts'
import type { Job } from '../../jobs/job.ts'
import type { Fence, Submission } from '../../jobs/store.ts'
import type { StoredJob } from './find-job.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { Sql } from './sql.ts'

interface Key {
  readonly operation: string
  readonly tenant: string
  readonly concurrencyKey: string
}

/** Whether as many run under the job's key as may; code that was abandoned counts while its process lives. */
export function isKeyFull(sql: Sql, job: Job, limit: number | undefined, now: Instant): boolean {
  const key = keyOf(job)
  if (key === undefined || limit === undefined) return false
  return (sql.one<{ holders: number }>('count-key-holders', { ...key, now })?.holders ?? 0) >= limit
}

/** Sets a ready job aside until a place of its key is free. */
export function parkJob(sql: Sql, { seq }: StoredJob): void {
  sql.run('park-job', { seq })
}

/** Whether others wait for the key already: a newcomer then waits with them. */
export function isBehindOthers(sql: Sql, job: Job): boolean {
  const key = keyOf(job)
  return key !== undefined && job.state === 'ready' && sql.one('find-parked', { ...key }) !== undefined
}

/** After a change that may have freed a place, or taken away the one who would have used it: calls the next one back. */
export function unparkNext(sql: Sql, before: Job, after: Job): void {
  if (before.state === after.state || after.state === 'running') return
  const key = keyOf(before)
  if (key !== undefined && (before.state === 'running' || before.state === 'ready')) sql.run('unpark-next', { ...key })
}

/** The unfinished jobs of the submission's key, oldest first, when there are as many as its limit allows (I14). */
export function findConflict(
  sql: Sql,
  { job, exclusive }: Pick<Submission, 'job' | 'exclusive'>,
): readonly { readonly id: Job['id']; readonly owner: string }[] | undefined {
  const key = keyOf(job)
  if (key === undefined || exclusive === undefined) return undefined
  const unfinished = sql.all<{ id: Job['id']; owner: string }>('list-unfinished-of-key', {
    ...key,
    limit: exclusive.limit,
  })
  return unfinished.length < exclusive.limit ? undefined : unfinished
}

/** `JobStore.releaseRun`. */
export function releaseRun({ sql }: OpenTransaction, { job, epoch, incarnation }: Fence): void {
  if (sql.run('release-run', { id: job, epoch, incarnation }).changes === 0) return
  callNext(sql, sql.one<Key>('find-key-by-id', { id: job }))
}

/** Takes the mark from runs whose process is gone, up to `limit` of them; returns how many there were (I9). */
export function clearAbandoned(sql: Sql, now: Instant, limit: number): number {
  const gone = sql.all<{ seq: number; epoch: number }>('find-abandoned-without-process', { now, limit })
  for (const { seq, epoch } of gone) {
    sql.run('clear-abandoned', { seq, epoch })
    callNext(sql, sql.one<Key>('find-key-by-seq', { seq }))
  }
  return gone.length
}

function callNext(sql: Sql, key: Key | undefined): void {
  if (key !== undefined) sql.run('unpark-next', { ...key })
}

function keyOf({ operation, tenant, concurrencyKey }: Job): Key | undefined {
  return concurrencyKey === undefined ? undefined : { operation, tenant, concurrencyKey }
}
