/**
 * Runs one handler once, with the `job` that it gets in a service and nothing behind it: no store, no clock, no retries. What it reports
 * is kept for the test to look at. Refuses to wait for ever.
 */
import type { TypedHandler } from '../api/define-handler.ts'
import type { JobId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'
import { systemSleep } from '../base/sleep.ts'
import { findOperation } from '../contract/contract.ts'
import type { Registry } from '../contract/registry.ts'
import type { Progress } from '../jobs/job.ts'
import {
  type AbortReason,
  type AsyncOperationTypes,
  type HandlerInput,
  JobAborted,
  type JobContext,
} from '../jobs/job-context.ts'
import { judgeValue } from '../jobs/judge-result.ts'
import type { RunHooks } from '../jobs/runner.ts'
import { createJobContext, type ReturnedFiles } from '../runners/inline/job-context.ts'
import { fillInput, type GivenInput } from './given-input.ts'
import { type HandlerEnding, type HandlerOutcome, toHandlerOutcome } from './handler-outcome.ts'

/** How a handler is run. */
export interface RunHandlerOptions {
  /** 1 unless given. */
  readonly attempt?: number
  /** Values of steps that an earlier run has stored: `steps` of what came of it. */
  readonly steps?: Readonly<Record<string, JsonValue>>
  /** Asks the handler to stop: before it begins, or as soon as what it has reported so far is as `when` says. */
  readonly abort?: { readonly why: AbortReason; readonly when?: (reported: Reported) => boolean }
  /** Holds the result against the operation's schema, as a service does: one that does not fit is the failure `invalid-result`. */
  readonly registry?: Pick<Registry, 'contract' | 'validators'>
  /** The job's id, from which `job.key` is made. */
  readonly id?: string
  /** How long, in real milliseconds, the handler may take before the test is told that it does not end; 4 s unless given. */
  readonly patienceMs?: number
}

/** What a handler reported while it ran. */
export interface Reported {
  readonly progress: readonly Progress[]
  readonly partials: readonly JsonValue[]
  /** Values of the steps that are stored by now, those that were given included. */
  readonly steps: Readonly<Record<string, JsonValue>>
  /** Names of the steps whose work was done in this run, in order. */
  readonly stepsRun: readonly string[]
  readonly log: readonly LogLine[]
}

/** One line of `job.log`. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly fields: object
  readonly message: string
}

/** What came of running a handler once. */
export type HandlerRun<Result> = HandlerOutcome<Result> & Reported

/**
 * Runs a handler of an operation that takes time, once.
 *
 * @example
 * import createReport from '../handlers/createReport.ts'
 *
 * const run = await runHandler(createReport, { body: { dataset: 'github', groupBy: 'time', measure: 'count' } })
 * expect(run).toMatchObject({ outcome: 'succeeded', result: { dataset: 'github' } })
 * expect(run.progress.at(-1)).toEqual({ percent: 80, message: 'Drawing the chart' })
 */
export async function runHandler<Id extends string, Types extends AsyncOperationTypes>(
  handler: TypedHandler<Id, Types>,
  input: GivenInput<Types>,
  options: RunHandlerOptions = {},
): Promise<HandlerRun<Types['result']>> {
  const { abort, attempt = 1, id = firstId, patienceMs = 4_000 } = options
  const steps = new Map(Object.entries(options.steps ?? {}))
  const notes: Notes = { progress: [], partials: [], steps: new Map(steps), stepsRun: [], log: [] }
  const stopping = new AbortController()
  const files: ReturnedFiles = new WeakMap()
  const look = () => {
    if (abort !== undefined && (abort.when?.(toReported(notes)) ?? true)) stopping.abort(new JobAborted(abort.why))
  }
  if (abort?.when === undefined) look()
  const claim = { job: { id: id as JobId, attempt }, steps }
  const job = createJobContext({ claim, hooks: hooksOf(notes, look) }, stopping.signal, files)
  const ending = await inTime(endingOf<Types['result']>(handler, fillInput(input), job), handler.operation, patienceMs)
  const why = stopping.signal.aborted ? abort?.why : undefined
  const outcome = toHandlerOutcome(ending, { files, why })
  return { ...held(outcome, handler.operation, options.registry), ...toReported(notes) }
}

/** What does not fit is never served, so it is no success. */
function held<Result>(
  outcome: HandlerOutcome<Result>,
  operation: string,
  registry: RunHandlerOptions['registry'],
): HandlerOutcome<Result> {
  const policy = registry === undefined ? undefined : findOperation(registry.contract, operation)?.async
  if (policy === undefined || !('result' in outcome)) return outcome
  const judged = judgeValue(outcome.result, policy.result, registry?.validators[`${operation}.result`])
  if (judged.kind !== 'failed') return outcome
  const { code, detail } = judged.failure
  return { outcome: 'failed', code, ...(detail === undefined ? {} : { detail }) }
}

const firstId = 'job_0000000000000000000001'

interface Notes {
  readonly progress: Progress[]
  readonly partials: JsonValue[]
  readonly steps: Map<string, JsonValue>
  readonly stepsRun: string[]
  readonly log: LogLine[]
}

/** Copies, since a test may keep what it was shown while the handler goes on. */
function toReported({ progress, partials, steps, stepsRun, log }: Notes): Reported {
  return {
    progress: [...progress],
    partials: [...partials],
    steps: Object.fromEntries(steps),
    stepsRun: [...stepsRun],
    log: [...log],
  }
}

function hooksOf(notes: Notes, look: () => void): RunHooks {
  return {
    progress: async (progress) => {
      notes.progress.push(progress)
      look()
    },
    partial: async (value) => {
      notes.partials.push(value)
      look()
    },
    saveStep: async (name, value) => {
      notes.steps.set(name, value)
      notes.stepsRun.push(name)
      look()
    },
    bodyPath: () => undefined,
    log: (level, fields, message) => {
      notes.log.push({ level, fields, message })
      look()
    },
  }
}

/** The types tie a handler to its input; here it is called as a runner calls it. */
async function endingOf<Result>(
  { run }: { run(input: never, job: never): unknown },
  input: HandlerInput,
  job: JobContext,
): Promise<HandlerEnding<Result>> {
  try {
    return { kind: 'returned', value: (await run(input as never, job as never)) as Result }
  } catch (error) {
    return { kind: 'threw', error }
  }
}

async function inTime<Value>(work: Promise<Value>, operation: string, patienceMs: number): Promise<Value> {
  const done = new AbortController()
  const late = systemSleep(patienceMs, done.signal).then((): never => {
    throw new Error(
      `The handler of ${operation} has not ended within ${patienceMs} ms. Make what it waits for happen, or have it stopped: abort: { why: 'timeout' }.`,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
    late.catch(() => {})
  }
}
