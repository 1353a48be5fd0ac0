/** What works in a process, wired as `app.ts` does it: stores, worker, guardian, sweep and webhooks, each behind its gate. */
import type { JobId, WorkerId } from '../../../src/base/ids.ts'
import { createLocalEngine } from '../../../src/engines/local/local-engine.ts'
import type { FileStore } from '../../../src/jobs/file-store.ts'
import type { Guardian } from '../../../src/jobs/guardian.ts'
import { createInProcessGuardian } from '../../../src/jobs/in-process-guardian.ts'
import { createScheduler, type Scheduler } from '../../../src/jobs/scheduler.ts'
import { createJobService, type JobService } from '../../../src/jobs/service.ts'
import type { JobStore } from '../../../src/jobs/store.ts'
import { createSweep } from '../../../src/jobs/sweep.ts'
import { createWorker, type Worker } from '../../../src/jobs/worker.ts'
import { createInlineRunner } from '../../../src/runners/inline/inline-runner.ts'
import { sqliteDeliveryStore } from '../../../src/stores/sqlite/deliveries.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import type { SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { sqliteScheduleStore } from '../../../src/stores/sqlite/schedules.ts'
import type { WebhookWorker } from '../../../src/webhooks/worker.ts'
import type { openForGuardian } from './faulty-database.ts'
import { createHandler } from './handlers.ts'
import { gated, type Passage, unreliableEngine } from './ports.ts'
import { operationsOf, toRegistry } from './service.ts'
import type { SimProcess } from './sim-process.ts'
import { createWebhooks } from './webhooks.ts'
import type { World } from './world.ts'

export interface Parts {
  readonly store: JobStore
  readonly service: JobService
  readonly worker: Worker
  readonly webhooks: WebhookWorker
  readonly scheduler: Scheduler
  /** Ends what happens every second. */
  readonly stopped: AbortController
  start(): Promise<void>
}

/** What a server does every second; rarer, because that is most of what a simulation costs. */
export const tickMs = 3_000

interface Threads<Thing> {
  readonly main: Thing
  readonly guardian: Thing
}

interface Databases {
  readonly main: SqliteDatabase
  readonly guardian: ReturnType<typeof openForGuardian>
}

export async function createParts(
  world: World,
  process: SimProcess,
  databases: Databases,
  passages: Threads<Passage>,
): Promise<Parts> {
  const { runtime, chance, version } = process
  const store = gated(watched(world, process, sqliteJobStore(databases.main, runtime)), passages.main)
  const revisions = await store.registerContract(operationsOf(version))
  const registry = toRegistry(version, (operation) => createHandler(operation, toolsOf(world, process)))
  const engine = unreliableEngine(createLocalEngine(), world.hints, chance, runtime.sleep)
  const deliveries = gated(sqliteDeliveryStore(databases.main, runtime), passages.main)
  const webhooks = createWebhooks(world, process, deliveries, registry.contract)
  const host = { bootId: 'boot', pidNamespace: 'namespace', pid: Number(process.name.slice(1)), startTime: 'start' }
  const changed = () => {
    if (chance.happens(0.7)) webhooks.nudge()
  }
  const shared = { store, engine, files, runtime, registry, revisions, host, changed }
  const guardian = guardianOf(process, databases, passages)
  const worker = createWorker({ ...shared, guardian, runner: createInlineRunner(), concurrency: 3 })
  const revoked = (job: JobId, holder: WorkerId) => {
    if (holder === worker.id) worker.noteRevoked(job)
  }
  const sweep = createSweep({ ...shared, revoked })
  const schedules = gated(sqliteScheduleStore(databases.main, runtime), passages.main)
  const scheduler = createScheduler({ ...shared, schedules })
  world.employ(worker.id, process, revisions)
  const stopped = new AbortController()
  const tick = async () => {
    while (!stopped.signal.aborted) {
      webhooks.nudge()
      await sweep
        .sweepOnce()
        .catch((cause: unknown) => runtime.observe({ name: 'sweep.failed', level: 'error', facts: {}, cause }))
      await runtime.sleep(tickMs, stopped.signal)
    }
  }
  const keepUp = async () => {
    while (!stopped.signal.aborted && !process.dead) {
      databases.guardian.look()
      await process.guardianRuntime.sleep(tickMs, stopped.signal)
    }
  }
  const start = async () => {
    await worker.start()
    await scheduler.start()
    void tick()
    void keepUp()
  }
  const service = createJobService({ ...shared, noteCancel: worker.noteCancel })
  return { store, service, worker, webhooks, scheduler, stopped, start }
}

/** In a thread and on a connection of its own; what it has to tell waits until the main thread listens. */
function guardianOf(process: SimProcess, databases: Databases, passages: Threads<Passage>): Guardian {
  const leases = gated(sqliteLeaseStore(databases.guardian), passages.guardian)
  const guardian = createInProcessGuardian({ leases, runtime: process.guardianRuntime })
  const { passage } = process.main
  return {
    ...guardian,
    guard: async (ward) => {
      const guard = await guardian.guard({
        ...ward,
        renewed: (renewal, askedAt) => void passage().then(() => ward.renewed(renewal, askedAt)),
        fence: () => void passage().then(() => ward.fence()),
        failed: (error) => void passage().then(() => ward.failed(error)),
      })
      await passage()
      return { ...guard, end: () => guard.end().then(passage) }
    },
  }
}

/** Remembers the claims, and says of processes of this machine what the simulation knows. */
function watched(world: World, process: SimProcess, store: JobStore): JobStore {
  return {
    ...store,
    claim: async (request) => {
      const granted = await store.claim(request)
      for (const claim of granted) {
        process.claims.set(claim.job.id, claim)
        world.fences.push(claim.fence)
      }
      return granted
    },
    // Both remove files.
    forget: (...asked) => world.inTurn(store.forget(...asked)),
    sweep: (request) => world.inTurn(store.sweep({ ...request, isDead: (host) => world.isSurelyDead(`p${host.pid}`) })),
  }
}

function toolsOf(world: World, process: SimProcess): Parameters<typeof createHandler>[1] {
  return {
    chance: process.chance,
    sleep: process.runtime.sleep,
    isCalm: () => world.calm,
    started: (operation, job) => world.started(process, operation, job),
    kept: (job, name, value) => world.kept(job.id, name, value),
    returned: (job, rows) => world.returned(job.id, rows),
  }
}

/** Jobs of the simulation have no files. */
const files: FileStore = {
  receive: () => Promise.reject(new Error('no uploads here')),
  adopt: () => Promise.reject(new Error('no files here')),
  copyUpload: async () => false,
  path: () => '',
  remove: async () => {},
  collectOrphans: async () => 0,
}
