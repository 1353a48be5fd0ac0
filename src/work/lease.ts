/**
 * Keeps a process's lease alive: renews it on time, and says when renewing has failed for so long that somebody else may soon take over
 * (self-fencing). What a renewal brings back is the caller's business.
 */
import type { Clock } from '../base/clock.ts'
import type { Sleep } from '../base/sleep.ts'

export const leaseTtlMs = 30_000
const leaseRenewalMs = 10_000
/** Without a renewal for this long, the process stops its own work: before the lease ends, not after. */
const selfFenceMs: number = (leaseTtlMs * 2) / 3
const retryMs = 1_000

export interface LeaseKeeperOptions {
  /** Resolves once the renewal is durable. */
  renew(): Promise<void>
  /** Called once for each stretch without a renewal that lasts `selfFenceMs`. */
  fence(): void
  failed(error: unknown): void
  readonly clock: Clock
  readonly sleep: Sleep
}

export interface LeaseKeeper {
  /** Takes the lease; rejects when the very first renewal fails. */
  start(): Promise<void>
  /** Whether new work may be taken: the last renewal is recent enough. */
  isHeld(): boolean
  stop(): Promise<void>
}

export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const stopping = new AbortController()
  const { clock, sleep } = options
  let renewedAt: number | undefined
  let running: Promise<void>[] = []

  const renew = async () => {
    const asked = clock.now()
    await options.renew()
    renewedAt = asked
  }
  const isHeld = () => renewedAt !== undefined && clock.now() - renewedAt < selfFenceMs
  const renewForEver = async () => {
    await sleep(leaseRenewalMs, stopping.signal)
    while (!stopping.signal.aborted) {
      const renewed = await renew().then(
        () => true,
        (error: unknown) => options.failed(error),
      )
      await sleep(renewed ? leaseRenewalMs : retryMs, stopping.signal)
    }
  }
  return {
    start: async () => {
      await renew()
      running = [renewForEver(), watch(options, stopping.signal, () => renewedAt ?? 0)]
    },
    isHeld,
    stop: async () => {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

/** A watch of its own, because a renewal that neither succeeds nor fails must not hold the fence back. */
async function watch(options: LeaseKeeperOptions, stopping: AbortSignal, renewedAt: () => number): Promise<void> {
  let fenced = false
  while (!stopping.aborted) {
    const leftMs = renewedAt() + selfFenceMs - options.clock.now()
    if (leftMs > 0) fenced = false
    else if (!fenced) {
      fenced = true
      options.fence()
    }
    await options.sleep(leftMs > 0 ? leftMs : retryMs, stopping)
  }
}
