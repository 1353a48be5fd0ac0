/** What came of running a handler once, in the words of the engine; whether a service would run it again is not for one run to say. */
import { JobFail, JobRetryAfter, JobSnooze } from '../jobs/job-context.ts'
import type { ReturnedFiles } from '../runners/inline/job-context.ts'

/** How a run ended. */
export type HandlerOutcome<Result> =
  | { readonly outcome: 'succeeded'; readonly result: Result }
  /** It returned `job.file(…)`. */
  | { readonly outcome: 'succeeded'; readonly file: HandlerFile }
  /** It threw `job.fail(…)`. */
  | { readonly outcome: 'failed'; readonly code: string; readonly detail?: string }
  /** It threw anything else, or was stopped because its time was up: `afterMs` is what `job.retryAfter` asked for. */
  | { readonly outcome: 'retry'; readonly error: unknown; readonly afterMs?: number }
  /** It threw `job.snooze(…)`. */
  | { readonly outcome: 'snoozed'; readonly forMs: number }
  /** It was asked to stop, and threw. */
  | { readonly outcome: 'canceled' | 'interrupted' }

/** A file that a handler returned. */
export interface HandlerFile {
  readonly path: string
  readonly mediaType?: string
  readonly name?: string
}

/** What a handler did. */
export type HandlerEnding<Result> =
  | { readonly kind: 'returned'; readonly value: Result }
  | { readonly kind: 'threw'; readonly error: unknown }

/** The outcome, which a cancel request decides before what was thrown, and any other wish to stop only after it. */
export function toHandlerOutcome<Result>(
  ending: HandlerEnding<Result>,
  { files, why }: { readonly files: ReturnedFiles; readonly why: string | undefined },
): HandlerOutcome<Result> {
  if (ending.kind === 'threw') return toThrownOutcome(ending.error, why)
  const { value } = ending
  const file = typeof value === 'object' && value !== null ? files.get(value) : undefined
  return file === undefined
    ? { outcome: 'succeeded', result: value }
    : { outcome: 'succeeded', file: toHandlerFile(file) }
}

function toThrownOutcome(
  error: unknown,
  why: string | undefined,
): Exclude<HandlerOutcome<never>, { outcome: 'succeeded' }> {
  if (why === 'cancel') return { outcome: 'canceled' }
  if (error instanceof JobFail) {
    return { outcome: 'failed', code: error.code, ...(error.detail === undefined ? {} : { detail: error.detail }) }
  }
  if (error instanceof JobRetryAfter) return { outcome: 'retry', error, afterMs: error.delayMs }
  if (error instanceof JobSnooze) return { outcome: 'snoozed', forMs: error.delayMs }
  return why === 'shutdown' || why === 'lease-lost' ? { outcome: 'interrupted' } : { outcome: 'retry', error }
}

function toHandlerFile({
  path,
  mediaType,
  filename,
}: {
  path: string
  mediaType?: string
  filename?: string
}): HandlerFile {
  return {
    path,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(filename === undefined ? {} : { name: filename }),
  }
}
