/** Coalesces what a handler reports: at most one write a second, always the latest, and the last one before the job is settled. */
import type { Clock } from '../base/clock.ts'
import type { Sleep } from '../base/sleep.ts'
import type { ProgressChange } from './command.ts'

export interface ProgressWriterOptions {
  /** Never rejects. */
  write(change: ProgressChange): Promise<void>
  readonly clock: Clock
  readonly sleep: Sleep
}

export interface ProgressWriter {
  report(change: ProgressChange): void
  /** Writes what is still to be written, at once; later reports are dropped. */
  close(): Promise<void>
}

const intervalMs = 1_000

export function createProgressWriter({ write, clock, sleep }: ProgressWriterOptions): ProgressWriter {
  const closing = new AbortController()
  let pending: ProgressChange | undefined
  let writtenAt = Number.NEGATIVE_INFINITY
  let writing: Promise<void> | undefined

  const writePending = async () => {
    while (pending !== undefined) {
      const waitMs = Math.min(intervalMs, writtenAt + intervalMs - clock.now())
      if (waitMs > 0) await sleep(waitMs, closing.signal)
      const change = pending
      pending = undefined
      writtenAt = clock.now()
      await write(change)
    }
    writing = undefined
  }
  return {
    report: (change) => {
      if (closing.signal.aborted) return
      pending = { ...pending, ...change }
      writing ??= writePending()
    },
    close: async () => {
      closing.abort('closed')
      await writing
    },
  }
}
