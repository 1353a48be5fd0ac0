/**
 * Notices that the index of the log (`-shm`) was deleted under a living server. All processes hold their locks in that file: whoever makes a
 * new one and writes does not see the locks of those that still have the old one, and the two destroy the database. So nobody goes on.
 */
import { existsSync } from 'node:fs'
import type { Instant } from '../../base/clock.ts'
import { Fault } from '../../base/fault.ts'
import { isLivingNeighbour, type ProcessIdentity } from '../../work/host.ts'
import { leaseTtlMs } from '../../work/lease.ts'
import { isWitnessed } from './incarnation.ts'
import type { Sql } from './sql.ts'

/** To be asked before the file is opened, since that makes a new index. */
export function hasIndex(file: string): boolean {
  return existsSync(`${file}-shm`)
}

interface LivingWorker extends ProcessIdentity {
  readonly until: Instant
}

/**
 * For a file that had no index at that moment: throws `database-gone` when another process of this machine had a lease in it by then. A copy
 * has the leases of the database that it was made of, which say nothing of the copy.
 */
export function refuseLostIndex(sql: Sql, file: string, missingAt: Instant): void {
  if (!isWitnessed(sql, file)) return
  const living = sql
    .all<LivingWorker>('list-living-workers', { now: missingAt })
    .find((worker) => worker.until - leaseTtlMs < missingAt && isLivingNeighbour(worker))
  if (living === undefined) return
  throw new Fault(
    'database-gone',
    `${file}-shm was deleted while process ${living.pid} had the database open, and with it the locks that keep several processes apart. Stop that process, unless it has ended by itself, and try again. Never delete a file beside a database in use.`,
  )
}
