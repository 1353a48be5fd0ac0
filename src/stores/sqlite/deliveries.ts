/** The delivery store on SQLite: each verb one transaction of the group commit, each write of a worker under its fence. */
import { after, type Instant } from '../../base/clock.ts'
import type { EndpointId, JobId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { Reader } from '../../jobs/store.ts'
import { stateToward } from '../../webhooks/delivery.ts'
import type {
  Delivery,
  DeliveryFence,
  DeliverySettlement,
  DeliveryStore,
  Endpoint,
  EndpointChange,
} from '../../webhooks/store.ts'
import { claimDeliveries } from './claim-deliveries.ts'
import { type AttemptRow, type DeliveryRow, type EndpointRow, toDelivery, toEndpoint } from './delivery-rows.ts'
import { findJob } from './find-job.ts'
import type { SqliteDatabase } from './open.ts'
import type { ReadDoor } from './read-door.ts'
import type { Sql } from './sql.ts'

/**
 * The deliveries and endpoints of a database.
 *
 * @example const deliveries = sqliteDeliveryStore(db, runtime)
 */
export function sqliteDeliveryStore(db: SqliteDatabase, runtime: Runtime): DeliveryStore {
  return {
    ...deliveryReadings(db),
    claim: async (request) => {
      const now = runtime.clock.now()
      const latest = after(now, request.leaseMs)
      if (db.read((sql) => sql.one('find-due-delivery', { now, latest })) === undefined) return []
      return db.write((sql) => claimDeliveries(sql, request, now, currentIncarnation(sql)))
    },
    saveBody: (fence, body) => db.write((sql) => saveBody(sql, fence, body)),
    settle: (fence, settlement) => db.write((sql) => settle(sql, fence, settlement, runtime.clock.now())),
  }
}

/** The verbs that write nothing. */
export function deliveryReadings(
  db: ReadDoor,
): Pick<DeliveryStore, 'list' | 'nextDueAt' | 'listEndpoints' | 'findEndpoint'> {
  return {
    list: async (job, reader) => db.read((sql) => listDeliveries(sql, job, reader)),
    nextDueAt: async () =>
      db.read((sql) => sql.one<{ due_at: Instant | null }>('find-next-due-delivery'))?.due_at ?? undefined,
    listEndpoints: async (reader) => db.read((sql) => listEndpoints(sql, reader)),
    findEndpoint: async (id, reader) => db.read((sql) => findEndpoint(sql, id, reader)),
  }
}

/** Read in the same transaction as the write it guards: another process may have taken the file for a copy since (I22). */
function currentIncarnation(sql: Sql): string {
  return sql.one<{ incarnation: string }>('read-meta')?.incarnation ?? ''
}

function saveBody(sql: Sql, fence: DeliveryFence, body: string): 'written' | 'stale' {
  if (fence.incarnation !== currentIncarnation(sql)) return 'stale'
  const { changes } = sql.run('save-delivery-body', { id: fence.delivery, epoch: fence.epoch, body })
  return changes === 1 ? 'written' : 'stale'
}

interface ClaimedRow {
  readonly seq: number
  readonly attempts: number
  readonly due_at: Instant
  readonly endpoint: EndpointId
  readonly disabled_at: Instant | null
}

function settle(sql: Sql, fence: DeliveryFence, settlement: DeliverySettlement, now: Instant): 'written' | 'stale' {
  const claimed = sql.one<ClaimedRow>('find-claimed-delivery', { id: fence.delivery, epoch: fence.epoch })
  if (claimed === undefined || fence.incarnation !== currentIncarnation(sql)) return 'stale'
  const { attempt } = settlement
  const state = stateToward(claimed.disabled_at !== null, settlement.state)
  sql.run('settle-delivery', {
    seq: claimed.seq,
    state,
    attempts: claimed.attempts + (attempt === undefined ? 0 : 1),
    dueAt: settlement.dueAt ?? claimed.due_at,
    finishedAt: state === 'waiting' ? null : now,
  })
  if (attempt !== undefined) {
    sql.run('insert-attempt', { seq: claimed.seq, ...attempt, status: attempt.status ?? null })
  }
  if (settlement.endpoint !== undefined) noteEndpoint(sql, claimed.endpoint, settlement.endpoint, now)
  return 'written'
}

function noteEndpoint(sql: Sql, id: EndpointId, change: EndpointChange, now: Instant): void {
  sql.run('note-endpoint-attempt', {
    id,
    now,
    failed: change.failed ? 1 : 0,
    pausedUntil: change.pausedUntil ?? null,
    disable: change.disable ?? null,
  })
  if (change.disable !== undefined) sql.run('cancel-waiting-deliveries', { endpoint: id, now })
}

/** A job that only left a tombstone has no deliveries any more, but it is known. */
function listDeliveries(sql: Sql, job: JobId, reader: Reader): readonly Delivery[] | undefined {
  if (findJob(sql, job, reader) === undefined) return undefined
  const rows =
    reader.kind === 'operator'
      ? sql.all<DeliveryRow>('list-deliveries-of-any-job', { job })
      : sql.all<DeliveryRow>('list-deliveries-of-job', { job, tenant: reader.tenant, owner: reader.owner })
  return rows.map((row) => toDelivery(row, sql.all<AttemptRow>('list-attempts', { seq: row.seq })))
}

function listEndpoints(sql: Sql, reader: Reader): readonly Endpoint[] {
  const rows =
    reader.kind === 'operator'
      ? sql.all<EndpointRow>('list-all-endpoints')
      : sql.all<EndpointRow>('list-endpoints', { tenant: reader.tenant, owner: reader.owner })
  return rows.map(toEndpoint)
}

function findEndpoint(sql: Sql, id: EndpointId, reader: Reader): Endpoint | undefined {
  const row =
    reader.kind === 'operator'
      ? sql.one<EndpointRow>('find-any-endpoint', { id })
      : sql.one<EndpointRow>('find-endpoint', { id, tenant: reader.tenant, owner: reader.owner })
  return row && toEndpoint(row)
}
