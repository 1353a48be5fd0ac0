/**
 * The port to whatever keeps a worker's lease alive while the worker runs handlers. It tells the worker what each renewal brought and
 * when to stop its own work; it claims nothing and settles nothing.
 */
import type { JobId, WorkerId } from '../base/ids.ts'
import type { Lease, LeaseRenewal } from './lease-store.ts'

export interface Guardian {
  /** Takes the lease and keeps it from then on; rejects when it cannot be had. */
  guard(ward: Ward): Promise<Guard>
  /**
   * A handler is about to run on the worker's own event loop, and may take `attemptMs`. A loop that is blocked for longer is nothing that
   * the worker could end. Returns how to say that the handler's code has ended.
   */
  watch(job: JobId, attemptMs: number): () => void
}

/** The worker that is guarded, and what it wants to hear. */
export interface Ward {
  readonly worker: WorkerId
  readonly host: Lease['host']
  /**
   * What a renewal brought. `askedAt` is when it began, on the clock's `elapsedMs`: it cannot know of a run that was added later, so it
   * says nothing about one.
   */
  renewed(renewal: LeaseRenewal, askedAt: number): void
  /** There was no renewal for so long that others may take over soon. Once for each such stretch. */
  fence(): void
  /** A renewal failed; it is tried again. */
  failed(error: unknown): void
}

/** A lease that is kept. */
export interface Guard {
  /** Whether new work may be taken: the last renewal is recent enough. */
  isHeld(): boolean
  /** The worker claims nothing more, and its lease says so from the next renewal on. */
  drain(): void
  /** Renews no more and gives the lease up. */
  end(): Promise<void>
}
