/** Sleeps of any length. A timer of more than 2^31 - 1 ms would fire at once, so long ones are slept in pieces. */
import type { Sleep } from '../base/sleep.ts'

const longestTimerMs = 86_400_000

/** Resolves with true after `ms`, or with false when the signal aborted first. */
export async function sleepLong(sleep: Sleep, ms: number, signal: AbortSignal): Promise<boolean> {
  for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs -= longestTimerMs) {
    await sleep(Math.min(leftMs, longestTimerMs), signal)
  }
  return !signal.aborted
}
