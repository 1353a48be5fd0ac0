/**
 * One time for all processes of a simulation. It stands still until it is advanced; then sleepers wake one moment after the other, and
 * what they do comes to rest before the next. A halted thread sleeps on, as a stopped process does, and wakes late.
 */
import { type Clock, type Instant, toInstant } from '../../../src/base/clock.ts'
import type { Sleep } from '../../../src/base/sleep.ts'

/** Whatever runs code of its own: a process, or the thread beside it. */
export interface Thread {
  readonly halted: boolean
  readonly dead: boolean
}

export interface VirtualTime {
  readonly clock: Clock
  /** Milliseconds since the beginning; clocks that are set do not change it. */
  readonly elapsed: number
  sleepOf(thread: Thread): Sleep
  advance(ms: number): Promise<void>
  /** Sets every clock of the machine; who sleeps keeps the rest of the sleep. */
  jump(ms: number): void
}

interface Timer {
  readonly thread: Thread
  readonly at: number
  wake(): void
}

const beginning = 1_767_225_600_000

export function createVirtualTime(settled: () => Promise<void>): VirtualTime {
  const timers = new Set<Timer>()
  let elapsed = 0
  let set = 0
  return {
    clock: { now: (): Instant => toInstant(beginning + elapsed + set), elapsedMs: () => elapsed },
    get elapsed() {
      return elapsed
    },
    sleepOf: (thread) => (ms, signal) => sleep(timers, { thread, at: elapsed + ms, signal }),
    advance: async (ms) => {
      const until = elapsed + ms
      for (let next = nextMoment(timers, elapsed); next <= until; next = nextMoment(timers, elapsed)) {
        elapsed = next
        for (const timer of [...timers]) if (!timer.thread.halted && timer.at <= elapsed) timer.wake()
        await settled()
      }
      elapsed = until
    },
    jump: (ms) => {
      set += ms
    },
  }
}

interface Nap {
  readonly thread: Thread
  readonly at: number
  readonly signal: AbortSignal | undefined
}

function sleep(timers: Set<Timer>, { thread, at, signal }: Nap): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      timers.delete(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = { thread, at, wake }
    timers.add(timer)
    signal?.addEventListener('abort', wake, { once: true })
  })
}

/** When the next of those that may run wakes; those that a halt made late wake now. */
function nextMoment(timers: Set<Timer>, elapsed: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const timer of timers) {
    if (timer.thread.dead) timers.delete(timer)
    else if (!timer.thread.halted && timer.at < next) next = timer.at
  }
  return Math.max(next, elapsed)
}
