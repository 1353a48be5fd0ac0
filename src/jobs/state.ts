/**
 * The state machine of a job: what a command makes of it, or why not. Pure: it reads no clock, draws no random number and stores
 * nothing. The functions carry the numbers T2 to T14 of the transitions; T1 is `acceptJob`. Nothing leaves a finished state.
 */
import { assertNever } from '../base/assert-never.ts'
import { after, type Instant } from '../base/clock.ts'
import type { WorkerId } from '../base/ids.ts'
import type { Command, Decision, Refusal, RunClosing } from './command.ts'
import { frameworkFailure } from './framework-failure.ts'
import {
  type Failure,
  isFinished,
  isPastDeadline,
  type Job,
  type JobFacts,
  type JobIn,
  type JobResult,
  type JobState,
  type Progress,
} from './job.ts'
import type { Outcome } from './outcome.ts'

/** Most involuntary losses a job survives; one more fails it as `crash-loop` (I10). */
export const maxCrashes = 5

/**
 * What the command makes of the job at that moment.
 *
 * @example decide(job, { kind: 'cancel' }, clock.now())
 */
export function decide(job: Job, command: Command, now: Instant): Decision {
  switch (command.kind) {
    case 'promote':
      return promote(job, now)
    case 'claim':
      return claim(job, command.worker, now)
    case 'settle':
      return job.state === 'running' ? settle(job, command.outcome, now) : refuse('not-running')
    case 'cancel':
      return cancel(job, now)
    case 'expire-deadline':
      return expireDeadline(job, now)
    case 'progress':
      return job.state === 'running' ? report(job, command, now) : refuse('not-running')
    case 'forget':
      return forget(job, now)
    default:
      return assertNever(command)
  }
}

/** T2. Callers see `queued` before and after, so the revision stays. */
function promote(job: Job, now: Instant): Decision {
  if (job.state !== 'waiting') return refuse('not-waiting')
  if (job.runAt > now) return refuse('not-due')
  return change({ ...factsOf(job), state: 'ready', runAt: job.runAt })
}

/** T3. Progress starts anew with each claim. */
function claim(job: Job, worker: WorkerId, now: Instant): Decision {
  if (job.state !== 'ready') return refuse('not-ready')
  if (job.runAt > now) return refuse('not-due')
  if (isOverdue(job, now)) return refuse('overdue')
  const { progress, ...facts } = revised(job, now)
  const claimed = { ...facts, attempt: job.attempt + 1, epoch: job.epoch + 1 }
  const running = { state: 'running', runAt: job.runAt, worker } as const
  if (job.startedAt !== undefined) return change({ ...claimed, ...running }, { opensRun: true })
  return change({ ...claimed, ...firstStart(job, now), ...running }, { opensRun: true, event: 'started' })
}

/** The first guess of the run time was counted from acceptance; now it counts from the start. */
function firstStart(job: Job, now: Instant): Pick<JobFacts, 'startedAt' | 'estimatedCompletionAt'> {
  if (job.estimatedCompletionAt === undefined) return { startedAt: now }
  return { startedAt: now, estimatedCompletionAt: after(now, job.estimatedCompletionAt - job.createdAt) }
}

function settle(job: JobIn<'running'>, outcome: Outcome, now: Instant): Decision {
  if (outcome.kind === 'succeeded') return succeed(job, outcome.result, now)
  if (job.cancelRequestedAt !== undefined) return cancelRunning(job, endOf(outcome), now)
  switch (outcome.kind) {
    case 'failed':
      return fail(job, outcome.failure, endOf(outcome), now)
    case 'retry':
      return mayRetry(job, outcome.runAt) ? retry(job, outcome, now) : fail(job, outcome.failure, endOf(outcome), now)
    case 'snoozed':
      return snooze(job, outcome, now)
    case 'interrupted':
      return handBack(job, endOf(outcome), now)
    case 'lost':
      return recover(job, now)
    case 'canceled':
      return refuse('not-canceling')
    default:
      return assertNever(outcome)
  }
}

/** T4. A value that was returned counts, cancel request or not. */
function succeed(job: JobIn<'running'>, result: JobResult, now: Instant): Decision {
  const progress = job.progress === undefined ? {} : { progress: { ...job.progress, percent: 100 } }
  const closesRun: RunClosing = { outcome: 'succeeded', abandoned: false }
  return change({ ...finished(job, now), ...progress, state: 'succeeded', result }, { event: 'succeeded', closesRun })
}

