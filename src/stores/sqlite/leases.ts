/** The lease store on SQLite: one row for each worker process says how long its claims are its own. */
import type { JobId, WorkerId } from '../../base/ids.ts'
import type { Lease, LeaseRenewal, LeaseStore } from '../../jobs/lease-store.ts'
import type { Connection } from './connect.ts'
import type { SqliteDatabase } from './open.ts'
import { createSql, type Sql } from './sql.ts'

/**
 * A lease store over an open database, in the group commits of everybody else.
 *
 * @example const leases = sqliteLeaseStore(db)
 */
export function sqliteLeaseStore(db: Pick<SqliteDatabase, 'write'>): LeaseStore {
  return {
    renew: (lease) => db.write((sql) => renewLease(sql, lease)),
    end: async (worker) => void (await db.write((sql) => sql.run('end-lease', { worker }))),
  }
}

/** The same over a connection of its own, each verb in a commit of its own. */
export function leasesOn(connection: Connection): LeaseStore {
  const sql = createSql(connection)
  const renew = connection.transaction((lease: Lease) => renewLease(sql, lease))
  return {
    renew: async (lease) => renew.immediate(lease),
    end: async (worker) => void sql.run('end-lease', { worker }),
  }
}

/** `LeaseStore.renew`, in a transaction that the caller commits. */
function renewLease(sql: Sql, { worker, until, draining, host }: Lease): LeaseRenewal {
  sql.run('renew-lease', { worker, until, draining: draining ? 1 : 0, ...host })
  return {
    cancelRequested: sql.all<{ id: JobId }>('list-cancel-requests', { worker }).map((row) => row.id),
    held: sql.all<{ job: JobId; epoch: number }>('list-held-jobs', { worker }),
  }
}

interface WorkerRow {
  readonly id: WorkerId
  readonly boot_id: string
  readonly pid_namespace: string
  readonly pid: number
  readonly start_time: string
}

/** A worker with a lease, and its process. */
interface LeasedWorker {
  readonly worker: WorkerId
  readonly host: Lease['host']
}

/** The workers whose process is surely gone, though their lease still runs. */
export function findDeadWorkers(sql: Sql, isDead: (host: Lease['host']) => boolean): readonly LeasedWorker[] {
  return sql
    .all<WorkerRow>('list-workers')
    .map(toLeasedWorker)
    .filter(({ host }) => isDead(host))
}

function toLeasedWorker({ id, boot_id, pid_namespace, pid, start_time }: WorkerRow): LeasedWorker {
  return { worker: id, host: { bootId: boot_id, pidNamespace: pid_namespace, pid, startTime: start_time } }
}
