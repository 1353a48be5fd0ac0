/** Work that many may ask for and that runs once at a time: calls made while it runs become one more run after it. */

export interface Coalesced {
  /** Asks for a run. */
  call(): void
  /** Starts no further run; resolves when the present one has ended. */
  close(): Promise<void>
}

/** The work must not reject; whoever hands it in deals with its errors. */
export function coalesce(work: () => Promise<void>): Coalesced {
  let running: Promise<void> | undefined
  let isAskedFor = false
  let isClosed = false

  const run = async (): Promise<void> => {
    while (isAskedFor && !isClosed) {
      isAskedFor = false
      await work()
    }
    running = undefined
  }
  return {
    call: () => {
      isAskedFor = true
      if (!isClosed) running ??= run()
    },
    close: async () => {
      isClosed = true
      await running
    },
  }
}
