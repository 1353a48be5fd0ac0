/**
 * The port to deliveries and endpoints. The settlement of a job inserts the delivery rows (outbox, WH-31); this port finds the due ones,
 * lets a worker claim them under a lease, and records what came of each attempt. Same promise as `JobStore`: resolved means durable.
 */
import type { Instant } from '../base/clock.ts'
import type { DeliveryId, EndpointId, JobId, WorkerId } from '../base/ids.ts'
import type { JobEvent } from '../jobs/events.ts'
import type { JobResult } from '../jobs/job.ts'
import type { Reader } from '../jobs/store.ts'

export interface DeliveryStore {
  /**
   * Claims up to `limit` due deliveries for a worker, at most `perEndpoint` of one endpoint and `perOwner` of one owner at a time (WH-36), none
   * of a paused or disabled endpoint. Owners with the fewest sends out come first, so that nobody's backlog holds up another (WH-33); the
   * last `reserved` places go to owners with none out. Deliveries whose lease ran out are taken back first, their attempt counted as
   * `lost` (WH-32); what would then wait for a disabled endpoint becomes `canceled` (WH-29).
   */
  claim(request: DeliveryClaimRequest): Promise<readonly DeliveryClaim[]>
  /** Keeps the body that was rendered for the first send; every later attempt sends the same bytes (WH-4). */
  saveBody(fence: DeliveryFence, body: string): Promise<'written' | 'stale'>
  /**
   * Records an attempt, the delivery's next state, and what it means for the endpoint, in one transaction (WH-18). What would wait for
   * an endpoint that was disabled meanwhile becomes `canceled`.
   */
  settle(fence: DeliveryFence, settlement: DeliverySettlement): Promise<'written' | 'stale'>
  /** Deliveries of one job, oldest first, or undefined when the reader may not see the job. */
  list(job: JobId, reader: Reader): Promise<readonly Delivery[] | undefined>
  /** When the next delivery falls due, if any waits. */
  nextDueAt(): Promise<Instant | undefined>
  listEndpoints(reader: Reader): Promise<readonly Endpoint[]>
  findEndpoint(id: EndpointId, reader: Reader): Promise<Endpoint | undefined>
}

export interface DeliveryClaimRequest {
  readonly worker: WorkerId
  readonly limit: number
  readonly perEndpoint: number
  /** An owner is a principal within its tenant: strangers may share a tenant (D14). */
  readonly perOwner: number
  /** Of `limit`. */
  readonly reserved: number
  readonly leaseMs: number
}

/** Like a job's fence: incarnation, and the number of this delivery's claims. */
export interface DeliveryFence {
  readonly incarnation: string
  readonly delivery: DeliveryId
  readonly epoch: number
}

export interface DeliveryClaim {
  readonly fence: DeliveryFence
  readonly delivery: Delivery
  readonly endpoint: Endpoint
  readonly event: JobEvent
  /** Absent until the first send, and again once the job was forgotten (R-RES-5). */
  readonly body?: string
  /** The job's result as it is now, for `payload: full`; absent once forgotten (R-RES-5). */
  readonly result?: JobResult
}

/** `waiting` until due, `sending` under a lease; the rest is final. */
export type DeliveryState =
  | 'waiting'
  | 'sending'
  | 'delivered'
  | 'failed'
  | 'aborted'
  | 'expired'
  | 'canceled'
  | 'skipped'

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: DeliveryId
  readonly job: JobId
  readonly endpoint: EndpointId
  readonly type: string
  readonly url: string
  readonly state: DeliveryState
  readonly payload: 'thin' | 'full'
  readonly retryMs: readonly number[]
  /** Attempts made so far. */
  readonly attempts: number
  readonly dueAt: Instant
  readonly createdAt: Instant
  readonly finishedAt?: Instant
  /** Newest last. */
  readonly log: readonly DeliveryAttempt[]
}

/** What came of sending a delivery once. */
export interface DeliveryAttempt {
  readonly number: number
  readonly startedAt: Instant
  readonly durationMs: number
  /** `http_204`, `timeout`, `dns`, `connect`, `tls`, `reset`, `blocked_address`, `protocol_error`, `lost`, … (SS-12). */
  readonly outcome: string
  readonly status?: number
}

export interface DeliverySettlement {
  readonly state: DeliveryState
  /** For `waiting`. */
  readonly dueAt?: Instant
  /** Absent when nothing was tried: the delivery had grown too old. */
  readonly attempt?: DeliveryAttempt
  /** Absent when nothing was learned about it. */
  readonly endpoint?: EndpointChange
}

/** What an attempt says about its endpoint. */
export interface EndpointChange {
  readonly failed: boolean
  /** Nothing is sent to the endpoint before this (WH-25, WH-26). */
  readonly pausedUntil?: Instant
  /** Disables it; its waiting deliveries become `canceled` (WH-29). */
  readonly disable?: 'gone' | 'receiver_request' | 'blocked_address' | 'invalid_url'
}

export interface Endpoint {
  readonly id: EndpointId
  readonly tenant: string
  readonly owner: string
  /** Scheme, host and port. */
  readonly origin: string
  readonly createdAt: Instant
  /** Encrypted for this row (SE-1); opened only to sign or to reveal. */
  readonly sealedSecret: string
  readonly consecutiveFailures: number
  readonly pausedUntil?: Instant
  readonly disabled?: { readonly at: Instant; readonly reason: string }
}
