/**
 * Outcome: the closed set of things that a run can come to. The worker maps whatever the handler did to one of these, once.
 * `abandoned` says that the handler's code may still be running inside this process, so the settlement raises the epoch.
 */
import type { Instant } from '../base/clock.ts'
import type { Failure, JobResult } from './job.ts'

export type Outcome =
  | { readonly kind: 'succeeded'; readonly result: JobResult }
  /** Permanent: `job.fail(code)`, an invalid result, an input that no longer fits. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Retriable. `failure` is what the job fails with when its attempts are used up or its deadline comes first. */
  | {
      readonly kind: 'retry'
      readonly runAt: Instant
      readonly failure: Failure
      readonly error: string
      readonly abandoned: boolean
    }
  | { readonly kind: 'snoozed'; readonly runAt: Instant }
  /** The process is shutting down. */
  | { readonly kind: 'interrupted'; readonly abandoned: boolean }
  /** The cancel request took effect: the handler threw, or (forced) its grace is over. */
  | { readonly kind: 'canceled'; readonly abandoned: boolean }
  /** The worker or its child process died. */
  | { readonly kind: 'lost' }