/** T5. */
function retry(job: JobIn<'running'>, outcome: Extract<Outcome, { kind: 'retry' }>, now: Instant): Decision {
  const closesRun = endOf(outcome)
  return change(
    { ...released(job, closesRun, now), state: 'waiting', why: 'retry', runAt: outcome.runAt },
    { closesRun },
  )
}

/** T6. */
function fail(job: JobIn<'running'>, failure: Failure, closesRun: RunClosing, now: Instant): Decision {
  const epoch = epochAfter(job, closesRun)
  return change({ ...finished(job, now), epoch, state: 'failed', failure }, { event: 'failed', closesRun })
}

/** T7. The attempt is given back: a deploy costs nothing. */
function handBack(job: JobIn<'running'>, closesRun: RunClosing, now: Instant): Decision {
  const counts = { attempt: job.attempt - 1, interrupts: job.interrupts + 1 }
  return change({ ...released(job, closesRun, now), ...counts, state: 'ready', runAt: job.runAt }, { closesRun })
}

/** T8, or T6 when it would sleep past its deadline. */
function snooze(job: JobIn<'running'>, outcome: Extract<Outcome, { kind: 'snoozed' }>, now: Instant): Decision {
  const closesRun = endOf(outcome)
  if (isPastDeadline(job, outcome.runAt)) return fail(job, frameworkFailure('deadline-exceeded'), closesRun, now)
  const facts = { ...released(job, closesRun, now), attempt: job.attempt - 1 }
  return change({ ...facts, state: 'waiting', why: 'snooze', runAt: outcome.runAt }, { closesRun })
}

/** T9. The first loss is most often a killed process, so it runs again at once; later ones wait longer and longer. */
function recover(job: JobIn<'running'>, now: Instant): Decision {
  const closesRun: RunClosing = { outcome: 'lost', abandoned: false }
  const counts = { attempt: job.attempt - 1, crashes: job.crashes + 1 }
  if (counts.crashes > maxCrashes) return crashLoop(job, closesRun, now)
  const facts = { ...released(job, closesRun, now), ...counts }
  if (counts.crashes === 1) return change({ ...facts, state: 'ready', runAt: job.runAt }, { closesRun })
  const runAt = after(now, 1_000 * 2 ** (counts.crashes - 2))
  return change({ ...facts, state: 'waiting', why: 'retry', runAt }, { closesRun })
}

/** T9: the worker died under it once too often. The cap counts survived losses, so `crashes` stays at `maxCrashes` (I10). */
function crashLoop(job: JobIn<'running'>, closesRun: RunClosing, now: Instant): Decision {
  const facts = { ...finished(job, now), attempt: job.attempt - 1, epoch: epochAfter(job, closesRun) }
  return change({ ...facts, state: 'failed', failure: frameworkFailure('crash-loop') }, { event: 'failed', closesRun })
}

function cancel(job: Job, now: Instant): Decision {
  if (job.state === 'running') return requestCancel(job, now)
  if (isFinished(job)) return refuse(finishedReason(job))
  return change({ ...finished(job, now), state: 'canceled' }, { event: 'canceled' }) // T10
}

/** T11. The first request wins. */
function requestCancel(job: JobIn<'running'>, now: Instant): Decision {
  if (job.cancelRequestedAt !== undefined) return refuse('already-canceled')
  return change({ ...job, ...revised(job, now), cancelRequestedAt: now })
}

/** T12, whatever the run came to: after a cancel request nothing but a returned value counts. */
function cancelRunning(job: JobIn<'running'>, closesRun: RunClosing, now: Instant): Decision {
  const epoch = epochAfter(job, closesRun)
  return change({ ...finished(job, now), epoch, state: 'canceled' }, { event: 'canceled', closesRun })
}

/** T13; once cancellation was requested it is T12 instead. */
function expireDeadline(job: Job, now: Instant): Decision {
  if (isFinished(job)) return refuse(finishedReason(job))
  if (!isOverdue(job, now)) return refuse('not-due')
  const failure = frameworkFailure('deadline-exceeded')
  if (job.state !== 'running') return change({ ...finished(job, now), state: 'failed', failure }, { event: 'failed' })
  const closesRun: RunClosing = { outcome: 'deadline-exceeded', abandoned: true }
  return job.cancelRequestedAt === undefined ? fail(job, failure, closesRun, now) : cancelRunning(job, closesRun, now)
}

