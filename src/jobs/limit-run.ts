/**
 * The time that a run has: its attempt's from when the handler begins, before that a limit of its own for loading the handler's code. The
 * job's deadline cuts both short.
 */
import type { Instant } from '../base/clock.ts'
import type { Runtime } from '../base/runtime.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import { sleepLong } from '../work/long-sleep.ts'
import type { JobIn } from './job.ts'
import type { Run } from './runner.ts'

export interface RunLimits {
  readonly job: JobIn<'running'>
  readonly operation: AsyncOperation
  readonly runtime: Pick<Runtime, 'clock' | 'sleep'>
  /** Aborts when the run is over. */
  readonly over: AbortSignal
  /** The handler has not begun in time. */
  unloaded(): void
  /** It has, and its time is up. */
  timedOut(): void
}

/** No code takes so long that is not stuck, and no attempt shall hold its place for longer without its handler. */
export const loadLimitMs = 60_000

/** Resolves when nothing is left to limit; never rejects. */
export async function limitRun({ begun }: Pick<Run, 'begun'>, limits: RunLimits): Promise<void> {
  const { job, operation, runtime, over } = limits
  const loading = new AbortController()
  const loaded = () => loading.abort('loaded')
  void begun.then(loaded)
  over.addEventListener('abort', loaded, { once: true })
  // What begins at once needs no timer for it.
  await Promise.resolve()
  const timeLeftMs = (ms: number) => sooner(job, runtime.clock.now(), ms)
  if (await sleepLong(runtime.sleep, timeLeftMs(loadLimitMs), loading.signal)) return limits.unloaded()
  if (await sleepLong(runtime.sleep, timeLeftMs(operation.async.timeout.attemptMs), over)) limits.timedOut()
}

function sooner({ deadlineAt }: JobIn<'running'>, now: Instant, ms: number): number {
  return deadlineAt === undefined ? ms : Math.min(ms, deadlineAt - now)
}
