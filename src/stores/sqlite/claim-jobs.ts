/** `JobStore.claim`: a worker takes ready jobs, each under a new epoch (T3). One without a living lease, or one that drains, gets none (I19). */
import type { JsonValue } from '../../base/json.ts'
import { parseJson } from '../../base/parse-json.ts'
import { decide } from '../../jobs/state.ts'
import type { Claim, ClaimRequest } from '../../jobs/store.ts'
import { applyDecision } from './apply-decision.ts'
import { isKeyFull, parkJob } from './concurrency.ts'
import { type StoredJob, toStoredJob } from './find-job.ts'
import type { JobRow } from './job-rows.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { Sql } from './sql.ts'
import { parseInput, type StoredInput } from './stored-values.ts'

/** A claim whose input may still stand in its file. */
export interface StoredClaim extends Omit<Claim, 'input' | 'unreadable'> {
  readonly input: StoredInput
}

/** Up to `limit` claims, in claim order (I23). */
export function claimJobs(transaction: OpenTransaction, request: ClaimRequest): readonly StoredClaim[] {
  const { sql, runtime } = transaction
  const incarnation = sql.one<{ incarnation: string }>('read-meta')?.incarnation
  const lease = { worker: request.worker, now: runtime.clock.now() }
  if (incarnation === undefined || sql.one('find-claiming-worker', lease) === undefined) return []
  const known = JSON.stringify(Object.fromEntries([...request.known].map(([id, { revision }]) => [id, revision])))
  const claims: StoredClaim[] = []
  let parked = 0
  while (claims.length < request.limit && parked < mostParked) {
    const before = claims.length + parked
    for (const row of sql.all<JobRow>('find-claimable', { known, limit: request.limit - claims.length })) {
      const stored = toStoredJob(row)
      if (isBlocked(transaction, stored, request)) {
        parkJob(sql, stored)
        parked += 1
      } else claims.push(...claimOne(transaction, stored, request, incarnation))
    }
    if (claims.length + parked === before) break
  }
  return claims
}

/** Setting a backlog of one key aside must not hold up the commits of everybody else. */
const mostParked = 1_000

function isBlocked({ sql, runtime }: OpenTransaction, { job }: StoredJob, { known }: ClaimRequest): boolean {
  return isKeyFull(sql, job, known.get(job.operation)?.concurrency?.limit, runtime.clock.now())
}

function claimOne(
  transaction: OpenTransaction,
  stored: StoredJob,
  request: ClaimRequest,
  incarnation: string,
): readonly StoredClaim[] {
  const decision = decide(stored.job, { kind: 'claim', worker: request.worker }, transaction.runtime.clock.now())
  if (decision.kind === 'refuse') return []
  const job = applyDecision(transaction, stored, decision)
  if (job.state !== 'running') throw new Error(`A claim made job ${job.id} ${job.state}.`)
  const fence = { incarnation, job: job.id, epoch: job.epoch }
  const { seq } = stored
  return [{ fence, job, input: readInput(transaction.sql, seq), steps: readSteps(transaction.sql, seq) }]
}

function readInput(sql: Sql, seq: number): StoredInput {
  const row = sql.one<{ input: string }>('read-input', { seq })
  if (row === undefined) throw new Error(`Job number ${seq} has no input.`)
  return parseInput(row.input)
}

function readSteps(sql: Sql, seq: number): ReadonlyMap<string, JsonValue> {
  const rows = sql.all<{ name: string; value: string }>('list-steps', { seq })
  return new Map(rows.map(({ name, value }) => [name, parseJson(value) as JsonValue]))
}
