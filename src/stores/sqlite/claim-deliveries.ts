/**
 * Claims due deliveries for a worker. Runs inside one transaction, row by row, so that no limit is overrun by two that looked at the same count
 * (WH-36). What is decided about a lost sender is decided by the state machine; here it is written.
 */
import { after, type Instant } from '../../base/clock.ts'
import { decideLost } from '../../webhooks/delivery.ts'
import type { DeliveryClaim, DeliveryClaimRequest } from '../../webhooks/store.ts'
import {
  type AttemptRow,
  type ClaimRow,
  type DeliveryRow,
  type EndpointRow,
  toDelivery,
  toEndpoint,
  toEvent,
  toMaterial,
} from './delivery-rows.ts'
import type { Sql } from './sql.ts'

interface DueEndpoint {
  readonly id: string
  readonly tenant: string
  readonly sending: number
}

/** `DeliveryStore.claim`, inside its transaction. */
export function claimDeliveries(
  sql: Sql,
  request: DeliveryClaimRequest,
  now: Instant,
  incarnation: string,
): readonly DeliveryClaim[] {
  takeBackLost(sql, now)
  const sendingByTenant = new Map(
    sql.all<{ tenant: string; sending: number }>('count-sending-deliveries').map((row) => [row.tenant, row.sending]),
  )
  const claims: DeliveryClaim[] = []
  for (const endpoint of sql.all<DueEndpoint>('list-due-endpoints', {
    now,
    perEndpoint: request.perEndpoint,
  })) {
    const sending = sendingByTenant.get(endpoint.tenant) ?? 0
    const room = Math.min(
      request.limit - claims.length,
      request.perEndpoint - endpoint.sending,
      request.perTenant - sending,
    )
    if (room <= 0) continue
    const due = sql.all<{ seq: number }>('list-due-deliveries', { endpoint: endpoint.id, now, room })
    sendingByTenant.set(endpoint.tenant, sending + due.length)
    claims.push(...due.map(({ seq }) => claimOne(sql, seq, request, now, incarnation)))
  }
  return claims
}

/** A sender that died has made an attempt that nobody knows the end of (WH-32). */
function takeBackLost(sql: Sql, now: Instant): void {
  for (const row of sql.all<DeliveryRow>('list-lost-deliveries', { now })) {
    const decision = decideLost(toDelivery(row, []), now)
    const attempts = row.attempts + 1
    const lost = { number: attempts, startedAt: now, durationMs: 0, outcome: 'lost', status: null }
    sql.run('insert-attempt', { seq: row.seq, ...lost })
    sql.run('settle-delivery', {
      seq: row.seq,
      state: decision.state,
      attempts,
      dueAt: decision.dueAt ?? row.due_at,
      finishedAt: decision.state === 'waiting' ? null : now,
    })
  }
}

function claimOne(
  sql: Sql,
  seq: number,
  request: DeliveryClaimRequest,
  now: Instant,
  incarnation: string,
): DeliveryClaim {
  sql.run('claim-delivery', { seq, worker: request.worker, leaseUntil: after(now, request.leaseMs) })
  const row = sql.one<ClaimRow>('read-claimed-delivery', { seq })
  const endpoint = row && sql.one<EndpointRow>('read-endpoint', { id: row.endpoint })
  if (row === undefined || endpoint === undefined)
    throw new Error(`Delivery ${seq} has lost its event or its endpoint.`)
  return {
    fence: { incarnation, delivery: row.id, epoch: row.epoch },
    delivery: toDelivery(row, sql.all<AttemptRow>('list-attempts', { seq })),
    endpoint: toEndpoint(endpoint),
    event: toEvent(row),
    ...toMaterial(row),
  }
}
