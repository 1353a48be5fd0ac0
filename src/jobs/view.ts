/**
 * The public view of a job: the one document that J, S, the 202, lists and webhooks show. Pure. It never shows owner, worker or fence,
 * and the words of the store's own states stay inside.
 */
import { type Instant, optionalTimestamp, toTimestamp } from '../base/clock.ts'
import type { JsonValue } from '../base/json.ts'
import type { AsyncPolicy } from '../contract/async-policy.ts'
import { inlineResultBytes, type PublicStatus } from '../contract/job-document.ts'
import { type JobLinks, problemUrl } from '../contract/links.ts'
import { type Failure, isFinished, type Job, type JobIn, type JobResult, type Progress } from './job.ts'

/** R-STA-2. */
export interface JobDocument {
  readonly id: string
  readonly operation: string
  readonly status: PublicStatus
  readonly revision: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly progress?: Progress
  /** The same number again, for stock pollers. */
  readonly percentComplete?: number
  readonly partial?: JsonValue
  readonly attempt?: number
  readonly nextAttemptAt?: string
  readonly estimatedCompletionAt?: string
  readonly expiresAt?: string
  readonly error?: JobErrorDocument
  readonly result?: JsonValue
  readonly resourceLocation?: string
  readonly links: readonly Link[]
}

/** The members of RFC 9457, and `code` and `message`, which stock pollers read (R-STA-6). */
export interface JobErrorDocument {
  readonly code: string
  readonly message: string
  readonly type: string
  readonly title: string
  readonly detail?: string
  readonly status: number
  readonly retriable: boolean
}

export interface Link {
  readonly rel: string
  readonly method: 'GET' | 'DELETE'
  readonly href: string
}

/** What a view needs beside the job. */
export interface ViewContext {
  /** The public base B, without a trailing slash. */
  readonly base: string
  readonly links: JobLinks
  readonly policy: Pick<AsyncPolicy, 'cancel'>
}

/**
 * The document of a job.
 *
 * @example toJobDocument(job, { base, links: jobLinks(base, '/jobs', job.id, job.operation), policy })
 */
export function toJobDocument(job: Job, context: ViewContext): JobDocument {
  const { id, operation, revision } = job
  const required = { id, operation, status: publicStatus(job), revision }
  return {
    ...required,
    createdAt: toTimestamp(job.createdAt),
    updatedAt: toTimestamp(job.updatedAt),
    ...present('startedAt', optionalTimestamp(job.startedAt)),
    ...endView(job, context),
    ...progressView(job),
    ...present('attempt', job.attempt === 0 ? undefined : job.attempt),
    ...present('nextAttemptAt', optionalTimestamp(nextAttemptAt(job))),
    ...present('estimatedCompletionAt', optionalTimestamp(job.estimatedCompletionAt)),
    links: viewLinks(job, context),
  }
}

/** The word callers see (R-STA-3). */
export function publicStatus(job: Job): PublicStatus {
  if (job.state === 'waiting' || job.state === 'ready') return 'queued'
  return job.state === 'running' && job.cancelRequestedAt !== undefined ? 'canceling' : job.state
}

/** Where a succeeded job's result is: the resource its operation declares, else R. Absolute (R-STA-6). */
export function resourceLocation(result: JobResult, { base, links }: ViewContext): string {
  return result.kind === 'resource' ? `${base}${result.location}` : links.result
}

/** The result as it stands in the document: JSON that is not too large for it. */
export function inlineResult(result: JobResult): JsonValue | undefined {
  if ((result.kind !== 'json' && result.kind !== 'resource') || result.leftOut !== undefined) return undefined
  return Buffer.byteLength(JSON.stringify(result.value)) <= inlineResultBytes ? result.value : undefined
}

/** A failure as callers see it. */
function toJobError(failure: Failure, base: string): JobErrorDocument {
  const { code, title, detail, status, retriable } = failure
  const type = problemUrl(base, code)
  return { code, message: detail ?? title, type, title, ...present('detail', detail), status, retriable }
}

function endView(job: Job, context: ViewContext): Partial<JobDocument> {
  if (!isFinished(job)) return {}
  const times = { finishedAt: toTimestamp(job.finishedAt), expiresAt: toTimestamp(job.expiresAt) }
  if (job.state === 'failed') return { ...times, error: toJobError(job.failure, context.base) }
  return job.state === 'succeeded' ? { ...times, ...resultView(job, context) } : times
}

function resultView({ result }: JobIn<'succeeded'>, context: ViewContext): Partial<JobDocument> {
  return { ...present('result', inlineResult(result)), resourceLocation: resourceLocation(result, context) }
}

function progressView({ progress, partial }: Job): Partial<JobDocument> {
  const percent = progress?.percent
  return { ...present('progress', progress), ...present('percentComplete', percent), ...present('partial', partial) }
}

/** When a queued job runs next, if that is not simply as soon as possible. */
function nextAttemptAt(job: Job): Instant | undefined {
  const queued = job.state === 'waiting' || job.state === 'ready'
  return queued && job.runAt > job.createdAt ? job.runAt : undefined
}

function viewLinks(job: Job, { links, policy }: ViewContext): readonly Link[] {
  const cancel: Link = { rel: 'cancel', method: 'DELETE', href: links.self }
  const result: Link = { rel: 'result', method: 'GET', href: links.result }
  const cancelable = policy.cancel.allowed && !isFinished(job) && publicStatus(job) !== 'canceling'
  return [
    { rel: 'self', method: 'GET', href: links.self },
    { rel: 'monitor', method: 'GET', href: links.monitor },
    ...(cancelable ? [cancel] : []),
    ...(job.state === 'succeeded' ? [result] : []),
    { rel: 'describedby', method: 'GET', href: links.describedBy },
  ]
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value })
}