function report(job: JobIn<'running'>, command: Extract<Command, { kind: 'progress' }>, now: Instant): Decision {
  const partial = command.partial === undefined ? {} : { partial: command.partial }
  if (command.progress === undefined) return change({ ...job, ...revised(job, now), ...partial })
  const progress = forward(job.progress, command.progress)
  return change({ ...job, ...revised(job, now), ...partial, progress }, { event: 'progress' })
}

/** Percent stays within 0 to 100 and never goes back within a claim. */
function forward(before: Progress | undefined, next: Progress): Progress {
  return { ...next, percent: Math.min(100, Math.max(before?.percent ?? 0, next.percent)) }
}

/** First half of T14: input, result and what the handler reported go; the row stays for its tombstone. */
function forget(job: Job, now: Instant): Decision {
  if (!isFinished(job)) return refuse('not-finished')
  if (job.forgottenAt !== undefined) return refuse('already-forgotten')
  const { progress, partial, concurrencyKey, ...kept } = job
  const times = { updatedAt: now, revision: job.revision + 1, forgottenAt: now, expiresAt: earlier(job.expiresAt, now) }
  return change(withoutData({ ...kept, ...times }), { forgets: true })
}

function withoutData(job: FinishedJob): FinishedJob {
  if (job.state === 'succeeded') return { ...job, result: { kind: 'empty' } }
  if (job.state === 'canceled') return job
  const { detail, ...failure } = job.failure
  return { ...job, failure }
}

function change(job: Job, effects: Partial<Extract<Decision, { kind: 'change' }>> = {}): Decision {
  return { kind: 'change', opensRun: false, forgets: false, ...effects, job }
}

function refuse(reason: Refusal): Decision {
  return { kind: 'refuse', reason }
}

function finishedReason(job: Job): Refusal {
  return job.state === 'canceled' ? 'already-canceled' : 'already-finished'
}

function mayRetry(job: Job, runAt: Instant): boolean {
  return job.attempt < job.maxAttempts && !isPastDeadline(job, runAt)
}

/** `startBy` counts until the first claim, `deadlineAt` always. */
function isOverdue(job: Job, now: Instant): boolean {
  const missedStart = job.startedAt === undefined && job.startBy !== undefined && now >= job.startBy
  return missedStart || isPastDeadline(job, now)
}

/** A run that was lost or abandoned may still try to write; a higher epoch shuts it out (I7). */
function epochAfter(job: Job, closesRun: RunClosing): number {
  return closesRun.abandoned || closesRun.outcome === 'lost' ? job.epoch + 1 : job.epoch
}

function endOf(outcome: Exclude<Outcome, { kind: 'succeeded' }>): RunClosing {
  const abandoned = 'abandoned' in outcome && outcome.abandoned
  return { outcome: outcome.kind, abandoned, ...('error' in outcome ? { error: outcome.error } : {}) }
}

/** The facts of a job that is no longer run by anybody, but not finished. */
function released(job: JobIn<'running'>, closesRun: RunClosing, now: Instant): JobFacts {
  const { estimatedCompletionAt, ...facts } = revised(job, now)
  return { ...facts, epoch: epochAfter(job, closesRun) }
}

function finished(job: Job, now: Instant): JobFacts & { readonly finishedAt: Instant; readonly expiresAt: Instant } {
  const { estimatedCompletionAt, ...facts } = revised(job, now)
  return { ...facts, finishedAt: now, expiresAt: after(now, job.retentionMs) }
}

/** The facts after a change that callers can see. */
function revised(job: Job, now: Instant): JobFacts {
  return { ...factsOf(job), updatedAt: now, revision: job.revision + 1 }
}

/** A job without what belongs to its state. */
function factsOf(job: Job): JobFacts {
  const anyState: JobFacts & { readonly [Field in StateField]?: unknown } = job
  const {
    state,
    why,
    runAt,
    worker,
    cancelRequestedAt,
    finishedAt,
    expiresAt,
    forgottenAt,
    result,
    failure,
    ...facts
  } = anyState
  return facts
}

type FinishedJob = JobIn<'succeeded' | 'failed' | 'canceled'>
type Fields<Union> = Union extends unknown ? keyof Union : never
type StateField = Fields<JobState>

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other
}
