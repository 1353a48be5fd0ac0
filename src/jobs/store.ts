/**
 * The port to the truth about jobs. Every verb is one atomic step: when its promise resolves, what it reports has survived a crash of
 * the process and loss of power; when it rejects with a `Fault` other than `commit-unknown`, nothing was written. Nothing here assumes
 * one process or synchronous calls. State is decided by `state.ts`; a store commits.
 */
import type { Instant } from '../base/clock.ts'
import type { EndpointId, JobId, WorkerId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'
import type { ProgressChange, Refusal } from './command.ts'
import type { Subscription } from './events.ts'
import type { Job, JobInput } from './job.ts'
import type { Lease } from './lease-store.ts'
import type { Outcome } from './outcome.ts'

export interface JobStore {
  /**
   * T1. Inserts the job, its input, its event 1, its idempotency key and its subscriptions, or none of them. With the same scope
   * (owner, operation, key) there is exactly one job (I2): the same fingerprint yields it again, another one is refused. With
   * `exclusive`, a submission whose concurrency key has that many unfinished jobs already makes none (I14).
   */
  accept(submission: Submission): Promise<Accepted>

  /**
   * The job as its reader may see it, or undefined: unknown, malformed and somebody else's are the same (R-STA-13). Of the verbs that bring
   * jobs only this one brings results of more than 256 KB, and throws `file-missing` when such a one is gone; the others leave them out.
   */
  find(id: JobId, reader: Reader, options?: FindOptions): Promise<FoundJob | undefined>

  /**
   * T1 for a job that is to be done again: inserts the job that `draft` makes of the original and its input, with copies of that input and
   * of its subscriptions, or nothing. `draft` is pure; a store may call it before its transaction, and more than once. Undefined as with `find`.
   */
  repeat(id: JobId, reader: Reader, draft: RepeatDraft): Promise<Repeated | undefined>

  /** Newest first, stable under inserts. */
  list(query: ListQuery, reader: Reader): Promise<JobPage>

  /** T10, T11. */
  cancel(id: JobId, reader: Reader): Promise<Changed | undefined>

  /** Forgets input and result of a finished job now (DELETE R). */
  forget(id: JobId, reader: Reader): Promise<Changed | undefined>

  /** T3 for up to `limit` ready jobs whose operation and revision are among `known` and whose concurrency key has room (I12), in claim order (I23). */
  claim(request: ClaimRequest): Promise<readonly Claim[]>

  /** T4 to T9, T12: closes the run, records result, event and deliveries in one transaction (I6). `stale` writes nothing (I7). */
  settle(fence: Fence, outcome: Outcome): Promise<Settled>

  /** Visible progress under the fence; `stale` writes nothing. */
  progress(fence: Fence, change: ProgressChange): Promise<'written' | 'stale'>

  /** Stores a step's value once (I16); a second value for the name is `duplicate`. */
  saveStep(fence: Fence, name: string, value: JsonValue): Promise<'written' | 'duplicate' | 'stale'>

  /** The code of an abandoned run has ended: it holds no place of its concurrency key any more (I9, I12). Any other run is left alone. */
  releaseRun(fence: Fence): Promise<void>

  /**
   * Promotes due jobs (T2), takes back claims of dead workers (T9), fails overdue jobs (T13), forgets and deletes expired ones (T14),
   * chunk by chunk until nothing is due.
   */
  sweep(request: SweepRequest): Promise<SweepReport>

  /** Numbers the compiled definitions of a contract (D17): operation -> revision; the same hash keeps its number. */
  registerContract(
    operations: readonly { readonly id: string; readonly hash: string }[],
  ): Promise<ReadonlyMap<string, number>>

  /** Counts by operation and state, for the operator. */
  statistics(): Promise<readonly { readonly operation: string; readonly state: Job['state']; readonly count: number }[]>
}

/** Who asks: a caller sees their own jobs; the operator sees all (only `cli/` makes that one). */
export type Reader =
  | { readonly kind: 'owner'; readonly tenant: string; readonly owner: string }
  | { readonly kind: 'operator' }

/** Sees the jobs of everybody. */
export const operator = { kind: 'operator' } as const satisfies Reader

export interface FindOptions {
  /** `leave-out` for whoever asks only how the job stands. */
  readonly large?: 'load' | 'leave-out'
}

export interface Submission {
  /** State `ready` or `waiting`, attempt 0, epoch 0, revision 1. */
  readonly job: Job
  readonly input: JobInput
  readonly idempotency?: { readonly key: string; readonly fingerprint: string; readonly expiresAt: Instant }
  readonly callbacks: readonly CallbackSubscription[]
  /** `onConflict: reject`: the most unfinished jobs that the job's concurrency key may have, this one counted. */
  readonly exclusive?: { readonly limit: number }
}

/** A callback URL given with the request. Its implicit endpoint is made when (tenant, owner, origin) has none yet (R-WEB-4). */
export interface CallbackSubscription extends Omit<Subscription, 'endpoint'> {
  /** Used only if the endpoint is new: its id, and its signing secret already encrypted for that row (SE-1). */
  readonly candidate: { readonly id: EndpointId; readonly origin: string; readonly sealedSecret: string }
}

export type Accepted =
  | { readonly kind: 'inserted'; readonly job: Job }
  | { readonly kind: 'duplicate'; readonly job: Job }
  | { readonly kind: 'mismatch' }
  /** The concurrency key is taken. `job` is the oldest of those in the way that belong to the same owner; of others' nothing is said. */
  | { readonly kind: 'conflict'; readonly job?: Job }

export type RepeatDraft = (original: Job, input: JobInput) => Drafted

/** What is to become of a job that is asked to be done again. */
export type Drafted =
  | ({ readonly kind: 'drafted' } & Pick<Submission, 'job' | 'exclusive'>)
  | { readonly kind: 'refused'; readonly reason: RepeatRefusal }

export type RepeatRefusal = 'not-finished' | 'succeeded' | 'forgotten' | 'unknown-operation' | 'upload-missing'

export type Repeated =
  | { readonly kind: 'inserted'; readonly job: Job }
  /** `job` is the original. */
  | { readonly kind: 'refused'; readonly reason: RepeatRefusal; readonly job: Job }
  | Extract<Accepted, { readonly kind: 'conflict' }>

export interface FoundJob {
  readonly job: Job
  /** Only the tombstone is left: answered 410 (R-STA-14). */
  readonly tombstone: boolean
  /** What a handler last threw; only the operator is told. */
  readonly lastError?: string
}

export interface ListQuery {
  readonly operations?: readonly string[]
  readonly states?: readonly Job['state'][]
  readonly createdAfter?: Instant
  readonly createdBefore?: Instant
  /** Of an operator's list: only jobs of this owner, whatever their tenant. */
  readonly owner?: string
  /** Of an operator's list: only jobs that no other one repeats. */
  readonly unrepeated?: boolean
  readonly limit: number
  /** Position after which to go on, from the previous page's `next`. */
  readonly after?: number
}

export interface JobPage {
  readonly jobs: readonly Job[]
  readonly next?: number
}

export type Changed =
  | { readonly kind: 'changed'; readonly job: Job }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly job: Job }

