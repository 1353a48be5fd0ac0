/** Everything impure that the code below the composition root may use, in one value made once. */
import { type Clock, systemClock } from './clock.ts'
import type { Observe } from './observe.ts'
import { type Random, systemRandom } from './random.ts'
import { type Sleep, systemSleep } from './sleep.ts'

/** Time, chance, waiting, and where observations go. */
export interface Runtime {
  readonly clock: Clock
  readonly random: Random
  readonly sleep: Sleep
  readonly observe: Observe
  /**
   * The waits of what only looks, every so often, whether there is something to do. Whoever moves time by hand may cut them short or draw
   * them out. Real timers and cron's seconds unless given.
   */
  readonly rest?: Sleep
}

/**
 * The real clock, random source and timers.
 *
 * @example const runtime = systemRuntime(observeToLog(pino()))
 */
export function systemRuntime(observe: Observe): Runtime {
  return { clock: systemClock, random: systemRandom, sleep: systemSleep, observe }
}
