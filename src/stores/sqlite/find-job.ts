/** Finds one job by id, as a caller, the operator or a worker may see it. What the reader may not see is not found. */
import type { JobId } from '../../base/ids.ts'
import { parseJson } from '../../base/parse-json.ts'
import type { Job } from '../../jobs/job.ts'
import type { FoundJob, Reader } from '../../jobs/store.ts'
import { type JobRow, toJob } from './job-rows.ts'
import type { Sql } from './sql.ts'

/** A job and its row number, which is what other tables refer to. */
export interface StoredJob {
  readonly seq: number
  readonly job: Job
}

/** The job, or what its tombstone kept of it. */
export function findJob(sql: Sql, id: JobId, reader: Reader): FoundJob | undefined {
  const stored = findStoredJob(sql, id, reader)
  if (stored !== undefined) return { job: stored.job, tombstone: false, ...lastError(sql, stored, reader) }
  const grave =
    reader.kind === 'operator'
      ? sql.one<{ snapshot: string }>('find-any-tombstone', { id })
      : sql.one<{ snapshot: string }>('find-tombstone', { id, tenant: reader.tenant, owner: reader.owner })
  return grave === undefined ? undefined : { job: parseJson(grave.snapshot) as Job, tombstone: true }
}

function lastError(sql: Sql, { seq }: StoredJob, reader: Reader): { readonly lastError?: string } {
  if (reader.kind !== 'operator') return {}
  const run = sql.one<{ readonly error: string }>('find-last-error', { seq })
  return run === undefined ? {} : { lastError: run.error }
}

/** The job while it has a row. */
export function findStoredJob(sql: Sql, id: JobId, reader: Reader): StoredJob | undefined {
  const row =
    reader.kind === 'operator'
      ? sql.one<JobRow>('find-any-job', { id })
      : sql.one<JobRow>('find-job', { id, tenant: reader.tenant, owner: reader.owner })
  return row === undefined ? undefined : toStoredJob(row)
}

export function toStoredJob(row: JobRow): StoredJob {
  return { seq: row.seq, job: toJob(row) }
}
