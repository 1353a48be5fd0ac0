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

interface OwnerScope {
  readonly tenant: string
  readonly owner: string
}

interface DueEndpoint extends OwnerScope {
  readonly id: string
  readonly sending: number
}

/** An endpoint that may be sent more, with the sends it and its owner have out; the claim counts them on. */
interface Candidate {
  readonly id: string
  readonly owner: { sending: number }
  sending: number
}

/** `DeliveryStore.claim`, inside its transaction. */
export function claimDeliveries(
  sql: Sql,
  request: DeliveryClaimRequest,
  now: Instant,
  incarnation: string,
): readonly DeliveryClaim[] {
  shortenLeases(sql, request, now)
  takeBackLost(sql, now)
  const candidates = new Set(listCandidates(sql, request, now))
  const claims: DeliveryClaim[] = []
  while (claims.length < request.limit) {
    const next = pickNext(candidates, request, request.limit - claims.length)
    if (next === undefined) break
    const due = sql.one<{ seq: number }>('find-oldest-due-delivery', { endpoint: next.id, now })
    if (due === undefined) {
      candidates.delete(next)
      continue
    }
    next.sending += 1
    next.owner.sending += 1
    claims.push(claimOne(sql, due.seq, request, now, incarnation))
  }
  return claims
}

/** Endpoints with something due, the longest waiting first. */
function listCandidates(sql: Sql, { perEndpoint }: DeliveryClaimRequest, now: Instant): readonly Candidate[] {
  const owners = new Map<string, { sending: number }>()
  const keyOf = (scope: OwnerScope) => JSON.stringify([scope.tenant, scope.owner])
  for (const row of sql.all<OwnerScope & { sending: number }>('count-sending-deliveries')) {
    owners.set(keyOf(row), { sending: row.sending })
  }
  return sql.all<DueEndpoint>('list-due-endpoints', { now, perEndpoint }).map((row) => {
    const owner = owners.get(keyOf(row)) ?? { sending: 0 }
    owners.set(keyOf(row), owner)
    return { id: row.id, owner, sending: row.sending }
  })
}

/** Whose owner has the least out, then which itself has; so a newcomer goes before anybody's backlog (WH-33). */
function pickNext(candidates: Iterable<Candidate>, request: DeliveryClaimRequest, free: number): Candidate | undefined {
  let best: Candidate | undefined
  for (const candidate of candidates) {
    const { owner, sending } = candidate
    if (sending >= request.perEndpoint || owner.sending >= request.perOwner) continue
    if (owner.sending > 0 && free <= request.reserved) continue
    const isBetter =
      best === undefined ||
      owner.sending < best.owner.sending ||
      (owner.sending === best.owner.sending && sending < best.sending)
    if (isBetter) best = candidate
  }
  return best
}

interface LostRow extends DeliveryRow {
  readonly disabled_at: Instant | null
}

/** No lease lasts longer than its length from now. One that does was given before the clock was set back. */
function shortenLeases(sql: Sql, { leaseMs }: DeliveryClaimRequest, now: Instant): void {
  sql.run('shorten-delivery-leases', { latest: after(now, leaseMs) })
}

/** A sender that died has made an attempt that nobody knows the end of (WH-32). */
function takeBackLost(sql: Sql, now: Instant): void {
  for (const row of sql.all<LostRow>('list-lost-deliveries', { now })) {
    const { state, dueAt } = decideLost(toDelivery(row, []), now, row.disabled_at !== null)
    const attempts = row.attempts + 1
    const lost = { number: attempts, startedAt: now, durationMs: 0, outcome: 'lost', status: null }
    sql.run('insert-attempt', { seq: row.seq, ...lost })
    sql.run('settle-delivery', {
      seq: row.seq,
      state,
      attempts,
      dueAt: dueAt ?? row.due_at,
      finishedAt: state === 'waiting' ? null : now,
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
