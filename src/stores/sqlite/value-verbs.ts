/**
 * The verbs of the job store that carry inputs and results: those of more than 256 KB go to their file before the transaction, and come
 * from it after the read. What the transaction does not take in the end is removed again.
 */
import { mayBeCommitted } from '../../base/fault.ts'
import { base62, type JobId } from '../../base/ids.ts'
import type { JsonValue } from '../../base/json.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { JobInput, JobResult, LeftOut } from '../../jobs/job.ts'
import type { Outcome } from '../../jobs/outcome.ts'
import type { Accepted, Claim, ClaimRequest, Fence, FoundJob, JobStore, Settled, Submission } from '../../jobs/store.ts'
import { acceptJob } from './accept-job.ts'
import { claimJobs, type StoredClaim } from './claim-jobs.ts'
import { settleJob } from './fenced-writes.ts'
import { findJob } from './find-job.ts'
import { isLarge, type LargeValues } from './large-values.ts'
import type { SqliteDatabase } from './open.ts'
import type { ReadDoor } from './read-door.ts'
import { inputRow, leftOutOf, resultRow } from './stored-values.ts'

export interface ValueContext {
  readonly db: SqliteDatabase
  readonly runtime: Runtime
  readonly large: LargeValues
}

/** What those need that only read. */
export interface ReadValueContext {
  readonly db: ReadDoor
  readonly large: LargeValues
}

/** `JobStore.accept`. */
export function acceptValue(context: ValueContext, submission: Submission): Promise<Accepted> {
  const { db, runtime, large } = context
  const { id } = submission.job
  const insert = (input: string) => db.write((sql) => acceptJob({ sql, runtime }, submission, input))
  const text = JSON.stringify(submission.input)
  if (!isLarge(text)) return insert(text)
  const write = () => large.write(id, 'input.json', text)
  return withFile(large, id, write, (file) => insert(inputRow(file)), isInserted)
}

export function isInserted(accepted: { readonly kind: string }): boolean {
  return accepted.kind === 'inserted'
}

/** Writes a file and commits what names it; removes the file where the commit did not take it. */
export async function withFile<Value>(
  large: LargeValues,
  job: JobId,
  write: () => Promise<LeftOut>,
  commit: (file: LeftOut) => Promise<Value>,
  isTaken: (value: Value) => boolean,
): Promise<Value> {
  const file = await write()
  try {
    const value = await commit(file)
    if (!isTaken(value)) await large.discard(job, file)
    return value
  } catch (error) {
    if (!mayBeCommitted(error)) await large.discard(job, file)
    throw error
  }
}

/** `JobStore.settle`. The name has a random part: a second settlement under the same fence must not touch what the first one named. */
export function settleValue(context: ValueContext, fence: Fence, outcome: Outcome): Promise<Settled> {
  const { db, runtime, large } = context
  const settle = (result?: string) => db.write((sql) => settleJob({ sql, runtime }, fence, outcome, result))
  if (outcome.kind !== 'succeeded' || !('value' in outcome.result)) return settle()
  const text = JSON.stringify(outcome.result.value)
  if (!isLarge(text)) return settle()
  const { result } = outcome
  const name = `result-${fence.epoch}-${base62(runtime.random, 8)}.json`
  const write = () => large.write(fence.job, name, text)
  return withFile(
    large,
    fence.job,
    write,
    (file) => settle(resultRow(result, file)),
    ({ kind }) => kind === 'settled',
  )
}

/** `JobStore.find`. */
export async function findValue(
  { db, large }: ReadValueContext,
  ...[id, reader, options]: Parameters<JobStore['find']>
) {
  const find = () => db.read((sql) => findJob(sql, id, reader))
  const found = find()
  const file = fileOf(found)
  if (found === undefined || file === undefined || options?.large === 'leave-out') return found
  try {
    return await withResult(found, file, large)
  } catch (error) {
    // It may have been forgotten between the two reads.
    const again = find()
    if (fileOf(again) === undefined) return again
    throw error
  }
}

function fileOf(found: FoundJob | undefined): LeftOut | undefined {
  return found?.job.state === 'succeeded' ? leftOutOf(found.job.result) : undefined
}

async function withResult(found: FoundJob, file: LeftOut, large: LargeValues): Promise<FoundJob> {
  const { job } = found
  if (job.state !== 'succeeded' || !('leftOut' in job.result)) return found
  const { leftOut: _, ...result } = job.result
  const whole: JobResult = { ...result, value: (await large.read(job.id, file)) as JsonValue }
  return { ...found, job: { ...job, result: whole } }
}

/** `JobStore.claim`. A claim whose input is gone is handed out all the same: it is the worker's, who settles it. */
export async function claimValues(context: ValueContext, request: ClaimRequest): Promise<readonly Claim[]> {
  const { db, runtime, large } = context
  const claims = await db.write((sql) => claimJobs({ sql, runtime }, request))
  return Promise.all(claims.map((claim) => withInput(claim, large)))
}

async function withInput({ input, ...claim }: StoredClaim, large: LargeValues): Promise<Claim> {
  if (!('leftOut' in input)) return { ...claim, input }
  try {
    return { ...claim, input: (await large.read(claim.job.id, input.leftOut)) as JobInput }
  } catch (unreadable) {
    return { ...claim, input: noInput(claim), unreadable }
  }
}

function noInput({ job }: Pick<StoredClaim, 'job'>): JobInput {
  const principal = { subject: job.owner, tenant: job.tenant, scopes: [] }
  return { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal }
}
