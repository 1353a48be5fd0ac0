/** A clock that stands still until a test moves it, and a sleep that follows it. Nothing here waits for real time. */
import { after, type Clock, type Instant, toInstant } from '../base/clock.ts'
import type { Sleep } from '../base/sleep.ts'

/** A clock that only its test moves, and a sleep that follows it. */
export interface FakeClock {
  readonly clock: Clock
  readonly sleep: Sleep
  /** A sleep that `leap` may cut short or draw out: for what only looks again whether there is something to do. */
  readonly rest: Sleep
  /** How many rest just now. */
  readonly resting: number
  /** When the next sleeper wakes; those who rest do not count. */
  readonly nextWakeAt: Instant | undefined
  /** Moves time on, waking each sleeper at its own moment and letting what it does finish before the next. */
  advance(ms: number): Promise<void>
  /** The same, but whoever rests looks only once, at the end: weeks go by in a few turns. */
  leap(ms: number): Promise<void>
  /** Sets the clock, forwards or (negative) back, as somebody sets a machine's: sleepers keep their durations, and no time has passed. */
  jump(ms: number): void
}

interface Sleeper {
  readonly rests: boolean
  wakesAt: number
  wake(): void
}

/**
 * A clock for a test, standing at the beginning of 2026 unless said.
 *
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
  const all = () => [...sleepers]
  const awake = () => all().filter(({ rests }) => !rests)
  const moveTo = async (moment: number, due: () => readonly Sleeper[]) => {
    now = toInstant(Math.max(now, moment))
    for (const sleeper of due()) if (sleeper.wakesAt <= now) sleeper.wake()
    await turns()
  }
  const moveThrough = async (until: number, candidates: () => readonly Sleeper[]) => {
    await turns()
    for (let next = earliest(candidates()); next <= until; next = earliest(candidates())) await moveTo(next, candidates)
    await moveTo(until, candidates)
  }
  return {
    clock: { now: () => now, elapsedMs: () => now - setBy },
    sleep: (ms, signal) => sleepUntil(sleepers, { wakesAt: now + ms, rests: false }, signal),
    rest: (ms, signal) => sleepUntil(sleepers, { wakesAt: now + ms, rests: true }, signal),
    get resting() {
      return all().filter(({ rests }) => rests).length
    },
    get nextWakeAt() {
      const next = earliest(awake())
      return Number.isFinite(next) ? toInstant(next) : undefined
    },
    advance: (ms) => moveThrough(now + ms, all),
    leap: async (ms) => {
      await moveThrough(now + ms, awake)
      await rouse(all())
    },
    jump: (ms) => {
      now = after(now, ms)
      setBy += ms
      for (const sleeper of sleepers) sleeper.wakesAt += ms
    },
  }
}

function sleepUntil(
  sleepers: Set<Sleeper>,
  { wakesAt, rests }: Pick<Sleeper, 'wakesAt' | 'rests'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      sleepers.delete(sleeper)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const sleeper: Sleeper = { wakesAt, rests, wake }
    sleepers.add(sleeper)
    signal?.addEventListener('abort', wake, { once: true })
  })
}

/** In the order in which they would have woken: whoever renews a lease does so before somebody else finds that it has run out. */
async function rouse(sleepers: readonly Sleeper[]): Promise<void> {
  const resting = sleepers.filter(({ rests }) => rests).sort((one, other) => one.wakesAt - other.wakesAt)
  for (const sleeper of resting) {
    sleeper.wake()
    await turns()
  }
}

function earliest(sleepers: readonly Sleeper[]): number {
  return Math.min(...sleepers.map((sleeper) => sleeper.wakesAt))
}

/** Enough turns of the event loop for a chain of commits (each takes one) to run to its end. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
