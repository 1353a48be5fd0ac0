/** A worker on the real store, engine, runner and file store, in a folder of its own; only time stands still. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JobId, newJobId } from '../../../src/base/ids.ts'
import type { JsonValue } from '../../../src/base/json.ts'
import type { Observation } from '../../../src/base/observe.ts'
import { systemRandom } from '../../../src/base/random.ts'
import type { Runtime } from '../../../src/base/runtime.ts'
import type { AsyncPolicy } from '../../../src/contract/async-policy.ts'
import type { Contract } from '../../../src/contract/contract.ts'
import type { Operation } from '../../../src/contract/operation.ts'
import { isAsync } from '../../../src/contract/operation.ts'
import type { Handler, Registry, Validators } from '../../../src/contract/registry.ts'
import { createLocalEngine } from '../../../src/engines/local/local-engine.ts'
import type { FileStore } from '../../../src/jobs/file-store.ts'
import { createInProcessGuardian } from '../../../src/jobs/in-process-guardian.ts'
import type { Job, JobBody, JobIn, JobInput } from '../../../src/jobs/job.ts'
import type { HandlerInput, JobContext } from '../../../src/jobs/job-context.ts'
import type { LeaseStore } from '../../../src/jobs/lease-store.ts'
import { createJobService, type JobService, type SubmitOptions } from '../../../src/jobs/service.ts'
import type { JobStore, Reader } from '../../../src/jobs/store.ts'
import { createSweep, type Sweep, type SweepOptions } from '../../../src/jobs/sweep.ts'
import { toValidInput } from '../../../src/jobs/valid-input.ts'
import { createWorker, type Worker, type WorkerOptions } from '../../../src/jobs/worker.ts'
import { createInlineRunner } from '../../../src/runners/inline/inline-runner.ts'
import { sqliteFileStore } from '../../../src/stores/sqlite/files.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { createFakeClock, type FakeClock } from '../../../src/testing/fake-clock.ts'
import { policy } from './jobs.ts'

export type HandlerFunction = (input: HandlerInput, job: JobContext) => unknown

export interface WorldOptions {
  readonly policy?: Partial<AsyncPolicy>
  readonly validators?: Validators
  readonly requestBody?: Operation['requestBody']
  readonly concurrency?: number
  readonly stub?: boolean
  /** Stands in front of the store that the worker uses. */
  readonly wrapStore?: (store: JobStore) => JobStore
  /** The same for its leases. */
  readonly wrapLeases?: (leases: LeaseStore) => LeaseStore
}

export interface World {
  readonly time: FakeClock
  readonly runtime: Runtime
  readonly registry: Registry
  readonly revisions: ReadonlyMap<string, number>
  readonly store: JobStore
  readonly leases: LeaseStore
  readonly service: JobService
  readonly sweep: Sweep
  readonly worker: Worker
  readonly folder: string
  readonly files: FileStore
  /** Names of the files that are kept for a job. */
  filesOf(id: JobId): Promise<readonly string[]>
  readonly database: SqliteDatabase
  readonly observed: readonly Observation[]
  /** Submits a job with this JSON body, or the body given. */
  submit(body?: JsonValue | { readonly file: JobBody }, options?: Partial<SubmitOptions>): Promise<JobId>
  find(id: JobId): Promise<Job>
  /** Turns the event loop until the job is in that state; time stands still. */
  until<State extends Job['state']>(id: JobId, state: State): Promise<JobIn<State>>
  /** Another worker on the same store, as another process would have. */
  anotherWorker(options?: Partial<WorkerOptions>): Worker
  /** Another sweep on the same store. */
  anotherSweep(options: Partial<SweepOptions>): Sweep
  close(): Promise<void>
}

export const owner: Reader = { kind: 'owner', tenant: 'default', owner: 'api-key:dev' }
export const operationId = 'createReport'

/** Runs the test in a fresh world and tidies up behind it. */
export async function inWorld(
  handler: HandlerFunction,
  test: (world: World) => Promise<void>,
  options: WorldOptions = {},
): Promise<void> {
  const world = await createWorld(handler, options)
  try {
    await test(world)
  } finally {
    await world.close()
  }
}

