/** The job store on SQLite: the table of verbs. Each is one group-committed transaction or one read; what it does is in the file it names. */
import type { JobId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { Command } from '../../jobs/command.ts'
import { decide } from '../../jobs/state.ts'
import type { Changed, JobStore, Reader } from '../../jobs/store.ts'
import { applyDecision } from './apply-decision.ts'
import { releaseRun } from './concurrency.ts'
import { saveStep, writeProgress } from './fenced-writes.ts'
import { filesFolder } from './files.ts'
import { findStoredJob } from './find-job.ts'
import { createLargeValues, type LargeValues } from './large-values.ts'
import { listJobs } from './list-jobs.ts'
import type { SqliteDatabase } from './open.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { ReadDoor } from './read-door.ts'
import { registerContract } from './register-contract.ts'
import { repeatJob } from './repeat-job.ts'
import { sweepJobs } from './sweep-jobs.ts'
import { acceptValue, claimValues, findValue, settleValue } from './value-verbs.ts'

/**
 * A job store over an open database.
 *
 * @example const jobs = sqliteJobStore(db, runtime)
 */
export function sqliteJobStore(db: SqliteDatabase, runtime: Runtime): JobStore {
  const write = <Value>(change: (transaction: OpenTransaction) => Value): Promise<Value> =>
    db.write((sql) => change({ sql, runtime }))
  const large = largeValuesOf(db, runtime)
  const values = { db, runtime, large }
  return {
    ...jobReadings(db, runtime),
    accept: (submission) => acceptValue(values, submission),
    repeat: (id, reader, draft) => repeatJob(values, id, reader, draft),
    cancel: (id, reader) => write((transaction) => changeJob(transaction, id, reader, { kind: 'cancel' })),
    forget: async (id, reader) => {
      const changed = await write((transaction) => changeJob(transaction, id, reader, { kind: 'forget' }))
      if (changed?.kind === 'changed') await large.removeAll(id)
      return changed
    },
    claim: (request) => claimValues(values, request),
    settle: (fence, outcome) => settleValue(values, fence, outcome),
    progress: (fence, change) => write((transaction) => writeProgress(transaction, fence, change)),
    saveStep: (fence, name, value) => write((transaction) => saveStep(transaction, fence, name, value)),
    releaseRun: (fence) => write((transaction) => releaseRun(transaction, fence)),
    sweep: async (request) => {
      const report = await sweepJobs(db, runtime, request)
      for (const job of report.forgotten) await large.removeAll(job)
      return report
    },
    registerContract: (operations) => write(({ sql }) => registerContract(sql, operations)),
  }
}

/** The verbs that write nothing. */
export function jobReadings(db: ReadDoor, runtime: Runtime): Pick<JobStore, 'find' | 'list' | 'statistics'> {
  const values = { db, large: largeValuesOf(db, runtime) }
  return {
    find: (...asked) => findValue(values, ...asked),
    list: async (query, reader) => db.read((sql) => listJobs(sql, query, reader)),
    statistics: async () => db.read((sql) => sql.all('count-jobs')),
  }
}

/** What is too large for the rows of a database. */
export function largeValuesOf({ file }: ReadDoor, runtime: Runtime): LargeValues {
  return createLargeValues(filesFolder(file), runtime.observe)
}

function changeJob(transaction: OpenTransaction, id: JobId, reader: Reader, command: Command): Changed | undefined {
  const stored = findStoredJob(transaction.sql, id, reader)
  if (stored === undefined) return undefined
  const decision = decide(stored.job, command, transaction.runtime.clock.now())
  if (decision.kind === 'refuse') return { kind: 'refused', reason: decision.reason, job: stored.job }
  return { kind: 'changed', job: applyDecision(transaction, stored, decision) }
}
