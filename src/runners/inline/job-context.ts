/** Makes the `job` that a handler works with. Everything it reports goes through the hooks of its run, so under the fence. */
import { createHash } from 'node:crypto'
import { parseDuration } from '../../base/duration.ts'
import type { Log } from '../../base/log.ts'
import {
  type Duration,
  type FileResult,
  type JobContext,
  JobFail,
  JobRetryAfter,
  JobSnooze,
} from '../../jobs/job-context.ts'
import type { RunHooks, RunRequest } from '../../jobs/runner.ts'
import type { Claim } from '../../jobs/store.ts'
import { toStoredJson } from '../../jobs/stored-json.ts'
import { createSteps } from './steps.ts'

/** What each `job.file(…)` stood for: only objects made here are files. */
export type ReturnedFiles = WeakMap<object, ReturnedFile>

interface ReturnedFile {
  readonly path: string
  readonly mediaType?: string
  readonly filename?: string
}

/** What a handler's `job` is made from. */
export interface ContextRequest extends Pick<RunRequest, 'hooks'> {
  readonly claim: Pick<Claim, 'steps'> & { readonly job: Pick<Claim['job'], 'id' | 'attempt'> }
}

export function createJobContext(request: ContextRequest, signal: AbortSignal, files: ReturnedFiles): JobContext {
  const { claim, hooks } = request
  const { id, attempt } = claim.job
  return {
    id,
    attempt,
    signal,
    log: logOf(hooks),
    progress: (percent, message, detail) => hooks.progress(toProgress(percent, message, detail)),
    partial: (value) => hooks.partial(toStoredJson(value, 'job.partial')),
    step: createSteps(claim.steps, hooks),
    key: (step) => createHash('sha256').update(`${id}:${step}`).digest('base64url'),
    file: (path, options = {}) => returnFile(files, path, options),
    fail: (code, detail) => new JobFail(code, toDetail(detail)),
    retryAfter: (delay, detail) => new JobRetryAfter(toMs(delay, 'job.retryAfter'), toDetail(detail)),
    snooze: (delay) => new JobSnooze(toMs(delay, 'job.snooze')),
  }
}

function toProgress(
  percent: number,
  message: string | undefined,
  detail: unknown,
): Parameters<RunHooks['progress']>[0] {
  if (!Number.isFinite(percent)) throw new TypeError('job.progress takes a number from 0 to 100.')
  return {
    percent: Math.min(100, Math.max(0, percent)),
    ...(message === undefined ? {} : { message }),
    ...(detail === undefined ? {} : { detail: toStoredJson(detail, 'job.progress') }),
  }
}

function returnFile(
  files: ReturnedFiles,
  path: string,
  { mediaType, name }: { readonly mediaType?: string; readonly name?: string },
): FileResult {
  const token = Object.freeze({})
  files.set(token, {
    path,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(name === undefined ? {} : { filename: name }),
  })
  return token as FileResult
}

const longestDetail = 2_000

/** The types allow a text only; JavaScript does not ask them. */
function toDetail(detail: unknown): string | undefined {
  return typeof detail === 'string' ? detail.slice(0, longestDetail) : undefined
}

function toMs(delay: Duration, where: string): number {
  const ms = typeof delay === 'number' ? delay : parseDuration(delay)
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) {
    throw new TypeError(`${where} takes a duration such as '30s' or a number of milliseconds, not ${String(delay)}.`)
  }
  return Math.round(ms)
}

function logOf(hooks: RunHooks): Log {
  return {
    debug: (fields, message) => hooks.log('debug', fields, message),
    info: (fields, message) => hooks.log('info', fields, message),
    warn: (fields, message) => hooks.log('warn', fields, message),
    error: (fields, message) => hooks.log('error', fields, message),
  }
}
