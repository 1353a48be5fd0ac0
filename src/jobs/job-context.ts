/**
 * What a handler of an async operation gets as its second argument, `job`, and the errors by which it ends a run early. A runner makes
 * the real `job`; nothing here knows how.
 */
import type { JobId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Principal } from '../security/principal.ts'

/** The types of one async operation, written by the generator. */
export interface AsyncOperationTypes {
  readonly kind: 'async'
  readonly input: HandlerInput
  readonly result: unknown
  readonly error: string
  readonly progress: unknown
  readonly partial: unknown
}

/** First argument of every handler: the request, validated and typed from the spec. */
export interface HandlerInput {
  readonly params: unknown
  readonly query: unknown
  readonly headers: unknown
  readonly cookies: unknown
  readonly body: unknown
  readonly principal: Principal
}

/** A body that is not JSON: a file on disk, removed with the job. */
export interface FileBody {
  readonly path: string
  readonly size: number
  readonly mediaType: string
  stream(): AsyncIterable<Uint8Array>
}

/** Written as a duration of the spec ('30s', 'PT5M') or in milliseconds. */
export type Duration = string | number

/**
 * The running job, as its handler sees it.
 *
 * @example
 * const rows = await job.step('load', () => load(body.dataset))
 * await job.progress(40, 'Aggregating')
 * if (rows.length === 0) throw job.fail('unreadable-data', 'The data set has no rows')
 */
export interface JobContext<Types extends AsyncOperationTypes = AsyncOperationTypes, Id extends string = string> {
  readonly id: JobId
  /** 1 on the first run; charged runs only. */
  readonly attempt: number
  /** Aborts on cancel, timeout, shutdown and a lost lease; `signal.reason` is a `JobAborted` whose `why` says which. */
  readonly signal: AbortSignal
  readonly log: Log
  /** Percent 0 to 100; never shown to go back. Written at most once a second; the last value always. */
  progress(percent: number, message?: string, detail?: Types['progress']): Promise<void>
  /** Publishes an intermediate result in the status document. */
  partial(value: Types['partial']): Promise<void>
  /** Runs `work` once per job: a retry gets the stored value instead. The name is unique within the job. */
  step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value>
  /** A stable key for a downstream call, so that it can drop repeats: the same for every attempt of that step. */
  key(step: string): string
  /** A file on disk as the result; it is copied into the job's keeping. Beside an upload (`body.path`) it is removed with the job. */
  file(path: string, options?: { readonly mediaType?: string; readonly name?: string }): FileResult
  /** Ends the job as failed with a declared code: `throw job.fail('unreadable-data')`. */
  fail<Code extends Types['error'] | (string & {})>(code: DeclaredError<Types, Id, Code>, detail?: string): JobFail
  /** Retries not sooner than after `delay`, charged as an attempt: `throw job.retryAfter('30s')`. */
  retryAfter(delay: Duration, detail?: string): JobRetryAfter
  /** Puts the job to sleep without charging an attempt: `throw job.snooze('5m')`. */
  snooze(delay: Duration): JobSnooze
}

/** The code, or a sentence that no code is assignable to: what the compiler then says names the operation. */
type DeclaredError<
  Types extends AsyncOperationTypes,
  Id extends string,
  Code extends string,
> = Code extends Types['error'] ? Code : `${Id} declares no error ${Code}`

declare const fileResult: unique symbol

/** What `job.file(…)` returns; only a runner makes one. */
export interface FileResult {
  readonly [fileResult]: true
}

/**
 * Thrown by a handler to end the job as failed with a declared code; made by `job.fail`, whose codes are those of the spec.
 *
 * @example throw new JobFail('unreadable-data', 'Row 7 has no e-mail address')
 */
export class JobFail extends Error {
  readonly code: string
  readonly detail: string | undefined
  constructor(code: string, detail?: string) {
    super(detail ?? code)
    this.name = 'JobFail'
    this.code = code
    this.detail = detail
  }
}

/**
 * Thrown by a handler to be run again not sooner than after a delay, charged as an attempt; made by `job.retryAfter`.
 *
 * @example throw new JobRetryAfter(30_000, 'The registry is busy')
 */
export class JobRetryAfter extends Error {
  readonly delayMs: number
  constructor(delayMs: number, detail?: string) {
    super(detail ?? `retry after ${delayMs} ms`)
    this.name = 'JobRetryAfter'
    this.delayMs = delayMs
  }
}

/**
 * Thrown by a handler to sleep without being charged an attempt; made by `job.snooze`.
 *
 * @example throw new JobSnooze(300_000)
 */
export class JobSnooze extends Error {
  readonly delayMs: number
  constructor(delayMs: number) {
    super(`snooze for ${delayMs} ms`)
    this.name = 'JobSnooze'
    this.delayMs = delayMs
  }
}

/**
 * Why `job.signal` aborted: its `reason`. Its name is `AbortError`, as that of whatever the platform throws for an aborted signal.
 *
 * @example if (job.signal.reason instanceof JobAborted && job.signal.reason.why === 'cancel') await undo()
 */
export class JobAborted extends Error {
  readonly why: AbortReason
  constructor(why: AbortReason) {
    super(`the job was asked to stop: ${why}`)
    this.name = 'AbortError'
    this.why = why
  }
}

/** `cancel`: somebody asked for it. `timeout`: attempt or deadline. `shutdown`: it will run again. `lease-lost`: somebody else has it. */
export type AbortReason = 'cancel' | 'timeout' | 'shutdown' | 'lease-lost'
