/** The schedule store on SQLite: rows of `schedule` and `fire`; a time and the job it makes are one commit (I15). Decides no times. */
import type { Instant } from '../../base/clock.ts'
import type { JobId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { Fired, FireOutcome, Firing, ScheduleStore, StoredSchedule } from '../../jobs/schedule-store.ts'
import { acceptJob } from './accept-job.ts'
import type { SqliteDatabase } from './open.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { ReadDoor } from './read-door.ts'

/**
 * A schedule store over an open database.
 *
 * @example const schedules = sqliteScheduleStore(db, runtime)
 */
export function sqliteScheduleStore(db: SqliteDatabase, runtime: Runtime): ScheduleStore {
  return {
    ...scheduleReadings(db),
    register: (definitions, orphanedBefore) =>
      db.write((sql) => {
        const now = runtime.clock.now()
        for (const definition of definitions) sql.run('register-schedule', { ...definition, orphanedBefore, now })
      }),
    unregister: (operations) =>
      db.write((sql) => {
        for (const operation of operations) sql.run('unregister-schedule', { ...operation })
      }),
    fire: (firing) => db.write((sql) => fire({ sql, runtime }, firing)),
  }
}

/** The verb that writes nothing. */
export function scheduleReadings(db: ReadDoor): Pick<ScheduleStore, 'list'> {
  return { list: async () => db.read((sql) => sql.all<ScheduleRow>('list-schedules').map(toSchedule)) }
}

function fire(transaction: OpenTransaction, firing: Firing): readonly Fired[] | 'stale' {
  const { operation, expected, nextAt } = firing
  if (transaction.sql.run('move-schedule', { operation, expected, nextAt }).changes === 0) return 'stale'
  return firing.fires.flatMap((one) => fireOnce(transaction, firing, one))
}

function fireOnce(
  transaction: OpenTransaction,
  { operation, skipsOverlap }: Firing,
  { fireAt, submission }: Firing['fires'][number],
): readonly Fired[] {
  const { sql } = transaction
  if (sql.one('find-fire', { operation, fireAt }) !== undefined) return []
  const outcome = outcomeOf(transaction, operation, skipsOverlap, submission)
  const job = outcome === 'accepted' ? submission?.job.id : undefined
  sql.run('insert-fire', { operation, fireAt, outcome, job: job ?? null })
  if (outcome !== 'accepted') sql.run('count-skipped-fire', { operation })
  return [{ fireAt, outcome, ...(job === undefined ? {} : { job }) }]
}

function outcomeOf(
  transaction: OpenTransaction,
  operation: string,
  skipsOverlap: boolean,
  submission: Firing['fires'][number]['submission'],
): FireOutcome {
  if (submission === undefined) return 'invalid-input'
  if (skipsOverlap && transaction.sql.one('find-unfinished-of-schedule', { operation }) !== undefined) return 'overlap'
  return acceptJob(transaction, submission).kind === 'inserted' ? 'accepted' : 'conflict'
}

interface ScheduleRow {
  readonly operation: string
  readonly revision: number
  readonly cron: string
  readonly timezone: string
  readonly next_at: Instant
  readonly skipped: number
  readonly fire_at: Instant | null
  readonly outcome: FireOutcome
  readonly job: JobId | null
}

function toSchedule({ next_at: nextAt, fire_at: fireAt, outcome, job, ...row }: ScheduleRow): StoredSchedule {
  const last = fireAt === null ? {} : { last: { fireAt, outcome, ...(job === null ? {} : { job }) } }
  return { ...row, nextAt, ...last }
}
