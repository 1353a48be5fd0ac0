/**
 * Keeps a process's lease alive: renews it on time, and says when renewing has failed for so long that somebody else may soon take over
 * (self-fencing). What a renewal brings back is the caller's business. Time is measured on the clock that is never set.
 */
import type { Clock } from '../base/clock.ts'
import type { Sleep } from '../base/sleep.ts'

export const leaseTtlMs = 30_000

/** Three renewals fit into a lease, so two may fail. */
export const renewalMs = (ttlMs: number): number => ttlMs / 3
/** Without a renewal for this long, the process stops its own work: before the lease ends, not after. */
const selfFenceMs = (ttlMs: number): number => (ttlMs * 2) / 3
/** Between attempts while renewing fails. */
const renewalRetryMs = (ttlMs: number): number => ttlMs / 30

export interface LeaseKeeperOptions {
  readonly ttlMs: number
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
  const { clock } = options
  let renewedAt: number | undefined
  let renewing: Promise<void> = Promise.resolve()

  const renew = async () => {
    const asked = clock.elapsedMs()
    await options.renew()
    renewedAt = asked
  }
  const watch = createLeaseWatch({ ...options, renewedAt: () => renewedAt })
  return {
    start: async () => {
      await renew()
      renewing = renewForEver({ ...options, renew }, stopping.signal)
      watch.start()
    },
    isHeld: watch.isHeld,
    stop: async () => {
      stopping.abort()
      await Promise.all([renewing, watch.stop()])
    },
  }
}

/** Renews until it is told to stop. The first renewal, which took the lease, was the caller's. */
export async function renewForEver(
  options: Pick<LeaseKeeperOptions, 'ttlMs' | 'renew' | 'failed' | 'sleep'>,
  stopping: AbortSignal,
): Promise<void> {
  const { ttlMs, sleep } = options
  await sleep(renewalMs(ttlMs), stopping)
  while (!stopping.aborted) {
    const renewed = await options.renew().then(
      () => true,
      (error: unknown) => options.failed(error),
    )
    await sleep(renewed ? renewalMs(ttlMs) : renewalRetryMs(ttlMs), stopping)
  }
}

export interface LeaseWatchOptions extends Pick<LeaseKeeperOptions, 'ttlMs' | 'fence' | 'clock' | 'sleep'> {
  /** When the last renewal that went well was asked for, on the clock's `elapsedMs`; undefined before the first. */
  renewedAt(): number | undefined
}

export interface LeaseWatch {
  start(): void
  isHeld(): boolean
  stop(): Promise<void>
}

/** A watch of its own, because a renewal that neither succeeds nor fails must not hold the fence back. */
export function createLeaseWatch(options: LeaseWatchOptions): LeaseWatch {
  const stopping = new AbortController()
  let watching: Promise<void> = Promise.resolve()
  return {
    start: () => {
      watching = watch(options, stopping.signal)
    },
    isHeld: () => options.renewedAt() !== undefined && leftMs(options) > 0,
    stop: () => {
      stopping.abort()
      return watching
    },
  }
}

async function watch(options: LeaseWatchOptions, stopping: AbortSignal): Promise<void> {
  let fenced = false
  while (!stopping.aborted) {
    const left = leftMs(options)
    if (left > 0) fenced = false
    else if (!fenced) {
      fenced = true
      options.fence()
    }
    await options.sleep(left > 0 ? left : renewalRetryMs(options.ttlMs), stopping)
  }
}

function leftMs({ renewedAt, ttlMs, clock }: LeaseWatchOptions): number {
  return (renewedAt() ?? 0) + selfFenceMs(ttlMs) - clock.elapsedMs()
}
