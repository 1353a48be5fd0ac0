/**
 * The runs of one worker. A place is taken until the handler's code has ended, so code that was abandoned keeps its place: what still runs
 * still costs. What comes next may be claimed while the outcome is being written, and most often is in the same commit.
 */
import type { Clock } from '../base/clock.ts'
import type { JobId } from '../base/ids.ts'
import type { Sleep } from '../base/sleep.ts'
import type { AbortReason } from './job-context.ts'
import type { ActiveRun } from './run-claim.ts'

export interface RunPool {
  /** Runs that could start now. */
  readonly free: number
  /** Whether every place is taken by code that was abandoned: nothing can start until some of it ends, if it ever does. */
  readonly isStuck: boolean
  /** Runs whose outcome is not recorded yet, and since when each is here, on the clock's `elapsedMs`. */
  readonly unsettled: readonly { readonly run: ActiveRun; readonly addedAt: number }[]
  add(run: ActiveRun): void
  abort(job: JobId, reason: AbortReason): void
  abortAll(reason: AbortReason): void
  /** Waits for the handlers, asks them to stop, and forces the rest; `hurry` skips the waiting. */
  drain(hurry: AbortSignal): Promise<void>
}

export interface RunPoolOptions {
  readonly concurrency: number
  readonly clock: Clock
  readonly sleep: Sleep
  placeFreed(): void
}

/** Outcomes that a slow store has not written yet, beside those of the runs that go on; beyond them nothing more is claimed. */
const unwrittenPerPlace = 1

/** Both fit into the 30 s that Kubernetes gives a process to end. */
const finishMs = 20_000
const abortedMs = 3_000
/** For the last settlements to be written. */
const settleMs = 2_000

export function createRunPool({ concurrency, clock, sleep, placeFreed }: RunPoolOptions): RunPool {
  const unsettled = new Map<ActiveRun, number>()
  const places = new Set<ActiveRun>()
  let telling = false

  /** Once for all that end together: after their outcomes were handed to the store, and before it writes, so that the next claim joins them. */
  const tellSoon = () => {
    if (telling) return
    telling = true
    setImmediate(() => {
      telling = false
      placeFreed()
    })
  }
  const waitForAll = async (ms: number, hurry?: AbortSignal) => {
    const done = new AbortController()
    void Promise.all([...unsettled.keys()].map((run) => run.settled)).then(() => done.abort())
    await sleep(ms, hurry === undefined ? done.signal : AbortSignal.any([done.signal, hurry]))
  }
  const abortAll = (reason: AbortReason) => {
    for (const run of unsettled.keys()) run.abort(reason)
  }
  return {
    get free() {
      return Math.min(concurrency - places.size, concurrency * (1 + unwrittenPerPlace) - unsettled.size)
    },
    get isStuck() {
      return places.size >= concurrency && [...places].every((run) => !unsettled.has(run))
    },
    get unsettled() {
      return [...unsettled].map(([run, addedAt]) => ({ run, addedAt }))
    },
    add: (run) => {
      unsettled.set(run, clock.elapsedMs())
      places.add(run)
      void run.settled.then(() => {
        unsettled.delete(run)
        tellSoon()
      })
      void run.gone.then(() => {
        places.delete(run)
        tellSoon()
      })
    },
    abort: (job, reason) => {
      for (const run of unsettled.keys()) if (run.job === job) run.abort(reason)
    },
    abortAll,
    drain: async (hurry) => {
      await waitForAll(finishMs, hurry)
      abortAll('shutdown')
      await waitForAll(abortedMs, hurry)
      for (const run of unsettled.keys()) run.force()
      await waitForAll(settleMs)
    },
  }
}
