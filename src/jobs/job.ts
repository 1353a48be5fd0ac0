/** A job as the store keeps it: a union by state, where each variant has only the fields that are legal in it (I9). */
import type { Instant } from '../base/clock.ts'
import type { JobId, WorkerId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'

interface JobFacts {
  readonly id: JobId
  readonly operation: string
  /** Number of the operation's compiled definition, given by the database (D17). */
  readonly contractRevision: number
  readonly tenant: string
  /** The subject of the principal that submitted it (D14). */
  readonly owner: string
  /** Lower runs first: 100 more is an hour of waiting more, so that nothing waits for ever (L5). */
  readonly priority: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** Strictly increasing with every visible change (R-STA-2). */
  readonly revision: number
  /** Attempts so far: runs charged to the retry budget. */
  readonly attempt: number
  readonly maxAttempts: number
  /** Involuntary losses of the worker; more than `maxCrashes` of them fail the job. */
  readonly crashes: number
  /** Hand-backs at shutdown; not charged. */
  readonly interrupts: number
  /** Number of claims so far; with the store's incarnation it is the fence. Never decreases. */
  readonly epoch: number
  /** First start of a handler. */
  readonly startedAt?: Instant
  /** `timeout.total` from acceptance. */
  readonly deadlineAt?: Instant
  /** `timeout.start` from acceptance; counts until the first claim. */
  readonly startBy?: Instant
  readonly retentionMs: number
  readonly tombstoneMs: number
  readonly progress?: Progress
  /** Intermediate results the handler published. */
  readonly partial?: JsonValue
  readonly estimatedCompletionAt?: Instant
  /** The failed job this one repeats. */
  readonly retriedFrom?: JobId
  /** What jobs that count together for `concurrency` have in common, within operation and tenant: `concurrencyKeyOf`. */
  readonly concurrencyKey?: string
}

export interface Progress {
  /** 0 to 100; never decreases within a claim. */
  readonly percent: number
  readonly message?: string
  readonly detail?: JsonValue
}

/** Not due yet. */
interface WaitingState {
  readonly state: 'waiting'
  readonly why: 'delay' | 'retry' | 'snooze'
  readonly runAt: Instant
}

/** Due, and free to be claimed. */
interface ReadyState {
  readonly state: 'ready'
  readonly runAt: Instant
}

/** Claimed by a worker whose lease lives. */
interface RunningState {
  readonly state: 'running'
  readonly runAt: Instant
  readonly worker: WorkerId
  readonly cancelRequestedAt?: Instant
}

interface Finished {
  readonly finishedAt: Instant
  readonly expiresAt: Instant
  /** Set when input and result were forgotten (DELETE R, or retention): J, S and R then answer 410. */
  readonly forgottenAt?: Instant
}

interface SucceededState extends Finished {
  readonly state: 'succeeded'
  readonly result: JobResult
}

interface FailedState extends Finished {
  readonly state: 'failed'
  readonly failure: Failure
}

interface CanceledState extends Finished {
  readonly state: 'canceled'
}

export type JobState = WaitingState | ReadyState | RunningState | SucceededState | FailedState | CanceledState
export type Job = JobFacts & JobState
export type JobIn<State extends Job['state']> = Extract<Job, { readonly state: State }>
export type { JobFacts }

/** Why a job failed: a declared code of its operation, or one of `jobFailureCatalog`. */
export interface Failure {
  readonly code: string
  readonly title: string
  /** HTTP status that R answers with. */
  readonly status: number
  readonly retriable: boolean
  /** For the caller; never a stack trace. */
  readonly detail?: string
}

/** What a succeeded job yields. */
export type JobResult =
  | { readonly kind: 'json'; readonly value: JsonValue; readonly leftOut?: LeftOut }
  | { readonly kind: 'file'; readonly file: JobFile }
  /** `value` is what the handler returned; `location` is the path (below the public base) of the resource it stored. */
  | { readonly kind: 'resource'; readonly value: JsonValue; readonly location: string; readonly leftOut?: LeftOut }
  | { readonly kind: 'empty' }

/** The value is too large to be carried along, so `value` is null here: the store keeps it in a file, and `JobStore.find` brings it. */
export interface LeftOut {
  /** Name within the job's folder. */
  readonly name: string
  /** Bytes of its JSON. */
  readonly size: number
  /** In hexadecimal; absent where it was written before digests were kept. */
  readonly sha256?: string
}

/** A file that belongs to a job, in the file store beside the database. */
export interface JobFile {
  /** Name within the job's folder; `FileStore` turns it into a path. */
  readonly name: string
  readonly size: number
  readonly mediaType: string
  /** SHA-256, hex. */
  readonly sha256: string
  /** For `Content-Disposition`. */
  readonly filename?: string
}

/** What the caller sent, validated; a worker of a newer revision validates it again (D17). */
export interface JobInput {
  readonly params: { readonly [name: string]: JsonValue }
  readonly query: { readonly [name: string]: JsonValue }
  readonly headers: { readonly [name: string]: JsonValue }
  readonly cookies: { readonly [name: string]: JsonValue }
  readonly body: JobBody
  readonly principal: { readonly subject: string; readonly tenant: string; readonly scopes: readonly string[] }
}

export type JobBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: JsonValue; readonly mediaType: string }
  | { readonly kind: 'file'; readonly file: JobFile }

const finishedStates: ReadonlySet<Job['state']> = new Set(['succeeded', 'failed', 'canceled'])

/** Whether nothing more can happen to the job (I4). */
export function isFinished(job: Job): job is JobIn<'succeeded' | 'failed' | 'canceled'> {
  return finishedStates.has(job.state)
}

/** Whether the job's own deadline has come: it counts in every state. */
export function isPastDeadline({ deadlineAt }: Pick<Job, 'deadlineAt'>, now: Instant): boolean {
  return deadlineAt !== undefined && now >= deadlineAt
}
