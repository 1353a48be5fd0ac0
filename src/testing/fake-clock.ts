/** A clock that stands still until a test moves it, and a sleep that follows it. Nothing here waits for real time. */
import { after, type Clock, type Instant, toInstant } from '../base/clock.ts'
import type { Sleep } from '../base/sleep.ts'

/** A clock that only its test moves, and a sleep that follows it. */
export interface FakeClock {
  readonly clock: Clock
  readonly sleep: Sleep
  /** Moves time on, waking each sleeper at its own moment and letting what it does finish before the next. */
  advance(ms: number): Promise<void>
  /** Sets the clock, forwards or (negative) back, as somebody sets a machine's: sleepers keep their durations, and no time has passed. */
  jump(ms: number): void
}

interface Sleeper {
  wakesAt: number
  wake(): void
}

/**
 * @example
 * const { clock, sleep, advance } = createFakeClock()
 * const slept = sleep(1_000)
 * await advance(1_000)
 * await slept
 */
export function createFakeClock(start: Instant = toInstant(1_767_225_600_000)): FakeClock {
  let now = start
  let setBy = 0
  const sleepers = new Set<Sleeper>()
  const moveTo = async (moment: number) => {
    now = toInstant(Math.max(now, moment))
    for (const sleeper of sleepers) if (sleeper.wakesAt <= now) sleeper.wake()
    await settled()
  }
  return {
    clock: { now: () => now, elapsedMs: () => now - setBy },
    sleep: (ms, signal) => sleepUntil(sleepers, now + ms, signal),
    advance: async (ms) => {
      const until = now + ms
      await settled()
      for (let next = earliest(sleepers); next <= until; next = earliest(sleepers)) await moveTo(next)
      await moveTo(until)
    },
    jump: (ms) => {
      now = after(now, ms)
      setBy += ms
      for (const sleeper of sleepers) sleeper.wakesAt += ms
    },
  }
}

function sleepUntil(sleepers: Set<Sleeper>, wakesAt: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      sleepers.delete(sleeper)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const sleeper: Sleeper = { wakesAt, wake }
    sleepers.add(sleeper)
    signal?.addEventListener('abort', wake, { once: true })
  })
}

function earliest(sleepers: ReadonlySet<Sleeper>): number {
  return Math.min(...[...sleepers].map((sleeper) => sleeper.wakesAt))
}

/** Enough turns of the event loop for a chain of commits (each takes one) to run to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
