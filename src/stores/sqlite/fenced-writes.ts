/** What a running job's worker writes: outcome, progress, steps. Each compares the whole fence in its own transaction; a stale one changes nothing (I7, I22). */
import type { JsonValue } from '../../base/json.ts'
import type { ProgressChange } from '../../jobs/command.ts'
import type { Outcome } from '../../jobs/outcome.ts'
import { decide } from '../../jobs/state.ts'
import type { Fence, Settled } from '../../jobs/store.ts'
import { applyDecision } from './apply-decision.ts'
import { type StoredJob, toStoredJob } from './find-job.ts'
import type { JobRow } from './job-rows.ts'
import type { OpenTransaction } from './open-transaction.ts'

/**
 * `JobStore.settle`. An outcome that the run cannot have come to (canceled without a request, I18) is refused like a stale one. `result` is
 * what the row of its result is to hold, if not the result itself.
 */
export function settleJob(transaction: OpenTransaction, fence: Fence, outcome: Outcome, result?: string): Settled {
  const stored = findFenced(transaction, fence)
  if (stored === undefined) return { kind: 'stale' }
  const decision = decide(stored.job, { kind: 'settle', outcome }, transaction.runtime.clock.now())
  if (decision.kind === 'refuse') return { kind: 'stale' }
  return { kind: 'settled', job: applyDecision(transaction, stored, decision, result) }
}

/** `JobStore.progress`. */
export function writeProgress(transaction: OpenTransaction, fence: Fence, change: ProgressChange): 'written' | 'stale' {
  const stored = findFenced(transaction, fence)
  if (stored === undefined) return 'stale'
  const decision = decide(stored.job, { kind: 'progress', ...change }, transaction.runtime.clock.now())
  if (decision.kind === 'refuse') return 'stale'
  applyDecision(transaction, stored, decision)
  return 'written'
}

/** `JobStore.saveStep`. */
export function saveStep(
  transaction: OpenTransaction,
  fence: Fence,
  name: string,
  value: JsonValue,
): 'written' | 'duplicate' | 'stale' {
  const stored = findFenced(transaction, fence)
  if (stored === undefined) return 'stale'
  const { seq } = stored
  const step = { seq, name, epoch: fence.epoch, value: JSON.stringify(value) }
  return transaction.sql.run('insert-step', step).changes === 1 ? 'written' : 'duplicate'
}

function findFenced(transaction: OpenTransaction, fence: Fence): StoredJob | undefined {
  const row = transaction.sql.one<JobRow>('find-fenced-job', {
    id: fence.job,
    epoch: fence.epoch,
    incarnation: fence.incarnation,
  })
  if (row !== undefined) return toStoredJob(row)
  transaction.runtime.observe({ name: 'fence.stale', level: 'warn', facts: { job: fence.job, epoch: fence.epoch } })
  return undefined
}
