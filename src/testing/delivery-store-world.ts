/** The world of one conformance case of a delivery store: the two stores of one empty database, a clock that the case moves, and a short way to make deliveries. */
import assert from 'node:assert/strict'
import { after, type Instant } from '../base/clock.ts'
import { newEndpointId, newJobId, type WorkerId } from '../base/ids.ts'
import type { Random } from '../base/random.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Job, JobResult } from '../jobs/job.ts'
import type { LeaseStore } from '../jobs/lease-store.ts'
import type { JobStore, Submission } from '../jobs/store.ts'
import type { DeliveryClaim, DeliveryClaimRequest, DeliverySettlement, DeliveryStore } from '../webhooks/store.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createSeededRandom } from './seeded-random.ts'

/** What a store's author hands in: the stores over one empty database, since settlements of jobs make the deliveries (WH-31). */
export interface DeliveryStoreHarness {
  open(runtime: Runtime): Promise<OpenDeliveryStore>
}

/** The stores over one open database. */
export interface OpenDeliveryStore {
  readonly jobs: JobStore
  readonly leases: LeaseStore
  readonly deliveries: DeliveryStore
  close(): Promise<void>
}

/** One finished job and whom it tells. */
export interface FinishedJob {
  readonly origins?: readonly string[]
  readonly owner?: string
  readonly tenant?: string
  readonly payload?: 'thin' | 'full'
  readonly retryMs?: readonly number[]
  readonly result?: JobResult
}

/** An empty database with a clock of its own, and what cases do in it. */
export interface DeliveryWorld extends OpenDeliveryStore {
  readonly time: FakeClock
  readonly now: () => Instant
  /** Accepts a job with callbacks, runs it and settles it as succeeded. */
  finishJob(job?: FinishedJob): Promise<Job>
  claim(changes?: Partial<DeliveryClaimRequest>): Promise<readonly DeliveryClaim[]>
  /** As `claim`, where exactly one delivery is due. */
  claimOne(changes?: Partial<DeliveryClaimRequest>): Promise<DeliveryClaim>
  /** Records an attempt of a claim. */
  settle(claim: DeliveryClaim, settlement: Omit<DeliverySettlement, 'attempt'>): Promise<'written' | 'stale'>
}

export const leaseMs = 25_000
export const operator = { kind: 'operator' } as const
export const dev = { kind: 'owner', tenant: 'default', owner: 'api-key:dev' } as const
const worker = 'wrk_jobs' as WorkerId
const sender = 'wrk_sender' as WorkerId

/** Opens a world and closes it whatever the case does. */
export async function inDeliveryWorld(
  harness: DeliveryStoreHarness,
  body: (world: DeliveryWorld) => Promise<void>,
): Promise<void> {
  const time = createFakeClock()
  const random = createSeededRandom(1)
  const open = await harness.open({ clock: time.clock, sleep: time.sleep, random, observe: () => {} })
  try {
    await body(createWorld(open, time, random))
  } finally {
    await open.close()
  }
}

function createWorld(open: OpenDeliveryStore, time: FakeClock, random: Random): DeliveryWorld {
  const { now } = time.clock
  const claim = (changes: Partial<DeliveryClaimRequest> = {}) =>
    open.deliveries.claim({ worker: sender, limit: 32, perEndpoint: 4, perOwner: 8, reserved: 0, leaseMs, ...changes })
  return {
    ...open,
    time,
    now,
    claim,
    finishJob: (job = {}) => finishJob(open, random, now(), job),
    claimOne: async (changes) => {
      const [only, ...others] = await claim(changes)
      assert.ok(only !== undefined && others.length === 0, 'exactly one delivery is due')
      return only
    },
    settle: ({ fence, delivery }, settlement) => {
      const attempt = {
        number: delivery.attempts + 1,
        startedAt: now(),
        durationMs: 7,
        outcome: 'http_500',
        status: 500,
      }
      return open.deliveries.settle(fence, { ...settlement, attempt })
    },
  }
}

async function finishJob(
  { jobs, leases }: OpenDeliveryStore,
  random: Random,
  now: Instant,
  wanted: FinishedJob,
): Promise<Job> {
  const submission = toSubmission(random, now, wanted)
  assert.equal((await jobs.accept(submission)).kind, 'inserted')
  const host = { bootId: 'boot', pidNamespace: 'namespace', pid: 1, startTime: 'start' }
  await leases.renew({ worker, until: after(now, 3_600_000), draining: false, host })
  const [claim] = await jobs.claim({ worker, known: new Map([['work', { revision: 1 }]]), limit: 1 })
  assert.ok(claim !== undefined, 'the job is claimable')
  const result: JobResult = wanted.result ?? { kind: 'json', value: { rows: 3 } }
  const settled = await jobs.settle(claim.fence, { kind: 'succeeded', result })
  assert.ok(settled.kind === 'settled', 'the job is settled')
  return settled.job
}

function toSubmission(random: Random, now: Instant, wanted: FinishedJob): Submission {
  const { origins = ['https://a.example'], owner = dev.owner, tenant = dev.tenant } = wanted
  const principal = { subject: owner, tenant, scopes: [] }
  return {
    job: {
      ...firstFacts,
      id: newJobId(random),
      owner,
      tenant,
      createdAt: now,
      updatedAt: now,
      state: 'ready',
      runAt: now,
    },
    input: { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal },
    callbacks: origins.map((origin) => ({
      callback: 'finished',
      url: `${origin}/hook`,
      on: ['succeeded'],
      payload: wanted.payload ?? 'thin',
      retryMs: wanted.retryMs ?? [1_000, 2_000],
      candidate: { id: newEndpointId(random), origin, sealedSecret: `sealed for ${owner} at ${origin}` },
    })),
  }
}

/** A job as it is first stored, but for what tells it from others. */
export const firstFacts = {
  operation: 'work',
  contractRevision: 1,
  priority: 100,
  revision: 1,
  attempt: 0,
  maxAttempts: 1,
  crashes: 0,
  interrupts: 0,
  epoch: 0,
  retentionMs: 604_800_000,
  tombstoneMs: 86_400_000,
} as const
