/** Wakes the workers of this process. Offers made in one turn of the event loop become one wake-up; nothing is kept for a listener that comes later. */
import type { Engine } from '../../jobs/engine.ts'

export function createLocalEngine(): Engine {
  const listeners = new Set<() => void>()
  let scheduled = false
  let stopped = false

  const wakeAll = () => {
    scheduled = false
    if (stopped) return
    for (const wake of listeners) wake()
  }
  return {
    offer: (jobs) => {
      if (jobs.length === 0 || scheduled || stopped) return
      scheduled = true
      setImmediate(wakeAll)
    },
    consume: (wake) => {
      const listener = () => wake()
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    stop: async () => {
      stopped = true
      listeners.clear()
    },
  }
}
