/** Everything a webhook test needs, for real: a database on disk, jobs that finish, an endpoint secret, and a worker over it. Only time and randomness are the test's. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, after as later } from '../../../src/base/clock.ts'
import { newJobId, type WorkerId } from '../../../src/base/ids.ts'
import type { Observation } from '../../../src/base/observe.ts'
import type { Runtime } from '../../../src/base/runtime.ts'
import { systemSleep } from '../../../src/base/sleep.ts'
import type { CallbackDefinition } from '../../../src/contract/async-policy.ts'
import type { Contract } from '../../../src/contract/contract.ts'
import type { Job, JobResult } from '../../../src/jobs/job.ts'
import type { Outcome } from '../../../src/jobs/outcome.ts'
import { checkUrl } from '../../../src/security/egress-guard.ts'
import { createSealer } from '../../../src/security/sealing.ts'
import { sqliteDeliveryStore } from '../../../src/stores/sqlite/deliveries.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase } from '../../../src/stores/sqlite/open.ts'
import { firstFacts } from '../../../src/testing/delivery-store-world.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { createSeededRandom } from '../../../src/testing/seeded-random.ts'
import { type AttemptTools, attemptDelivery } from '../../../src/webhooks/attempt.ts'
import { revealSecret, subscribeCallback } from '../../../src/webhooks/endpoints.ts'
import { renderEnvelope } from '../../../src/webhooks/envelope.ts'
import type { Egress } from '../../../src/webhooks/sender.ts'
import type { Delivery, DeliveryClaim, Endpoint } from '../../../src/webhooks/store.ts'
import { createWebhookWorker, type WebhookWorker, type WebhookWorkerOptions } from '../../../src/webhooks/worker.ts'
import { loopbackEgress } from './receiver.ts'

export const owner = { kind: 'owner', tenant: 'default', owner: 'api-key:dev' } as const
export const base = 'https://api.example.com/v1'
export const secretKey = Uint8Array.from({ length: 32 }, () => 5)
export const contract = { jobsPath: '/jobs', operations: [] as Contract['operations'] } as Contract

export interface ServiceOptions {
  readonly clock?: Clock
  readonly seed?: number
  readonly egress?: Partial<Egress>
  /** An existing database's folder; kept when the service closes. */
  readonly folder?: string
}

export type Service = Awaited<ReturnType<typeof openService>>

export async function openService(options: ServiceOptions = {}) {
  const time = createFakeClock()
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'coatcheck-')))
  const observed: Observation[] = []
  const runtime: Runtime = {
    clock: options.clock ?? time.clock,
    random: createSeededRandom(options.seed ?? 11),
    sleep: systemSleep,
    observe: (observation) => void observed.push(observation),
  }
  const db = await openDatabase(join(folder, 'jobs.db'), { runtime, mode: 'server' })
  const jobs = sqliteJobStore(db, runtime)
  const store = sqliteDeliveryStore(db, runtime)
  const sealer = createSealer(secretKey, runtime.random)
  const egress = loopbackEgress(options.egress)
  const render = (claim: DeliveryClaim) => renderEnvelope(claim, { contract, base })
  const tools: AttemptTools = { store, runtime, sealer, egress, render }
  const workers: WebhookWorker[] = []

  const finishJob = async (url: string, changes: FinishedJob = {}): Promise<Job> => {
    const vetted = checkUrl(url, egress.policy)
    if (!vetted.ok) throw new Error(vetted.reason)
    const now = runtime.clock.now()
    const first = { ...firstFacts, operation: 'createReport', tenant: owner.tenant, state: 'ready' } as const
    const job = { ...first, id: newJobId(runtime.random), createdAt: now, updatedAt: now, runAt: now }
    const callback: CallbackDefinition = { ...callbackDefinition, ...changes.callback }
    const principal = { subject: owner.owner, tenant: owner.tenant, scopes: [] }
    await jobs.accept({
      job: { ...job, owner: changes.owner ?? owner.owner },
      input: { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal },
      callbacks: [subscribeCallback(callback, { text: url, vetted: vetted.value }, { random: runtime.random, sealer })],
    })
    const host = { bootId: 'boot', pidNamespace: 'namespace', pid: 1, startTime: 'start' }
    await sqliteLeaseStore(db).renew({ worker: jobWorker, until: later(now, 3_600_000), draining: false, host })
    const [claim] = await jobs.claim({
      worker: jobWorker,
      known: new Map([['createReport', { revision: 1 }]]),
      limit: 1,
    })
    if (claim === undefined) throw new Error('The job is not claimable')
    const succeeded = { kind: 'succeeded', result: changes.result ?? report } as const
    const settled = await jobs.settle(claim.fence, changes.outcome ?? succeeded)
    if (settled.kind !== 'settled') throw new Error('The job was not settled')
    return settled.job
  }

  return {
    time,
    folder,
    runtime,
    observed,
    jobs,
    store,
    sealer,
    finishJob,
    claim: () => store.claim({ ...claimRequest, worker: sender }),
    /** Sends one claim, however old it is. */
    send: (claim: DeliveryClaim): Promise<void> => attemptDelivery(claim, tools),
    /** Claims what is due and sends it, once. */
    attempt: async (changes: Partial<Egress> = {}): Promise<number> => {
      const claims = await store.claim({ ...claimRequest, worker: sender })
      const changed = { ...tools, egress: { ...egress, ...changes } }
      await Promise.all(claims.map((claim) => attemptDelivery(claim, changed)))
      return claims.length
    },
    deliveries: async (job: Job): Promise<readonly Delivery[]> => (await store.list(job.id, owner)) ?? [],
    endpoint: async (): Promise<Endpoint> => {
      const [only] = await store.listEndpoints({ kind: 'operator' })
      if (only === undefined) throw new Error('There is no endpoint')
      return only
    },
    secret: async (endpoint: Endpoint): Promise<string> => revealSecret(endpoint, sealer),
    worker: (changes: Partial<WebhookWorkerOptions> = {}): WebhookWorker => {
      const worker = createWebhookWorker({ ...tools, concurrency: 32, perEndpoint: 4, ...changes })
      workers.push(worker)
      return worker
    },
    close: async (): Promise<void> => {
      for (const worker of workers) await worker.stop()
      await db.close()
      if (options.folder === undefined) await rm(folder, { recursive: true })
    },
  }
}

export interface FinishedJob {
  readonly callback?: Partial<CallbackDefinition>
  readonly owner?: string
  readonly result?: JobResult
  /** Instead of succeeding with the result. */
  readonly outcome?: Outcome
}

const jobWorker = 'wrk_jobs' as WorkerId
const sender = 'wrk_sender' as WorkerId
const claimRequest = { limit: 32, perEndpoint: 4, perOwner: 8, reserved: 0, leaseMs: 25_000 }
const report: JobResult = { kind: 'json', value: { id: 'report-1' } }

const callbackDefinition: CallbackDefinition = {
  name: 'reportFinished',
  expression: '$request.body#/callbackUrl',
  on: ['succeeded'],
  payload: 'thin',
  retryMs: [1_000, 2_000, 5_000],
}
