/** What stands in the database: read from a copy, made while no server runs, so that looking changes nothing. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface JobRow {
  readonly seq: number
  readonly id: string
  readonly operation: string
  readonly state: 'waiting' | 'ready' | 'running' | 'succeeded' | 'failed' | 'canceled'
  readonly why: string | null
  readonly attempt: number
  readonly crashes: number
  readonly interrupts: number
  readonly canceling: number
  readonly failure: string | null
  readonly input: string | null
}

export interface RunRow {
  readonly job: string
  readonly epoch: number
  readonly outcome: string | null
  readonly startedAt: number
}

export interface EventRow {
  readonly job: string
  readonly number: number
  readonly kind: string
}

export interface Snapshot {
  readonly jobs: ReadonlyMap<string, JobRow>
  readonly runs: readonly RunRow[]
  readonly events: readonly EventRow[]
  /** Jobs with a delivery on its way or waiting for its next attempt. */
  readonly delivering: ReadonlySet<string>
  /** Idempotency key -> job. */
  readonly keys: ReadonlyMap<string, string>
  /** 'ok' unless the file is damaged. */
  readonly soundness: unknown
}

/** Copies the database to that folder and reads the copy. */
export function takeSnapshot(file: string, folder: string): Snapshot {
  mkdirSync(folder, { recursive: true })
  const copy = join(folder, 'jobs.db')
  for (const suffix of ['', '-wal'])
    if (existsSync(`${file}${suffix}`)) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`)
  const connection = new Database(copy)
  try {
    return read(connection)
  } finally {
    connection.close()
  }
}

function read(connection: Database.Database): Snapshot {
  const rows = <Row>(sql: string): Row[] => connection.prepare<[], Row>(sql).all()
  return {
    jobs: new Map(rows<JobRow>(selectJobs).map((job) => [job.id, job])),
    runs: rows<RunRow>(
      'select job.id as job, run.epoch, outcome, run.started_at as startedAt from run join job on job.seq = run.job',
    ),
    events: rows<EventRow>('select job.id as job, number, kind from event join job on job.seq = event.job'),
    delivering: new Set(
      rows<{ id: string }>(
        "select job.id from delivery join job on job.seq = delivery.job where delivery.state in ('waiting', 'sending')",
      ).map(({ id }) => id),
    ),
    keys: new Map(
      rows<{ key: string; job: string }>('select key, job from idempotency').map(({ key, job }) => [key, job]),
    ),
    soundness: connection.pragma('integrity_check', { simple: true }),
  }
}

const selectJobs = `
  select seq, id, operation, state, why, attempt, crashes, interrupts, cancel_requested_at is not null as canceling, failure, input
  from job left join job_io on job_io.job = job.seq`

/** The moments of a job's life that a kill has to hit. */
export type Moment = 'queued' | 'running' | 'waiting for a retry' | 'canceling' | 'delivering' | 'finished'

/** How many jobs are in each of them; those of a running server as well. */
export function countMoments(file: string): Readonly<Record<Moment, number>> {
  const connection = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const row = connection.prepare<[], Record<Moment, number>>(selectMoments).get()
    if (row === undefined) throw new Error('no counts')
    return row
  } finally {
    connection.close()
  }
}

const selectMoments = `
  select
    (select count(*) from job where state = 'ready') as queued,
    (select count(*) from job where state = 'running') as running,
    (select count(*) from job where state = 'waiting' and why = 'retry' and crashes = 0) as "waiting for a retry",
    (select count(*) from job where state = 'running' and cancel_requested_at is not null) as canceling,
    (select count(*) from delivery where state in ('waiting', 'sending')) as delivering,
    (select count(*) from job where finished_at is not null) as finished`

/** Which of these jobs were in which moment. */
export function momentsOf(
  { jobs, delivering }: Snapshot,
  known: readonly string[],
): Readonly<Record<Moment, readonly string[]>> {
  const ours = known.flatMap((id) => jobs.get(id) ?? [])
  const ids = (isIn: (job: JobRow) => boolean) => ours.filter(isIn).map(({ id }) => id)
  return {
    queued: ids(({ state }) => state === 'ready'),
    running: ids(({ state }) => state === 'running'),
    'waiting for a retry': ids(({ state, why, crashes }) => state === 'waiting' && why === 'retry' && crashes === 0),
    canceling: ids(({ state, canceling }) => state === 'running' && canceling === 1),
    delivering: ids(({ id }) => delivering.has(id)),
    finished: ids(({ state }) => isFinished(state)),
  }
}

export function isFinished(state: JobRow['state']): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'canceled'
}
