/**
 * Gives a process's jobs back that ran beside the one it must end for, while its main thread can do nothing: they are not charged for what a
 * neighbour did (T7). The neighbour itself stays claimed, and is lost with the process (T9).
 */
import type { JobId, WorkerId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import { maxCrashes } from '../../jobs/state.ts'
import type { Connection } from './connect.ts'
import { settleJob } from './fenced-writes.ts'
import { findStoredJob } from './find-job.ts'
import { createSql, type Sql } from './sql.ts'

export interface EndingProcess {
  readonly worker: WorkerId
  /** The job that the process ends for. */
  readonly culprit: JobId
  /** Of the database in which the worker made its claims. */
  readonly incarnation: string
}

interface HeldJob {
  readonly job: JobId
  readonly epoch: number
}

/** Hands back all that the worker holds but the culprit, in one transaction, and returns what was handed back. */
export function handBackBystanders(connection: Connection, runtime: Runtime, ending: EndingProcess): readonly JobId[] {
  const sql = createSql(connection)
  const { worker, culprit, incarnation } = ending
  const handBack = connection.transaction(() =>
    sql
      .all<HeldJob>('list-held-jobs', { worker })
      .filter(({ job }) => job !== culprit && isTrusted(sql, job))
      .filter((fence) => {
        const outcome = { kind: 'interrupted', abandoned: false } as const
        return settleJob({ sql, runtime }, { ...fence, incarnation }, outcome).kind === 'settled'
      }),
  )
  return handBack.immediate().map(({ job }) => job)
}

/** Comfortably more often than a bystander is beside one culprit before that has crashed too often. */
const mostInterrupts = 2 * maxCrashes

/**
 * Whoever is blamed is the one whose time was up. Another may have blocked the loop that has more time, so nobody is beside it for ever
 * without being charged.
 */
function isTrusted(sql: Sql, id: JobId): boolean {
  const stored = findStoredJob(sql, id, { kind: 'operator' })
  return stored !== undefined && stored.job.interrupts < mostInterrupts
}
