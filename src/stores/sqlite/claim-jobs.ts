/** `JobStore.claim`: a worker takes ready jobs, each under a new epoch (T3). One without a living lease, or one that drains, gets none (I19). */
import type { JsonValue } from '../../base/json.ts'
import type { JobInput } from '../../jobs/job.ts'
import { decide } from '../../jobs/state.ts'
import type { Claim, ClaimRequest } from '../../jobs/store.ts'
import { applyDecision } from './apply-decision.ts'
import { type StoredJob, toStoredJob } from './find-job.ts'
import type { JobRow } from './job-rows.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { Sql } from './sql.ts'

/** Up to `limit` claims, in claim order (I23). */
export function claimJobs(transaction: OpenTransaction, request: ClaimRequest): readonly Claim[] {
  const { sql, runtime } = transaction
  const now = runtime.clock.now()
  const incarnation = sql.one<{ incarnation: string }>('read-meta')?.incarnation
  if (incarnation === undefined || sql.one('find-claiming-worker', { worker: request.worker, now }) === undefined)
    return []
  const known = JSON.stringify(Object.fromEntries(request.known))
  return sql
    .all<JobRow>('find-claimable', { known, limit: request.limit })
    .flatMap((row) => claimOne(transaction, toStoredJob(row), request, incarnation) ?? [])
}

function claimOne(
  transaction: OpenTransaction,
  stored: StoredJob,
  request: ClaimRequest,
  incarnation: string,
): Claim | undefined {
  const decision = decide(stored.job, { kind: 'claim', worker: request.worker }, transaction.runtime.clock.now())
  if (decision.kind === 'refuse') return undefined
  const job = applyDecision(transaction, stored, decision)
  if (job.state !== 'running') throw new Error(`A claim made job ${job.id} ${job.state}.`)
  return {
    fence: { incarnation, job: job.id, epoch: job.epoch },
    job,
    input: readInput(transaction.sql, stored.seq),
    steps: readSteps(transaction.sql, stored.seq),
  }
}

function readInput(sql: Sql, seq: number): JobInput {
  const row = sql.one<{ input: string }>('read-input', { seq })
  if (row === undefined) throw new Error(`Job number ${seq} has no input.`)
  return JSON.parse(row.input) as JobInput
}

function readSteps(sql: Sql, seq: number): ReadonlyMap<string, JsonValue> {
  const rows = sql.all<{ name: string; value: string }>('list-steps', { seq })
  return new Map(rows.map(({ name, value }) => [name, JSON.parse(value) as JsonValue]))
}
