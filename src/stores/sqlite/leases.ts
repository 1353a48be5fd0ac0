/** Leases: one row for each worker process says how long its claims are its own. */
import type { JobId, WorkerId } from '../../base/ids.ts'
import type { Lease, LeaseRenewal } from '../../jobs/store.ts'
import type { Sql } from './sql.ts'

/** `JobStore.renewLease`. */
export function renewLease(sql: Sql, { worker, until, draining, host }: Lease): LeaseRenewal {
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

/** The workers whose process is surely gone, though their lease still runs. */
export function findDeadWorkers(sql: Sql, isDead: (host: Lease['host']) => boolean): readonly WorkerId[] {
  return sql
    .all<WorkerRow>('list-workers')
    .filter((row) =>
      isDead({ bootId: row.boot_id, pidNamespace: row.pid_namespace, pid: row.pid, startTime: row.start_time }),
    )
    .map((row) => row.id)
}
