/**
 * A loop that works while there is work and sleeps otherwise. It holds no truth: a wake-up only cuts the sleep short, so a lost one
 * costs at most `idleMs`. It never runs two turns at once, and never spins: a turn that fails is followed by a pause.
 */
import type { Sleep } from '../base/sleep.ts'

export interface PollLoopOptions {
  /** One turn; `more` when there may be more to do at once. */
  turn(): Promise<'more' | 'idle'>
  readonly idleMs: number
  /** Pause after a turn that threw. */
  readonly failureMs: number
  readonly sleep: Sleep
  /** Between turns, instead of `sleep`. */
  readonly rest?: Sleep
  failed(error: unknown): void
}

export interface PollLoop {
  start(): void
  /** Runs the next turn now, or right after the current one. */
  wake(): void
  /** Starts no further turn; resolves when the current one has ended. Stopping twice is fine. */
  stop(): Promise<void>
}

export function createPollLoop(options: PollLoopOptions): PollLoop {
  const { rest = options.sleep } = options
  const stopping = new AbortController()
  let nap = new AbortController()
  let running: Promise<void> = Promise.resolve()

  const run = async () => {
    while (!stopping.signal.aborted) {
      nap = new AbortController()
      const pauseMs = await turnOnce(options)
      if (pauseMs > 0) await rest(pauseMs, AbortSignal.any([nap.signal, stopping.signal]))
    }
  }
  return {
    start: () => {
      running = run()
    },
    wake: () => nap.abort('woken'),
    stop: () => {
      stopping.abort()
      return running
    },
  }
}

/** How long to sleep after it. */
async function turnOnce({ turn, idleMs, failureMs, failed }: PollLoopOptions): Promise<number> {
  try {
    return (await turn()) === 'more' ? 0 : idleMs
  } catch (error) {
    failed(error)
    return failureMs
  }
}
