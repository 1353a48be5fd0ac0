/**
 * Judges a run: from whatever the handler did to one outcome. Pure; whether a retry still is one, and whether a cancel request overrides
 * it all, is decided by `state.ts` when the outcome is settled.
 */
import { assertNever } from '../base/assert-never.ts'
import { after, type Instant } from '../base/clock.ts'
import { toPlainError } from '../base/observe.ts'
import type { Random } from '../base/random.ts'
import type { AsyncPolicy } from '../contract/async-policy.ts'
import type { JobFailureCode } from '../contract/problem-catalog.ts'
import type { Handler, Validate } from '../contract/registry.ts'
import { backoffMs } from '../work/backoff.ts'
import { frameworkFailure } from './framework-failure.ts'
import { type Failure, isPastDeadline, type JobFile, type JobIn } from './job.ts'
import { type AbortReason, JobFail, JobRetryAfter, JobSnooze } from './job-context.ts'
import { judgeFile, judgeValue } from './judge-result.ts'
import type { Outcome } from './outcome.ts'
import type { RunEnding } from './runner.ts'

/** A run that is over, as it is judged: a returned file is in the job's keeping by now; `forced` when it did not end in time. */
export type EndingToJudge =
  | Exclude<RunEnding, { readonly kind: 'returned-file' }>
  | { readonly kind: 'filed'; readonly file: JobFile }
  | { readonly kind: 'forced'; readonly abandoned: boolean }
  /** The handler's code was not loaded in time, so it never began. */
  | { readonly kind: 'unloaded'; readonly abandoned: boolean }

/** What the run came to must be read in the light of these. */
export interface Situation {
  readonly job: JobIn<'running'>
  readonly handler: Handler
  readonly policy: AsyncPolicy
  /** Why the run was asked to stop, if it was. */
  readonly aborted: AbortReason | undefined
  /** Absent where the result is a file or empty. */
  readonly validateResult: Validate | undefined
  readonly now: Instant
  readonly random: Random
}

/**
 * The outcome of a run.
 *
 * @example judge({ kind: 'threw', error: new JobSnooze(60_000) }, situation) // { kind: 'snoozed', … }
 */
export function judge(ending: EndingToJudge, situation: Situation): Outcome {
  switch (ending.kind) {
    case 'returned':
      return judgeValue(ending.value, situation.policy.result, situation.validateResult)
    case 'filed':
      return judgeFile(ending.file, situation.policy.result)
    case 'threw':
      return judgeError(ending.error, situation)
    case 'died':
      return { kind: 'lost' }
    case 'forced':
      return judgeStop(situation.aborted ?? 'shutdown', ending.abandoned, situation)
    case 'unloaded':
      return judgeUnloaded(ending.abandoned, situation)
    default:
      return assertNever(ending)
  }
}

/** What the handler says counts before what it was told, except that any throw after a cancel request is the cancellation (R-CAN-5). */
function judgeError(error: unknown, situation: Situation): Outcome {
  if (situation.aborted === 'cancel') return { kind: 'canceled', abandoned: false }
  if (situation.handler.stub === true) return { kind: 'failed', failure: frameworkFailure('not-implemented') }
  if (error instanceof JobFail) return { kind: 'failed', failure: declaredFailure(error, situation.policy) }
  if (error instanceof JobRetryAfter) return retry('handler-error', textOf(error), situation, error.delayMs)
  if (error instanceof JobSnooze) return { kind: 'snoozed', runAt: after(situation.now, error.delayMs) }
  if (situation.aborted !== undefined) return judgeStop(situation.aborted, false, situation)
  return retry('handler-error', textOf(error), situation)
}

/** The run ended, or was ended, because it was told to. */
function judgeStop(reason: AbortReason, abandoned: boolean, situation: Situation): Outcome {
  switch (reason) {
    case 'cancel':
      return { kind: 'canceled', abandoned }
    case 'shutdown':
    case 'lease-lost':
      return { kind: 'interrupted', abandoned }
    case 'timeout':
      return { ...retry('attempt-timeout', 'attempt-timeout', situation), abandoned }
    default:
      return assertNever(reason)
  }
}

/** As if the load had failed, which no timeout of the handler's would say: what the operator reads names the cause. */
function judgeUnloaded(abandoned: boolean, situation: Situation): Outcome {
  if (situation.aborted !== undefined) return judgeStop(situation.aborted, abandoned, situation)
  return { ...retry('handler-error', notLoaded, situation), abandoned }
}

const notLoaded = 'The code of the handler did not load in time, so the handler was not called.'

/** Never sooner than `delayMs`, and never sooner than the backoff. */
function retry(
  code: JobFailureCode,
  error: string,
  situation: Situation,
  delayMs = 0,
): Extract<Outcome, { readonly kind: 'retry' }> {
  const { job, now, policy, random } = situation
  const failure = frameworkFailure(isPastDeadline(job, now) ? 'deadline-exceeded' : code)
  const runAt = after(now, Math.max(delayMs, backoffMs(policy.retry, job.attempt, random)))
  return { kind: 'retry', runAt, failure, error, abandoned: false }
}

/** The types forbid a code that is not declared; JavaScript does not. */
function declaredFailure(fail: JobFail, policy: AsyncPolicy): Failure {
  const declared = policy.errors.find((error) => error.code === fail.code)
  if (declared === undefined) {
    return {
      ...frameworkFailure('handler-error', 'The handler failed with a code that the operation does not declare.'),
      retriable: false,
    }
  }
  // JavaScript may pass anything as the detail; only a text is one.
  return { ...declared, ...(typeof fail.detail === 'string' ? { detail: fail.detail.slice(0, longestText) } : {}) }
}

const longestText = 2_000

/** For the operator only: callers never see what a handler threw. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`
  const { name, message } = toPlainError(error)
  return `${name}: ${message}`.slice(0, longestText)
}
