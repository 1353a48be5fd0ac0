/**
 * Runs handlers in this process. It cannot stop code that does not listen to its signal: `kill` says so, and the worker then abandons
 * the run.
 */
import { createReadStream } from 'node:fs'
import { toPlainError } from '../../base/observe.ts'
import type { FileBody, HandlerInput } from '../../jobs/job-context.ts'
import { JobAborted, JobFail, JobRetryAfter, JobSnooze } from '../../jobs/job-context.ts'
import type { Run, RunEnding, Runner, RunRequest } from '../../jobs/runner.ts'
import type { WatchRun } from '../../jobs/watch-runs.ts'
import { createJobContext, type ReturnedFiles } from './job-context.ts'

/** `watch` hears of each run before its code starts, which may never come back. */
export function createInlineRunner(watch: WatchRun = () => () => {}): Runner {
  return { start: (request) => startInline(request, watch), stop: async () => {} }
}

function startInline(request: RunRequest, watch: WatchRun): Run {
  const controller = new AbortController()
  const ended = watch(request.claim)
  const done = runInline(request, controller.signal)
  void done.then(ended)
  return {
    begun: atOnce,
    done,
    abort: (why) => controller.abort(new JobAborted(why)),
    kill: () => false,
  }
}

/** Loaded before there was a job. */
const atOnce = Promise.resolve()

/** One handler, called before this returns. Never rejects. */
export async function runInline(request: RunRequest, signal: AbortSignal): Promise<RunEnding> {
  const files: ReturnedFiles = new WeakMap()
  try {
    const context = createJobContext(request, signal, files)
    const value = await call(request, toHandlerInput(request), context)
    const file = typeof value === 'object' && value !== null ? files.get(value) : undefined
    return file === undefined ? { kind: 'returned', value } : { kind: 'returned-file', ...file }
  } catch (error) {
    return { kind: 'threw', error: isForTheFramework(error) ? error : toPlainError(error) }
  }
}

/** Anything else a handler throws is made safe to look at, here and once. */
function isForTheFramework(error: unknown): boolean {
  try {
    return [JobFail, JobRetryAfter, JobSnooze, JobAborted].some((kind) => error instanceof kind)
  } catch {
    return false
  }
}

/** The generated types tie a handler to its input; the registry holds handlers of every type, so here the tie is lost. */
function call({ handler }: RunRequest, input: HandlerInput, context: object): unknown {
  return handler.run(input as never, context as never)
}

function toHandlerInput({ claim, hooks }: RunRequest): HandlerInput {
  const { params, query, headers, cookies, body, principal } = claim.input
  const rest = { params, query, headers, cookies, principal }
  if (body.kind === 'none') return { ...rest, body: undefined }
  if (body.kind === 'json') return { ...rest, body: body.value }
  return { ...rest, body: toFileBody(hooks.bodyPath() ?? '', body.file) }
}

function toFileBody(path: string, file: { readonly size: number; readonly mediaType: string }): FileBody {
  return { path, size: file.size, mediaType: file.mediaType, stream: () => createReadStream(path) }
}
