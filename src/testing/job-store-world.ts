/** The world of one conformance case: a store on an empty database, a clock that the case moves, and short ways to submit and claim. */
import assert from 'node:assert/strict'
import { after, type Instant } from '../base/clock.ts'
import { type EndpointId, type JobId, newEndpointId, newJobId, type WorkerId } from '../base/ids.ts'
import type { Random } from '../base/random.ts'
import type { Runtime } from '../base/runtime.ts'
import type { JobEventKind } from '../jobs/events.ts'
import type { Job, JobFacts, JobInput } from '../jobs/job.ts'
import type { Lease, LeaseStore } from '../jobs/lease-store.ts'
import type { CallbackSubscription, Claim, JobStore, Submission } from '../jobs/store.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createSeededRandom } from './seeded-random.ts'

/** What a store's author hands in: how to open one, and how to look at what the port does not show. */
export interface JobStoreHarness {
  open(runtime: Runtime): Promise<OpenJobStore>
}

/** A store over one open database, and views of it that the port does not give. */
export interface OpenJobStore {
  readonly store: JobStore
  /** Of the same database. */
  readonly leases: LeaseStore
  /** Copies the database as a backup would, opens the copy, and returns its store; the first stays as it is. */
  restore(): Promise<JobStore>
  /** A job's events in the order of their numbers. */
  events(job: JobId): readonly { readonly number: number; readonly kind: JobEventKind; readonly snapshot: Job }[]
  /** A job's deliveries, oldest first. */
  deliveries(job: JobId): readonly { readonly endpoint: EndpointId; readonly type: string; readonly state: string }[]
  /** A job's runs in the order of their epochs; `outcome` is absent while it is open. */
  runs(job: JobId): readonly { readonly epoch: number; readonly outcome?: string; readonly abandoned: boolean }[]
  /** Ends a job's deliveries, as a receiver that takes them would; their body is that text. */
  deliver(job: JobId, body: string): void
  /** Disables every endpoint, as its receiver may ask for. */
  disableEndpoints(): void
  /** Whether the text is anywhere in what the store keeps, in its database or beside it. */
  holds(text: string): boolean
  /** Idempotency keys and tombstones that are kept. */
  kept(): { readonly keys: number; readonly tombstones: number }
  close(): Promise<void>
}

/** An empty store with a clock and a chance of its own, and what cases do in it. */
export interface World extends OpenJobStore {
  readonly time: FakeClock
  readonly random: Random
  readonly now: () => Instant
  /** Accepts a job and returns it as it was handed in. */
  submit(changes?: SubmissionChanges): Promise<Job>
  /** A submission as `submit` hands it in. */
  submission(changes?: SubmissionChanges): Submission
  /** A callback to that origin. */
  callback(origin: string, changes?: Partial<CallbackSubscription>): CallbackSubscription
  /** Starts or prolongs the lease of a worker and claims with it; knows revision 1 of `work`. */
  claim(worker?: WorkerId, limit?: number): Promise<readonly Claim[]>
  /** As `claim`, where exactly one job is expected. */
  claimOne(worker?: WorkerId): Promise<Claim>
  lease(worker: WorkerId, changes?: Partial<Lease>): Lease
}

/** What a submission has otherwise than the usual one. */
export interface SubmissionChanges {
  /** Milliseconds until it is due. */
  readonly delayMs?: number
  readonly job?: Partial<JobFacts>
  readonly callbacks?: readonly CallbackSubscription[]
  readonly idempotency?: Submission['idempotency']
}

/** Claims about a store and what proves them, each in a world of its own. */
export type WorldCases = Readonly<Record<string, (world: World) => Promise<void>>>

export const leaseMs = 30_000
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const firstWorker = 'wrk_first' as WorkerId
export const secondWorker = 'wrk_second' as WorkerId
export const operator = { kind: 'operator' } as const
export const caller = { kind: 'owner', tenant: 'default', owner: 'api-key:dev' } as const
/** No process is surely dead. */
export const quietSweep = { chunk: 100, leaseMs, isDead: (): boolean => false }

/** Opens a world and closes it whatever the case does. */
export async function inWorld(harness: JobStoreHarness, body: (world: World) => Promise<void>): Promise<void> {
  const time = createFakeClock()
  const random = createSeededRandom(1)
  const open = await harness.open({ clock: time.clock, sleep: time.sleep, random, observe: () => {} })
  try {
    await body(createWorld(open, time, random))
  } finally {
    await open.close()
  }
}

function createWorld(open: OpenJobStore, time: FakeClock, random: Random): World {
  const { store, leases } = open
  const now = time.clock.now
  const lease = (worker: WorkerId, changes: Partial<Lease> = {}): Lease => ({
    worker,
    until: after(now(), leaseMs),
    draining: false,
    host: { bootId: 'boot', pidNamespace: 'namespace', pid: 1, startTime: worker },
    ...changes,
  })
  const submission = (changes: SubmissionChanges = {}): Submission => createSubmission(random, now(), changes)
  const claim = async (worker: WorkerId = firstWorker, limit = 10): Promise<readonly Claim[]> => {
    await leases.renew(lease(worker))
    return store.claim({ worker, known: new Map([['work', { revision: 1 }]]), limit })
  }
  return {
    ...open,
    time,
    random,
    now,
    lease,
    submission,
    claim,
    submit: async (changes) => {
      const submitted = submission(changes)
      assert.equal((await store.accept(submitted)).kind, 'inserted')
      return submitted.job
    },
    callback: (origin, changes) => createCallback(random, origin, changes),
    claimOne: async (worker) => {
      const [only, ...others] = await claim(worker)
      assert.ok(only !== undefined && others.length === 0, 'exactly one job is claimable')
      return only
    },
  }
}

function createSubmission(random: Random, now: Instant, changes: SubmissionChanges): Submission {
  const runAt = after(now, changes.delayMs ?? 0)
  const state =
    runAt > now ? ({ state: 'waiting', why: 'delay', runAt } as const) : ({ state: 'ready', runAt } as const)
  return {
    job: { ...firstFacts(newJobId(random), now), ...changes.job, ...state },
    input,
    callbacks: changes.callbacks ?? [],
    ...(changes.idempotency === undefined ? {} : { idempotency: changes.idempotency }),
  }
}

function firstFacts(id: JobId, now: Instant): JobFacts {
  return {
    id,
    operation: 'work',
    contractRevision: 1,
    tenant: caller.tenant,
    owner: caller.owner,
    priority: 100,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    attempt: 0,
    maxAttempts: 3,
    crashes: 0,
    interrupts: 0,
    epoch: 0,
    retentionMs: dayMs,
    tombstoneMs: dayMs,
  }
}

const input: JobInput = {
  params: {},
  query: {},
  headers: {},
  cookies: {},
  body: { kind: 'json', value: { rows: 3 }, mediaType: 'application/json' },
  principal: { subject: caller.owner, tenant: caller.tenant, scopes: [] },
}

function createCallback(
  random: Random,
  origin: string,
  changes: Partial<CallbackSubscription> = {},
): CallbackSubscription {
  return {
    callback: 'reportFinished',
    url: `${origin}/hook`,
    on: ['succeeded', 'failed', 'canceled'],
    payload: 'thin',
    retryMs: [5_000],
    candidate: { id: newEndpointId(random), origin, sealedSecret: 'sealed' },
    ...changes,
  }
}
