/**
 * The port to the leases of worker processes. It stands apart from the job store because whoever renews a lease must not wait behind the
 * work that the lease is for: a thread of its own does it, on a connection of its own. Each verb is one durable, atomic step.
 */
import type { Instant } from '../base/clock.ts'
import type { JobId, WorkerId } from '../base/ids.ts'

export interface LeaseStore {
  /** Starts or prolongs a worker's lease; brings back which of its running jobs have a cancel request, and which it still holds. */
  renew(lease: Lease): Promise<LeaseRenewal>

  /** Gives the lease up at shutdown; claims still open are taken back (T9) by the next sweep. */
  end(worker: WorkerId): Promise<void>
}

export interface Lease {
  readonly worker: WorkerId
  readonly until: Instant
  /** Such a worker is given nothing more (I19). */
  readonly draining: boolean
  /** Tells whether a dead process on this same machine held it, so that its claims can be taken back at once. */
  readonly host: {
    readonly bootId: string
    readonly pidNamespace: string
    readonly pid: number
    readonly startTime: string
  }
}

export interface LeaseRenewal {
  readonly cancelRequested: readonly JobId[]
  /** Jobs of this worker that are still its own, with the epoch. */
  readonly held: readonly { readonly job: JobId; readonly epoch: number }[]
}
