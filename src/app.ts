/**
 * The composition root: a project, its configuration and the stores become one function from request to response, with workers beside
 * it. Everything that lives as long as the process is made and ended here, and nothing is decided.
 */
import { apiKeyVerifier } from './access/api-key-verifier.ts'
import { keyPattern } from './access/key-format.ts'
import { openKeyRing } from './access/key-ring.ts'
import { refuseIncomplete, usedSchemes } from './api/check-registry.ts'
import type { Page } from './api/documents.ts'
import { serve } from './api/serve.ts'
import type { Fault } from './base/fault.ts'
import { newRequestId } from './base/ids.ts'
import type { Runtime } from './base/runtime.ts'
import type { Config } from './config/config.ts'
import { asyncOperations } from './contract/contract.ts'
import { publicBase } from './contract/links.ts'
import type { Registry } from './contract/registry.ts'
import { createLocalEngine } from './engines/local/local-engine.ts'
import type { Handle } from './http/message.ts'
import { problem } from './http/problems.ts'
import { createJobDesk } from './jobs/desk.ts'
import type { Guardian } from './jobs/guardian.ts'
import { createInProcessGuardian } from './jobs/in-process-guardian.ts'
import type { Runner } from './jobs/runner.ts'
import { watchRuns } from './jobs/watch-runs.ts'
import { chooseRunner } from './runners/choose-runner.ts'
import { createSealer } from './security/sealing.ts'
import { systemEgressPolicy, systemResolveName } from './security/system-network.ts'
import { sqliteAccessStore } from './stores/sqlite/access.ts'
import { sqliteDeliveryStore } from './stores/sqlite/deliveries.ts'
import { filesFolder, sqliteFileStore } from './stores/sqlite/files.ts'
import type { GuardianTerms } from './stores/sqlite/guardian-messages.ts'
import { sqliteJobStore } from './stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from './stores/sqlite/leases.ts'
import { openDatabase, type SqliteDatabase } from './stores/sqlite/open.ts'
import { sqliteScheduleStore } from './stores/sqlite/schedules.ts'
import { startThreadGuardian, type ThreadGuardian } from './stores/sqlite/thread-guardian.ts'
import { renderEnvelope } from './webhooks/envelope.ts'
import type { DeliveryClaim, DeliveryStore } from './webhooks/store.ts'
import { createWebhookWorker } from './webhooks/worker.ts'

/** What a service is made of. */
export interface AppOptions {
  /** As the project's `generated/registry.ts` exports it. */
  readonly registry: Registry
  readonly config: Config
  /** `systemRuntime` makes the real one. */
  readonly runtime: Runtime
  /** 32 bytes; encrypts secrets at rest (SE-2). */
  readonly secretKey: Uint8Array
  /** Absolute path of the project's directory. Threads and child processes load its handlers from there; without it, all run inline. */
  readonly project?: string
  /** Path below the public base -> page; `coatcheck start` serves the docs so. No pages unless given. */
  readonly pages?: (base: string) => ReadonlyMap<string, Page>
  /** `http` runs no workers, `worker` serves nothing but its health. */
  readonly role?: 'all' | 'http' | 'worker'
  /** This process: a later start can tell by it that this one is gone. */
  readonly processId: number
  /** Where the lease is kept and the database looked after: in a thread of its own. A test with a clock of its own needs it in this one. */
  readonly guardian?: Partial<GuardianTerms> | 'in-process'
  /** A commit's outcome is unknown, the database is gone, or its guardian is: nothing is accepted any more, and the process should end (R-INI-9). */
  readonly onFailStop?: (fault: Fault) => void
}

/** A service: one function from request to response, and the workers beside it. */
export interface App {
  /** Answers 503 until `start` has finished and after `stop`. */
  readonly handle: Handle
  /** `origin` is where the listener can be reached. */
  start(options: { readonly origin: string }): Promise<void>
  /** Takes no new work, lets what runs finish or hands it back, and closes the database. With 'now', also later, it hands back at once. */
  stop(how?: 'now'): Promise<void>
  /** The public base B (D15); complete once `start` was called. */
  readonly base: string
}

