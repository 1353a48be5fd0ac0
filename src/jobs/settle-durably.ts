/** Gets an outcome into the store, whatever it takes short of writing twice: a job whose outcome got lost would look as if it still ran. */
import { Fault } from '../base/fault.ts'
import type { Runtime } from '../base/runtime.ts'
import { backoffMs } from '../work/backoff.ts'
import { frameworkFailure } from './framework-failure.ts'
import type { Outcome } from './outcome.ts'
import type { Fence, JobStore, Settled } from './store.ts'

const waits = { backoff: 'exponential', initialMs: 100, maxMs: 5_000, jitter: 'full' } as const

/** Undefined when it was given up: the process is ending, or the store cannot be written to any more. The job is then taken back (T9). */
export async function settleDurably(
  store: JobStore,
  fence: Fence,
  outcome: Outcome,
  runtime: Runtime,
  giveUp: AbortSignal,
): Promise<Settled | undefined> {
  let current = outcome
  for (let failures = 1; ; failures += 1) {
    try {
      return await store.settle(fence, current)
    } catch (error) {
      runtime.observe({ name: 'job.unsettled', level: 'error', facts: { job: fence.job, failures }, cause: error })
      const next = nextOutcome(current, error)
      if (next === undefined) return undefined
      current = next
    }
    await runtime.sleep(backoffMs(waits, failures, runtime.random), giveUp)
    if (giveUp.aborted) return undefined
  }
}

/** The same outcome again where waiting can help. One that the store cannot even express fails the job, rather than run it for ever. */
function nextOutcome(outcome: Outcome, error: unknown): Outcome | undefined {
  if (error instanceof Fault) return isPassing(error) ? outcome : undefined
  if (outcome.kind === 'failed') return undefined
  const failure = frameworkFailure('handler-error', 'The outcome of the job could not be stored.')
  return { kind: 'failed', failure: { ...failure, retriable: false } }
}

function isPassing({ code }: Fault): boolean {
  return code === 'database-busy' || code === 'database-full'
}
