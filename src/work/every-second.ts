/** A node-cron task that ticks every second and only wakes somebody: it owns no state, and a tick that is missed costs a second (D10). */
import { createTask } from 'node-cron'

export interface Ticker {
  start(): void
  stop(): void
}

export function everySecond(wake: () => void): Ticker {
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
