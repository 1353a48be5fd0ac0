/** Opens everything that a service consists of, from its stores to its runners, and refuses a project that could not be served safely. */
import { apiKeyVerifier } from './access/api-key-verifier.ts'
import { openKeyRing } from './access/key-ring.ts'
import { refuseIncomplete, usedSchemes } from './api/check-registry.ts'
import type { Page } from './api/documents.ts'
import type { Fault } from './base/fault.ts'
import type { Runtime } from './base/runtime.ts'
import type { Config } from './config/config.ts'
import { asyncOperations } from './contract/contract.ts'
import type { Registry } from './contract/registry.ts'
import type { Guardian } from './jobs/guardian.ts'
import { createInProcessGuardian } from './jobs/in-process-guardian.ts'
import { watchRuns } from './jobs/watch-runs.ts'
import { chooseRunner } from './runners/choose-runner.ts'
import { createSealer } from './security/sealing.ts'
import { systemEgressPolicy } from './security/system-network.ts'
import { filesFolder, sqliteFileStore } from './stores/sqlite/files.ts'
import type { GuardianTerms } from './stores/sqlite/guardian-messages.ts'
import { openStores } from './stores/sqlite/open-stores.ts'
import type { OpenStores } from './stores/sqlite/stores.ts'
import { startThreadGuardian, type ThreadGuardian } from './stores/sqlite/thread-guardian.ts'

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

/** Those of one service. */
export type Parts = Awaited<ReturnType<typeof openParts>>

/** Calls `failStop` once nothing can be accepted any more. Rejects, and leaves nothing open, when something cannot be had. */
export async function openParts(options: AppOptions, failStop: (fault: Fault) => void) {
  const { config, registry, runtime } = options
  refuseIncomplete(registry)
  const schemes = usedSchemes(registry.contract)
  let guardian: ThreadGuardian | undefined
  const guarding: Pick<Guardian, 'watch'> = { watch: (job, attemptMs) => guardian?.watch(job, attemptMs) ?? (() => {}) }
  const watch = watchRuns(guarding, registry.contract)
  const runner = await chooseRunner({ ...options, observe: runtime.observe, watch })
  const { databaseWriter: writer, litestream } = config
  const stores = await openStores(config.database, { runtime, writer, litestream, onFailStop: failStop })
  const close = async () => {
    await guardian?.stop()
    await stores.close()
  }
  try {
    guardian = await openGuardian(options, stores, failStop)
    return { ...(await partsBehind(options, stores, schemes)), guardian, runner, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openGuardian(
  { config, runtime, guardian = {} }: AppOptions,
  stores: OpenStores,
  failStop: (fault: Fault) => void,
): Promise<ThreadGuardian> {
  if (guardian === 'in-process') {
    return { ...createInProcessGuardian({ leases: stores.leases, runtime }), stop: async () => {} }
  }
  const writesLines = ['debug', 'info', 'warn'].includes(config.log.level)
  const terms = { litestream: config.litestream, writesLines, ...guardian }
  const failed = (fault: Fault) => {
    stores.fail(fault)
    failStop(fault)
  }
  return startThreadGuardian({ file: config.database, runtime, terms, failed })
}

async function partsBehind(options: AppOptions, stores: OpenStores, schemes: ReturnType<typeof usedSchemes>) {
  const { registry, config, runtime, secretKey, processId } = options
  const { jobs: store, schedules, deliveries } = stores
  const sealer = createSealer(secretKey, runtime.random)
  const ring = await openKeyRing(stores.access, sealer, runtime)
  const verifiers = Object.fromEntries([...schemes].map(([name, scheme]) => [name, apiKeyVerifier(scheme, ring)]))
  const revisions = await store.registerContract(asyncOperations(registry.contract))
  const files = sqliteFileStore(filesFolder(config.database), runtime)
  const egress = systemEgressPolicy(config.egress)
  const made = { sealer, verifiers, revisions, files, egress }
  return { registry, runtime, secretKey, processId, store, schedules, deliveries, ...made }
}
