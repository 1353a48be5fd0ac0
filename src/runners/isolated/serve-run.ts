/**
 * Runs one handler in a thread or a child: as the inline runner does, with a `job` whose calls go to the worker and come back. It knows no
 * store, and never ends what it runs in.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { assertNever } from '../../base/assert-never.ts'
import { Fault } from '../../base/fault.ts'
import { toFacts, toPlainError } from '../../base/observe.ts'
import type { Handler } from '../../contract/registry.ts'
import { JobAborted } from '../../jobs/job-context.ts'
import type { RunEnding, RunHooks } from '../../jobs/runner.ts'
import { toStoredJson } from '../../jobs/stored-json.ts'
import { showInLog } from '../../security/redact.ts'
import { runInline } from '../inline/inline-runner.ts'
import type { EndingMessage, FromRun, RunCall, RunStart, ToRun } from './messages.ts'
import { fromThrownMessage, toThrownMessage } from './thrown-message.ts'

/** The way to the worker, for as long as the run takes. */
export interface RunLine {
  post(message: FromRun): void
  /** Hands over every message about this run, those that came early first. */
  listen(listener: (message: ToRun) => void): void
}

/** Resolves when the ending was posted, with whether the run had been asked to stop; never rejects. */
export async function serveRun(start: RunStart, line: RunLine): Promise<{ readonly wasAborted: boolean }> {
  const calls = createCalls(line)
  const stopping = new AbortController()
  line.listen((message) => {
    if (message.kind === 'answer') calls.settle(message)
    else stopping.abort(new JobAborted(message.why))
  })
  const begin = async (handler: Handler) => {
    await hearWhatWasSaid()
    line.post({ kind: 'begun' })
    return runInline({ claim: start.claim, handler, hooks: createHooks(start, line, calls) }, stopping.signal)
  }
  const ending = await loadHandler(start).then(begin).then(toEndingMessage, toThrewMessage)
  calls.end()
  line.post({ kind: 'ended', ending })
  return { wasAborted: stopping.signal.aborted }
}

/** Code that keeps the loop busy while it loads keeps the worker's words waiting; the handler shall find its signal as it is by now. */
async function hearWhatWasSaid(): Promise<void> {
  // The first turn may begin behind the place in which messages are taken in.
  for (let turns = 0; turns < 2; turns += 1) await new Promise((resolve) => setImmediate(resolve))
}

function toThrewMessage(thrown: unknown): EndingMessage {
  return { kind: 'threw', error: toThrownMessage(thrown) }
}

/** Node keeps what it has loaded, so a worker that is used again reads the file and its whole module graph once. */
async function loadHandler({ handlerFile, claim }: RunStart): Promise<Handler> {
  const loaded = await importDefault(handlerFile)
  if (isHandlerOf(claim.job.operation, loaded)) return loaded
  throw new Fault('handler-invalid', `${handlerFile} does not export the handler of ${claim.job.operation} by default.`)
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(file).href)
    return loaded.default
  } catch (thrown) {
    const cause = toPlainError(thrown)
    throw new Fault('handler-invalid', `${file} cannot be loaded where its jobs run: ${cause.message}.`, { cause })
  }
}

function isHandlerOf(operation: string, value: unknown): value is Handler {
  if (typeof value !== 'object' || value === null || !('run' in value) || !('operation' in value)) return false
  return value.operation === operation && typeof value.run === 'function'
}

interface Calls {
  make(request: RunCall): Promise<void>
  settle(answer: Extract<ToRun, { readonly kind: 'answer' }>): void
  /** The run is over: whatever its code tries next stops it. */
  end(): void
}

function createCalls({ post }: RunLine): Calls {
  const open = new Map<number, PromiseWithResolvers<void>>()
  let made = 0
  let isOver = false
  return {
    make: async (request) => {
      if (isOver) throw new JobAborted('lease-lost')
      const answered = Promise.withResolvers<void>()
      made += 1
      open.set(made, answered)
      post({ kind: 'call', call: made, request })
      return answered.promise
    },
    settle: ({ call, refusal }) => {
      const answered = open.get(call)
      open.delete(call)
      if (refusal === undefined) answered?.resolve()
      else answered?.reject(fromThrownMessage(refusal))
    },
    end: () => {
      isOver = true
    },
  }
}

function createHooks({ bodyPath }: RunStart, { post }: RunLine, { make }: Calls): RunHooks {
  return {
    progress: (progress) => make({ to: 'progress', progress }),
    partial: (value) => make({ to: 'partial', value }),
    saveStep: (name, value) => make({ to: 'saveStep', name, value }),
    bodyPath: () => bodyPath,
    log: (level, fields, message) =>
      post({ kind: 'log', level, fields: toFacts(fields, showInLog), message: String(message) }),
  }
}

function toEndingMessage(ending: RunEnding): EndingMessage {
  switch (ending.kind) {
    case 'returned':
      return toReturnedMessage(ending.value)
    case 'returned-file':
      return { ...ending, path: resolve(ending.path) }
    case 'threw':
      return toThrewMessage(ending.error)
    case 'died':
      return toThrewMessage(new Error(ending.detail))
    default:
      return assertNever(ending)
  }
}

function toReturnedMessage(value: unknown): EndingMessage {
  try {
    return { kind: 'returned', value: toStoredJson(value, 'The result') }
  } catch {
    return { kind: 'returned-unstorable' }
  }
}
