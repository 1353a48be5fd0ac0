/** Where a thread of a process can be made to stand still, and where a dead one never comes past. */
import type { Thread } from './virtual-time.ts'

export interface Gate extends Thread {
  /** Resolves at once; later, when the thread stands still; never, when its process is gone. */
  passage(): Promise<void>
  halt(): void
  resume(): void
}

export function createGate(isDead: () => boolean): Gate {
  let halted = false
  let resumed = Promise.withResolvers<void>()
  return {
    get halted() {
      return halted || isDead()
    },
    get dead() {
      return isDead()
    },
    passage: async () => {
      while (halted && !isDead()) await resumed.promise
      if (isDead()) await new Promise<never>(() => {})
    },
    halt: () => {
      if (halted) return
      halted = true
      resumed = Promise.withResolvers()
    },
    resume: () => {
      halted = false
      resumed.resolve()
    },
  }
}
