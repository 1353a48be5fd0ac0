/** What `coatcheck jobs retry` says of each job, as it comes or as one JSON object, and the exit code of it all. Does nothing to a job. */
import { assertNever } from '../base/assert-never.ts'
import type { JobId } from '../base/ids.ts'
import type { Job } from '../jobs/job.ts'
import type { Repeated, RepeatRefusal } from '../jobs/store.ts'
import type { Terminal } from './terminal.ts'
import { unknownJob } from './unknown-job.ts'

/** A job, and what came of doing it again. */
export type Retry =
  | { readonly kind: 'retried'; readonly original: JobId; readonly job: JobId }
  | { readonly kind: 'refused'; readonly original: JobId; readonly reason: Refusal; readonly message: string }

type Refusal = RepeatRefusal | 'conflict' | 'file-missing' | 'unknown-job'

/** What the store answered, with the way out where it refused; it answers nothing for a job that it does not have. */
export function toRetry(original: JobId, repeated: Repeated | undefined): Retry {
  const refused = (reason: Refusal, message: string): Retry => ({ kind: 'refused', original, reason, message })
  switch (repeated?.kind) {
    case undefined:
      return refused('unknown-job', unknownJob(original).message)
    case 'inserted':
      return { kind: 'retried', original, job: repeated.job.id }
    case 'refused':
      return refused(repeated.reason, refusalSentence(repeated.job, repeated.reason))
    case 'conflict':
      return refused('conflict', conflictSentence(original, repeated.job))
    default:
      return assertNever(repeated)
  }
}

/** Why a job is not done again, and what to do instead. */
function refusalSentence({ id, operation }: Job, reason: RepeatRefusal): string {
  switch (reason) {
    case 'not-finished':
      return `${id} has not finished. Wait for it, or cancel it first.`
    case 'succeeded':
      return `${id} has succeeded. Pass --force to do it once more.`
    case 'forgotten':
      return `What was sent for ${id} is forgotten. It has to be submitted again.`
    case 'unknown-operation':
      return `${id} is of ${operation}, which the contract does not have any more. Retry it with a version that has it.`
    case 'upload-missing':
      return `The upload of ${id} is gone. Put its file back from a backup, or have it submitted again.`
    default:
      return assertNever(reason)
  }
}

function conflictSentence(original: JobId, holder: Job | undefined): string {
  const other = holder === undefined ? 'Other jobs hold' : `${holder.id} holds`
  return `${other} the concurrency key of ${original}. Retry it when they have finished.`
}

export interface RetryReport {
  readonly add: (retry: Retry) => void
  readonly end: () => void
}

/** Prints each job as it comes; with `json`, all of them at the end. */
export function createRetryReport(
  terminal: Terminal,
  { json, allFailed }: { readonly json?: boolean; readonly allFailed?: boolean },
): RetryReport {
  const retries: Retry[] = []
  return {
    add: (retry) => {
      retries.push(retry)
      if (json !== true) printOne(retry, terminal)
    },
    end: () => {
      if (json === true) terminal.print(JSON.stringify(toReport(retries), null, 2))
      else if (retries.length === 0 && allFailed === true) terminal.print('no jobs')
      if (isFailure(retries)) terminal.exitWith(1)
    },
  }
}

function printOne(retry: Retry, terminal: Terminal): void {
  if (retry.kind === 'retried') terminal.print(`${retry.job} repeats ${retry.original}`)
  else terminal.note(`coatcheck: ${retry.message}`)
}

function toReport(retries: readonly Retry[]) {
  return {
    retried: retries.flatMap((retry) =>
      retry.kind === 'retried' ? [{ retriedFrom: retry.original, job: retry.job }] : [],
    ),
    refused: retries.flatMap((retry) =>
      retry.kind === 'refused' ? [{ retriedFrom: retry.original, reason: retry.reason, message: retry.message }] : [],
    ),
  }
}

/** What is forgotten cannot be done again by anybody, so it spoils nothing beside others; alone, nothing of what was asked for is done. */
function isFailure(retries: readonly Retry[]): boolean {
  const refused = retries.filter((retry) => retry.kind === 'refused')
  return (
    refused.some(({ reason }) => reason !== 'forgotten') || (refused.length > 0 && refused.length === retries.length)
  )
}
