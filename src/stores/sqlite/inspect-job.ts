/** What the operator is shown of one job beyond the job itself: its runs, steps, events, and the jobs that repeat it. Writes nothing. */
import type { Instant } from '../../base/clock.ts'
import type { JobId } from '../../base/ids.ts'
import type { JobEventKind } from '../../jobs/events.ts'
import type { SqliteDatabase } from './open.ts'

export interface JobHistory {
  readonly runs: readonly RunRecord[]
  readonly steps: readonly { readonly name: string; readonly epoch: number; readonly size: number }[]
  readonly events: readonly {
    readonly number: number
    readonly kind: JobEventKind
    readonly at: Instant
    readonly deliveries: number
  }[]
  /** Jobs that do this one again. */
  readonly repeats: readonly JobId[]
}

export interface RunRecord {
  readonly epoch: number
  readonly worker: string
  readonly startedAt: Instant
  readonly endedAt?: Instant
  readonly outcome?: string
  /** What the handler threw. */
  readonly error?: string
  /** Its code goes on, or nobody knows. */
  readonly abandoned: boolean
}

interface RunRow {
  readonly epoch: number
  readonly worker: string
  readonly started_at: Instant
  readonly ended_at: Instant | null
  readonly outcome: string | null
  readonly error: string | null
  readonly abandoned: 0 | 1
}

/** The history of a job; empty for one that is not there. */
export function inspectJob(database: SqliteDatabase, id: JobId): JobHistory {
  return database.read((sql) => ({
    runs: sql.all<RunRow>('inspect-runs', { id }).map(toRun),
    steps: sql.all<JobHistory['steps'][number]>('inspect-steps', { id }),
    events: sql.all<JobHistory['events'][number]>('inspect-events', { id }),
    repeats: sql.all<{ id: JobId }>('inspect-repeats', { id }).map((row) => row.id),
  }))
}

function toRun({ epoch, worker, started_at: startedAt, abandoned, ...row }: RunRow): RunRecord {
  return {
    ...{ epoch, worker, startedAt, abandoned: abandoned === 1 },
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    ...(row.error === null ? {} : { error: row.error }),
  }
}
