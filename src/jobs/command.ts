/** What can be asked of a job, and what comes of it: the vocabulary of the state machine. */
import type { WorkerId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'
import type { JobEventKind } from './events.ts'
import type { Job, Progress } from './job.ts'
import type { Outcome } from './outcome.ts'

export type Command =
  /** T2: its time has come. */
  | { readonly kind: 'promote' }
  /** T3. */
  | { readonly kind: 'claim'; readonly worker: WorkerId }
  /** T4 to T9 and T12: a run ended. The store has compared the fence. */
  | { readonly kind: 'settle'; readonly outcome: Outcome }
  /** T10, T11: the caller (or the operator) asks for cancellation. */
  | { readonly kind: 'cancel' }
  /** T13: the sweep asks whether the deadline has passed. */
  | { readonly kind: 'expire-deadline' }
  /** Visible change of a running job. */
  | ({ readonly kind: 'progress' } & ProgressChange)
  /** DELETE R, or the end of retention (first half of T14). */
  | { readonly kind: 'forget' }

/** What a handler reports at one time; what is absent stays as it was. */
export interface ProgressChange {
  readonly progress?: Progress
  readonly partial?: JsonValue
}

/** What is written into the open run when it is closed. */
export interface RunClosing {
  readonly outcome: Outcome['kind'] | 'deadline-exceeded'
  readonly error?: string
  /** Its code may still be running in its process; it keeps its concurrency until the promise settles. */
  readonly abandoned: boolean
}

export type Decision =
  | {
      readonly kind: 'change'
      /** The whole next value; the store writes it where revision and epoch are still those of the job it asked about. */
      readonly job: Job
      /** Recorded in the same transaction, with its deliveries (I6); `started` and `progress` only where a subscription asks for them. */
      readonly event?: JobEventKind
      /** A run row is opened under the new epoch (only a claim does). */
      readonly opensRun: boolean
      readonly closesRun?: RunClosing
      /** Input, result, partial and files are deleted. */
      readonly forgets: boolean
    }
  | { readonly kind: 'refuse'; readonly reason: Refusal }

export type Refusal =
  /** Finished already as succeeded or failed. */
  | 'already-finished'
  /** Canceled, or being canceled: ask again as often as you like, the answer stays. */
  | 'already-canceled'
  | 'already-forgotten'
  | 'not-finished'
  | 'not-due'
  | 'not-waiting'
  | 'not-ready'
  | 'not-running'
  /** A claim after the deadline; the sweep fails the job. */
  | 'overdue'
  /** A run that says it was canceled although nobody asked for it (I18). */
  | 'not-canceling'
