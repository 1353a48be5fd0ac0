/** Waiting that a cancel, a timeout or a shutdown cuts short. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for '500ms' or '2s', or not at all; rejects when the signal aborts. */
export async function pause(delay: string | undefined, signal: AbortSignal): Promise<void> {
  if (delay === undefined) return
  const ms = delay.endsWith('ms') ? Number.parseInt(delay, 10) : Number.parseInt(delay, 10) * 1000
  await sleep(ms, undefined, { signal })
}
