/** What the outside world was told, kept by whoever was told it: callers, receivers and handlers. The database is held against this. */
import type { Instant } from '../../../src/base/clock.ts'
import type { JobId } from '../../../src/base/ids.ts'

/** A request with a key; whether there is a job behind it the ledger may not know. */
export interface KeyedRequest {
  readonly job: JobId
  readonly expiresAt: Instant
}

export interface Ledger {
  /** A 202 was received for it. */
  readonly accepted: Set<JobId>
  /** Owner, operation and key -> every request made with them. */
  readonly keyed: Map<string, KeyedRequest[]>
  /** Owner, operation and key -> the job that a 202 named last, while the key holds. */
  readonly answered: Map<string, KeyedRequest>
  /** Somebody asked for cancellation, whatever came of it. */
  readonly cancelAsked: Set<JobId>
  /** Cancellation while queued, or the end of the job, was confirmed: it must not start any more. */
  readonly over: Set<JobId>
  /** Deletion after its time was seen. */
  readonly buried: Set<JobId>
  /** Job and name -> the value that a handler was told is kept. */
  readonly steps: Map<string, string>
  /** What its handlers returned. */
  readonly returned: Map<JobId, Set<number>>
  /** Operation -> the times at which it ran by itself. */
  readonly fired: Map<string, Set<number>>
  /** Ids of deliveries that a receiver has answered with 2xx. */
  readonly received: Set<string>
}

export function createLedger(): Ledger {
  return {
    accepted: new Set(),
    keyed: new Map(),
    answered: new Map(),
    cancelAsked: new Set(),
    over: new Set(),
    buried: new Set(),
    steps: new Map(),
    returned: new Map(),
    fired: new Map(),
    received: new Set(),
  }
}

/** What stays true after the database was put back to what it was then. */
export function copyLedger(ledger: Ledger): Ledger {
  return structuredClone(ledger)
}
