/**
 * A node-cron task that ticks every second and only wakes somebody: it owns no state, and a tick that is missed costs a second (D10).
 * Where time is moved by hand, the seconds are those of that time.
 */
import { createTask } from 'node-cron'
import type { Sleep } from '../base/sleep.ts'

export interface Ticker {
  start(): void
  stop(): void
}

/** Node-cron's seconds, unless there is a `rest` to follow. */
export function everySecond(wake: () => void, rest?: Sleep): Ticker {
  return rest === undefined ? cronTicker(wake) : restingTicker(wake, rest)
}

function cronTicker(wake: () => void): Ticker {
  const task = createTask('* * * * * *', wake, { suppressMissedWarning: true })
  return {
    start: () => {
      void task.start()
    },
    stop: () => {
      void task.destroy()
    },
  }
}

function restingTicker(wake: () => void, rest: Sleep): Ticker {
  const stopping = new AbortController()
  const tick = async () => {
    for (await rest(1_000, stopping.signal); !stopping.signal.aborted; await rest(1_000, stopping.signal)) wake()
  }
  return {
    start: () => {
      void tick()
    },
    stop: () => stopping.abort(),
  }
}