async function createWorld(run: HandlerFunction, options: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-jobs-'))
  const time = createFakeClock()
  const observed: Observation[] = []
  const runtime: Runtime = { ...time, random: systemRandom, observe: (observation) => observed.push(observation) }
  const database = await openDatabase(join(folder, 'jobs.db'), { runtime, mode: 'server' })
  const store = sqliteJobStore(database, runtime)
  const leases = sqliteLeaseStore(database)
  const guardian = createInProcessGuardian({ leases: options.wrapLeases?.(leases) ?? leases, runtime })
  const files = sqliteFileStore(join(folder, 'files'), runtime)
  const engine = createLocalEngine()
  const registry = toRegistry(run, options)
  const [operation] = registry.contract.operations.filter(isAsync)
  if (operation === undefined) throw new Error('no operation')
  const revisions = await store.registerContract([operation])
  const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }
  const shared = { guardian, engine, files, runtime, registry, revisions, host, changed: () => {} }
  const workers: Worker[] = []
  const addWorker = (changes: Partial<WorkerOptions>) => {
    const runner = createInlineRunner()
    const workerStore = options.wrapStore?.(store) ?? store
    const worker = createWorker({
      ...shared,
      store: workerStore,
      runner,
      concurrency: options.concurrency ?? 4,
      ...changes,
    })
    workers.push(worker)
    return worker
  }
  const worker = addWorker({})
  const service = createJobService({ ...shared, store, noteCancel: (job) => worker.noteCancel(job) })
  const revoked: SweepOptions['revoked'] = (job, holder) => workers.find(({ id }) => id === holder)?.noteRevoked(job)
  const anotherSweep = (changes: Partial<SweepOptions>) => createSweep({ ...shared, store, revoked, ...changes })
  const find = async (id: JobId) => (await store.find(id, owner))?.job ?? raise(`there is no job ${id}`)
  return {
    time,
    runtime,
    registry,
    revisions,
    store,
    leases,
    service,
    sweep: anotherSweep({}),
    anotherSweep,
    worker,
    folder,
    files,
    filesOf: (id) => readdir(join(folder, 'files', id)).catch(() => []),
    database,
    observed,
    find,
    submit: async (body, submitOptions) => {
      const input = toInput(body ?? null)
      const valid = toValidInput({ job: newJobId(systemRandom), operation, input })
      const accepted = await service.submit(valid, { callbacks: [], ...submitOptions })
      if (accepted.kind === 'mismatch' || accepted.kind === 'conflict') return raise(`not accepted: ${accepted.kind}`)
      return accepted.job.id
    },
    until: async (id, state) => {
      for (let job = await find(id); ; job = await find(id)) {
        if (isIn(job, state)) return job
        await turn()
      }
    },
    anotherWorker: (changes = {}) => addWorker(changes),
    close: async () => {
      await Promise.all(workers.map((each) => each.stop('now')))
      await time.advance(60_000)
      await database.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Turns the event loop until it holds. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

/** Rejects when the handler is asked to stop, as fetch and timers do; otherwise never ends. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** A project of one operation, whose handler is that function. */
export function toRegistry(run: HandlerFunction, options: WorldOptions): Registry {
  const handler: Handler = { operation: operationId, run, ...(options.stub === true ? { stub: true } : {}) }
  return {
    contract: toContract(options),
    validators: options.validators ?? {},
    handlers: { [operationId]: handler },
    published: {},
  }
}

function toContract(options: WorldOptions): Contract {
  const operation: Operation = {
    id: operationId,
    method: 'POST',
    path: '/reports',
    tags: [],
    deprecated: false,
    security: [],
    parameters: [],
    responses: [],
    async: { ...policy, ...options.policy },
    hash: 'one',
    ...(options.requestBody === undefined ? {} : { requestBody: options.requestBody }),
  }
  const none = { securitySchemes: {}, scopes: [], webhooks: [], serverPath: '', jobsPath: '/jobs' }
  return { format: 1, specHash: '', title: 'Test', version: '1', ...none, operations: [operation] }
}

function toInput(body: JsonValue | { readonly file: JobBody }): JobInput {
  const isFile = typeof body === 'object' && body !== null && 'file' in body
  return {
    params: {},
    query: {},
    headers: {},
    cookies: {},
    body: isFile ? (body.file as JobBody) : { kind: 'json', value: body, mediaType: 'application/json' },
    principal: { subject: 'api-key:dev', tenant: 'default', scopes: [] },
  }
}

function isIn<State extends Job['state']>(job: Job, state: State): job is JobIn<State> {
  return job.state === state
}

function raise(message: string): never {
  throw new Error(message)
}
