/**
 * The port to schedules. The rows are the truth about when each runs next and which times have run: however many processes look at them,
 * a time makes at most one job (I15). Nothing here assumes one process or synchronous calls.
 */
import type { Instant } from '../base/clock.ts'
import type { JobId } from '../base/ids.ts'
import type { Submission } from './store.ts'

export interface ScheduleStore {
  /**
   * Makes the schedules of a contract known. A new or changed one waits for its `nextAt`, an unchanged one for what it waited for before; a
   * time that has come already stays owed, whatever has changed since. Of an operation whose newer revision is known already nothing changes, unless that one's time was at or before `orphanedBefore`:
   * then nobody is left who would run it.
   */
  register(schedules: readonly ScheduleDefinition[], orphanedBefore: Instant): Promise<void>

  /** Takes the schedules of operations away that have none in this revision or any newer one. */
  unregister(operations: readonly { readonly operation: string; readonly revision: number }[]): Promise<void>

  /** All of them, by operation. */
  list(): Promise<readonly StoredSchedule[]>

  /**
   * Runs times of a schedule that still waits for `expected`: moves it on and inserts a job for each time, or records why there is none,
   * in one transaction; `stale` when another process was first, and nothing is written. A time that has run already is left out.
   */
  fire(firing: Firing): Promise<readonly Fired[] | 'stale'>
}

export interface ScheduleDefinition {
  readonly operation: string
  /** Of the operation's compiled definition (D17). */
  readonly revision: number
  readonly cron: string
  readonly timezone: string
  readonly nextAt: Instant
}

export interface StoredSchedule extends ScheduleDefinition {
  readonly last?: { readonly fireAt: Instant; readonly outcome: FireOutcome; readonly job?: JobId }
  /** Times that came and made no job, whatever the reason. */
  readonly skipped: number
}

export interface Firing {
  readonly operation: string
  readonly expected: Instant
  readonly nextAt: Instant
  /** Whether a time makes no job while a job of an earlier one has not finished. */
  readonly skipsOverlap: boolean
  readonly fires: readonly {
    readonly fireAt: Instant
    /** Absent when there can be no job; `invalid-input` is recorded. */
    readonly submission?: Submission
  }[]
}

/** What became of a time. */
export type FireOutcome =
  | 'accepted'
  /** The job of an earlier time has not finished. */
  | 'overlap'
  /** Its concurrency key takes no more. */
  | 'conflict'
  /** The input does not fit the operation. */
  | 'invalid-input'

export interface Fired {
  readonly fireAt: Instant
  readonly outcome: FireOutcome
  readonly job?: JobId
}
