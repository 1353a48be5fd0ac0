/**
 * When everything has come to rest: nothing moves any more but time. What goes on outside of virtual time (files, signatures) takes as
 * long as it takes; whoever waits for it goes on when all others rest, one after the other, so that the order is always the same.
 */

export interface Rest {
  /** Turns the event loop until nothing moves. */
  settle(): Promise<void>
  /** Something that must end before anything rests: +1, -1. */
  pending(change: number): void
  /** The same value, once all others rest. */
  inTurn<Value>(work: Promise<Value>): Promise<Value>
}

interface Outside {
  isDone: boolean
  readonly goOn: () => void
}

export function createRest(): Rest {
  const outside: Outside[] = []
  let pending = 0
  const mayRest = () => pending === 0 && outside.every(({ isDone }) => isDone)
  return {
    settle: async () => {
      for (let quiet = 0; quiet < 2; quiet += 1) {
        await new Promise((resolve) => setImmediate(resolve))
        if (!mayRest()) quiet = -1
        else if (quiet === 1 && outside.length > 0) {
          outside.shift()?.goOn()
          quiet = -1
        }
      }
    },
    pending: (change) => {
      pending += change
    },
    inTurn: async (work) => {
      const turn = Promise.withResolvers<void>()
      const entry = { isDone: false, goOn: turn.resolve }
      outside.push(entry)
      await work.catch(() => {})
      entry.isDone = true
      await turn.promise
      return work
    },
  }
}
