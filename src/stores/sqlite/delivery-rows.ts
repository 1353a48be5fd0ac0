/** Deliveries, their attempts and endpoints as their rows, and back. */
import type { Instant } from '../../base/clock.ts'
import type { DeliveryId, EndpointId, EventId, JobId } from '../../base/ids.ts'
import { parseJson } from '../../base/parse-json.ts'
import type { JobEvent, JobEventKind } from '../../jobs/events.ts'
import type { Job, JobResult } from '../../jobs/job.ts'
import type { Delivery, DeliveryAttempt, DeliveryState, Endpoint } from '../../webhooks/store.ts'
import { parseResult } from './stored-values.ts'

/** Columns of `delivery`, with the id of its job. */
export interface DeliveryRow {
  readonly seq: number
  readonly id: DeliveryId
  readonly job_id: JobId
  readonly endpoint: EndpointId
  readonly type: string
  readonly url: string
  readonly payload: 'thin' | 'full'
  readonly retry_ms: string
  readonly state: DeliveryState
  readonly epoch: number
  readonly attempts: number
  readonly due_at: Instant
  readonly created_at: Instant
  readonly finished_at: Instant | null
  readonly body: string | null
}

/** With the event it carries. */
export interface ClaimRow extends DeliveryRow {
  readonly event_id: EventId
  readonly event_number: number
  readonly event_kind: JobEventKind
  readonly event_at: Instant
  readonly event_snapshot: string
  readonly result: string | null
}

export interface AttemptRow {
  readonly number: number
  readonly started_at: Instant
  readonly duration_ms: number
  readonly outcome: string
  readonly status: number | null
}

export interface EndpointRow {
  readonly id: EndpointId
  readonly tenant: string
  readonly owner: string
  readonly origin: string
  readonly sealed_secret: string
  readonly created_at: Instant
  readonly consecutive_failures: number
  readonly paused_until: Instant | null
  readonly disabled_at: Instant | null
  readonly disabled_reason: string | null
}

export function toDelivery(row: DeliveryRow, attempts: readonly AttemptRow[]): Delivery {
  return {
    id: row.id,
    job: row.job_id,
    endpoint: row.endpoint,
    type: row.type,
    url: row.url,
    state: row.state,
    payload: row.payload,
    retryMs: JSON.parse(row.retry_ms) as readonly number[],
    attempts: row.attempts,
    dueAt: row.due_at,
    createdAt: row.created_at,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    log: attempts.map(toAttempt),
  }
}

export function toEvent(row: ClaimRow): JobEvent {
  return {
    id: row.event_id,
    job: row.job_id,
    number: row.event_number,
    kind: row.event_kind,
    at: row.event_at,
    snapshot: parseJson(row.event_snapshot) as Job,
  }
}

/** What a claim has beside the delivery, as far as there is any. */
export function toMaterial(row: ClaimRow): { readonly body?: string; readonly result?: JobResult } {
  return {
    ...(row.body === null ? {} : { body: row.body }),
    ...(row.result === null ? {} : { result: parseResult(row.result) }),
  }
}

export function toEndpoint(row: EndpointRow): Endpoint {
  const { disabled_at: at, disabled_reason: reason } = row
  return {
    id: row.id,
    tenant: row.tenant,
    owner: row.owner,
    origin: row.origin,
    createdAt: row.created_at,
    sealedSecret: row.sealed_secret,
    consecutiveFailures: row.consecutive_failures,
    ...(row.paused_until === null ? {} : { pausedUntil: row.paused_until }),
    ...(at === null || reason === null ? {} : { disabled: { at, reason } }),
  }
}

function toAttempt(row: AttemptRow): DeliveryAttempt {
  return {
    number: row.number,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    outcome: row.outcome,
    ...(row.status === null ? {} : { status: row.status }),
  }
}