/**
 * Opens everything that a service needs; refuses a project that could not be served safely. `coatcheck start` is this and a few
 * comforts; a program of one's own, beside `generated/`, can serve as well:
 *
 * @example
 * import { createApp, listen, resolveConfig, systemRuntime } from 'coatcheck'
 * import { registry } from './generated/registry.ts'
 *
 * const project = import.meta.dirname
 * const config = resolveConfig({ flags: {}, variables: process.env, file: {}, project, workingDirectory: project })
 * const runtime = systemRuntime((observation) => console.error(observation.name))
 * const secretKey = Buffer.from(process.env.COATCHECK_SECRET_KEY ?? '', 'base64')
 * const app = await createApp({ registry, config, runtime, secretKey, project, processId: process.pid })
 * const listener = await listen(app.handle, config)
 * await app.start(listener)
 * console.log(`listening on ${listener.origin}`)
 * process.once('SIGTERM', () => Promise.all([listener.close(), app.stop()]))
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, registry, runtime } = options
  refuseIncomplete(registry)
  const schemes = usedSchemes(registry.contract)
  let guardian: ThreadGuardian | undefined
  const guarding: Pick<Guardian, 'watch'> = { watch: (job, attemptMs) => guardian?.watch(job, attemptMs) ?? (() => {}) }
  const watch = watchRuns(guarding, registry.contract)
  const runner = await chooseRunner({ ...options, observe: runtime.observe, watch })
  const stopping = new AbortController()
  const onFailStop = (fault: Fault) => {
    stopping.abort()
    options.onFailStop?.(fault)
  }
  const { litestream } = config
  const database = await openDatabase(config.database, { runtime, mode: 'server', litestream, onFailStop })
  try {
    guardian = await openGuardian(options, database, (fault) => {
      database.fail(fault)
      onFailStop(fault)
    })
    return lifeOf(options, database, stopping, await openParts(options, database, guardian, schemes, runner))
  } catch (error) {
    await guardian?.stop()
    await database.close()
    throw error
  }
}

async function openGuardian(
  { config, runtime, guardian = {} }: AppOptions,
  database: SqliteDatabase,
  failed: (fault: Fault) => void,
): Promise<ThreadGuardian> {
  if (guardian === 'in-process') {
    const inProcess = createInProcessGuardian({ leases: sqliteLeaseStore(database), runtime })
    return { ...inProcess, stop: async () => {} }
  }
  const writesLines = ['debug', 'info', 'warn'].includes(config.log.level)
  const terms = { litestream: config.litestream, writesLines, ...guardian }
  return startThreadGuardian({ file: config.database, runtime, terms, failed })
}

async function openParts(
  options: AppOptions,
  database: SqliteDatabase,
  guardian: ThreadGuardian,
  schemes: ReturnType<typeof usedSchemes>,
  runner: Runner,
) {
  const { registry, config, runtime, secretKey, processId } = options
  const store = sqliteJobStore(database, runtime)
  const sealer = createSealer(secretKey, runtime.random)
  const ring = await openKeyRing(sqliteAccessStore(database), sealer, runtime)
  const verifiers = Object.fromEntries([...schemes].map(([name, scheme]) => [name, apiKeyVerifier(scheme, ring)]))
  const revisions = await store.registerContract(asyncOperations(registry.contract))
  const files = sqliteFileStore(filesFolder(config.database), runtime)
  const egress = systemEgressPolicy(config.egress)
  const schedules = sqliteScheduleStore(database, runtime)
  const made = { schedules, sealer, verifiers, revisions, files, egress, runner }
  return { registry, runtime, secretKey, processId, store, guardian, ...made }
}

type Parts = Awaited<ReturnType<typeof openParts>>

function lifeOf(options: AppOptions, database: SqliteDatabase, stopping: AbortController, parts: Parts): App {
  const { registry, runtime, role = 'all' } = options
  const { publicUrl } = options.config
  const unavailable: Handle = async () => problem('unavailable', { base, requestId: newRequestId(runtime.random) })
  let base = publicBase(registry.contract, publicUrl, '')
  let handle = unavailable
  let work: ReturnType<typeof createWork> | undefined
  let stopped: Promise<void> | undefined
  const shutDown = async (how?: 'now') => {
    stopping.abort()
    await work?.stop(how)
    handle = unavailable
    await parts.guardian.stop()
    await database.close()
  }
  return {
    handle: (request) => handle(request),
    get base() {
      return base
    },
    start: async ({ origin }) => {
      base = publicBase(registry.contract, publicUrl, origin)
      work = createWork(options, parts, sqliteDeliveryStore(database, runtime), base)
      const published = { pages: options.pages?.(base) ?? new Map(), replacesServers: publicUrl !== undefined }
      const isReady = () => !stopping.signal.aborted && work?.isStuck() === false
      const behind = { ...parts, isReady, ...published, base, service: work.service, stopping: stopping.signal }
      const served = await serve({ ...behind, credentialPattern, onlyHealth: role === 'worker' })
      if (role !== 'http') await work.start()
      handle = served
    },
    stop: (how) => {
      if (how === 'now') void work?.stop(how)
      stopped ??= shutDown(how)
      return stopped
    },
  }
}

const credentialPattern = new RegExp(keyPattern)

/** What runs beside the requests; a process that only serves does not start it. */
function createWork({ config, role }: AppOptions, parts: Parts, store: DeliveryStore, base: string) {
  const { registry, runtime, egress: policy } = parts
  const { timeoutMs, nudge } = config.webhooks
  const egress = { policy, resolveName: systemResolveName, sleep: runtime.sleep, timeoutMs }
  const render = (claim: DeliveryClaim) => renderEnvelope(claim, { contract: registry.contract, base })
  const webhooks = createWebhookWorker({ ...parts, ...config.webhooks, store, egress, render })
  const changed = () => {
    if (role !== 'http' && nudge) webhooks.nudge()
  }
  const desk = createJobDesk({ ...parts, engine: createLocalEngine(), concurrency: config.concurrency, changed })
  return {
    service: desk.service,
    isStuck: desk.isStuck,
    start: () => desk.start().then(webhooks.start),
    stop: async (how?: 'now') => {
      await Promise.all([desk.stop(how), webhooks.stop()])
      await parts.runner.stop()
    },
  }
}