/** The right to write for one claim of one job. A write that shows an older one changes nothing (I7, I22). */
export interface Fence {
  readonly incarnation: string
  readonly job: JobId
  readonly epoch: number
}

export interface ClaimRequest {
  readonly worker: WorkerId
  /** By operation. */
  readonly known: ReadonlyMap<string, KnownRevision>
  readonly limit: number
}

/** What a worker knows of an operation. */
export interface KnownRevision {
  /** The highest number of its definitions that this worker can run (D17). */
  readonly revision: number
  /** Most jobs of one concurrency key that may run at a time; no limit when absent. */
  readonly concurrency?: { readonly limit: number }
}

export interface Claim {
  readonly fence: Fence
  readonly job: Extract<Job, { readonly state: 'running' }>
  readonly input: JobInput
  /** Why the input, which is empty then, could not be read: no handler may run on it. */
  readonly unreadable?: unknown
  /** Values of steps done by earlier runs. */
  readonly steps: ReadonlyMap<string, JsonValue>
}

export type Settled = { readonly kind: 'settled'; readonly job: Job } | { readonly kind: 'stale' }

export interface SweepRequest {
  /** At most so many rows of each kind in one transaction. */
  readonly chunk: number
  /** How long workers take their leases for: one that lasts longer than that from now was given before the clock was set back. */
  readonly leaseMs: number
  /** Whether that process is surely gone (same boot and pid namespace, and no such process with that start time). */
  readonly isDead: (host: Lease['host']) => boolean
}

export interface SweepReport {
  readonly promoted: number
  readonly lost: number
  readonly overdue: number
  readonly deleted: number
  /** Jobs that became claimable (T2, T9), to be offered to the engine. */
  readonly ready: readonly JobId[]
  /** Jobs whose input and result were taken away, or whose row was deleted: their files go now. */
  readonly forgotten: readonly JobId[]
  /** Jobs that the sweep itself ended, whether they ran or still waited (T9, T13). */
  readonly ended: readonly JobId[]
  /** Running jobs that were taken away from a worker (T9, T13), so that it can abort them. */
  readonly revoked: readonly { readonly job: JobId; readonly worker: WorkerId }[]
}
