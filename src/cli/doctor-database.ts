/** The half of `doctor` that looks at the database, its key, its disk, and what waits in it. */
import { accessSync, constants, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { requireReadablePepper } from '../access/key-ring.ts'
import { Fault } from '../base/fault.ts'
import { systemRuntime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import { asyncOperations } from '../contract/contract.ts'
import type { Registry } from '../contract/registry.ts'
import { createSealer } from '../security/sealing.ts'
import { sqliteAccessStore } from '../stores/sqlite/access.ts'
import { findChangedFiles } from '../stores/sqlite/changed-files.ts'
import { sqliteDeliveryStore } from '../stores/sqlite/deliveries.ts'
import { identifyDatabase } from '../stores/sqlite/identify.ts'
import { type Inspection, inspectDatabase } from '../stores/sqlite/inspect.ts'
import { inspectHealth } from '../stores/sqlite/inspect-health.ts'
import type { NamedFile } from '../stores/sqlite/named-files.ts'
import { openDatabase, type SqliteDatabase } from '../stores/sqlite/open.ts'
import { sqliteScheduleStore } from '../stores/sqlite/schedules.ts'
import type { Endpoint } from '../webhooks/store.ts'
import { judgeContents, judgeHealth } from './doctor-health.ts'
import { type Finding, fine, problem, problemFrom, warn } from './finding.ts'
import { databaseFlag } from './open-stores.ts'
import type { DatabaseOptions } from './options.ts'
import { loadConfig, locateProject } from './project.ts'
import { messageOf } from './report-error.ts'
import { keyFileOf, requireSecretKey } from './secret-key.ts'
import type { Terminal } from './terminal.ts'

/** Findings about the deployment that the options name; what only a registry can tell is left out without one. */
export async function diagnoseDatabase(
  options: DatabaseOptions,
  terminal: Terminal,
  registry: Registry | undefined,
): Promise<readonly Finding[]> {
  const config = await configOrFinding(options, terminal)
  if ('status' in config) return [config]
  return [fine('config', 'valid'), ...(await diagnoseDeployment(config, terminal, registry))]
}

/** Of a file that is no database of ours nothing more can be said: it has no key, and nothing waits in it. */
async function diagnoseDeployment(
  config: Config,
  terminal: Terminal,
  registry: Registry | undefined,
): Promise<readonly Finding[]> {
  try {
    if (identifyDatabase(config.database) === 'new') return [diagnoseNew(config)]
  } catch (error) {
    return [problemFrom('database', error)]
  }
  return [...diagnoseKey(config, terminal), diagnoseDisk(config), ...(await diagnoseFile(config, terminal, registry))]
}

function diagnoseNew({ database }: Config): Finding {
  const folder = nearestFolder(database)
  const obstacle = obstacleIn(folder)
  if (obstacle === undefined) return warn('database', `${database} does not exist yet; start makes it.`)
  return problem('database', `${database} cannot be made: ${folder} ${obstacle}. Name another file with --db.`)
}

/** Where start would begin to make what is missing. */
function nearestFolder(file: string): string {
  const folder = dirname(file)
  return folder === file || statSync(folder, { throwIfNoEntry: false }) !== undefined ? folder : nearestFolder(folder)
}

function obstacleIn(folder: string): string | undefined {
  // `/proc` and its like, where root may write and nothing can be made.
  if (statfsSync(folder).blocks === 0) return 'takes no files'
  try {
    accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return `may not be written to (${messageOf(error)})`
  }
}

async function configOrFinding(options: DatabaseOptions, terminal: Terminal): Promise<Config | Finding> {
  try {
    return await loadConfig(locateProject(options.project, terminal), databaseFlag(options), terminal)
  } catch (error) {
    return problemFrom('config', error)
  }
}

function diagnoseKey(config: Config, { variables }: Terminal): readonly Finding[] {
  try {
    requireSecretKey(config, variables)
    const mode = statSync(keyFileOf(config), { throwIfNoEntry: false })?.mode ?? 0
    if ((mode & 0o077) === 0) return [fine('secret key', 'found')]
    return [warn('secret key', `Others may read ${keyFileOf(config)}. Run chmod 600 on it.`)]
  } catch (error) {
    return [problemFrom('secret key', error)]
  }
}

/** Of a key that was not found, enough is said already. */
async function diagnoseSecrets(
  database: SqliteDatabase,
  config: Config,
  { variables }: Terminal,
): Promise<readonly Finding[]> {
  try {
    await requireReadablePepper(sqliteAccessStore(database), createSealer(requireSecretKey(config, variables)))
    return []
  } catch (error) {
    return error instanceof Fault && error.code === 'secret-unreadable' ? [problemFrom('secrets', error)] : []
  }
}

const scarceBytes = 1_000_000_000
const tooFewBytes = 50_000_000

function diagnoseDisk(config: Config): Finding {
  const folder = nearestFolder(config.database)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const message = `${Math.round(free / 1_000_000)} MB free in ${folder}`
  if (free < tooFewBytes) return problem('disk', `${message}; accepting jobs is about to fail.`)
  return free < scarceBytes ? warn('disk', `${message}; make room.`) : fine('disk', message)
}

async function diagnoseFile(
  config: Config,
  terminal: Terminal,
  registry: Registry | undefined,
): Promise<readonly Finding[]> {
  const runtime = systemRuntime(() => {})
  try {
    const database = await openDatabase(config.database, { runtime, mode: 'command' })
    try {
      const inspection = inspectDatabase(database, jobOperations(registry))
      const endpoints = await sqliteDeliveryStore(database, runtime).listEndpoints({ kind: 'operator' })
      const waiting = registry === undefined ? [] : [diagnoseWaiting(inspection)]
      const now = runtime.clock.now()
      const schedules = await sqliteScheduleStore(database, runtime).list()
      return [
        diagnoseSoundness(config, inspection),
        ...(await diagnoseSecrets(database, config, terminal)),
        ...waiting,
        diagnoseEndpoints(endpoints),
        ...judgeHealth(inspectHealth(database, now), schedules, now),
        judgeContents(await compareFiles(database, terminal)),
      ]
    } finally {
      await database.close()
    }
  } catch (error) {
    return [problemFrom('database', error)]
  }
}

/** Reading every file may take minutes, so whoever watches is told how far it is. */
async function compareFiles(database: SqliteDatabase, { status }: Terminal): Promise<readonly NamedFile[]> {
  try {
    return await findChangedFiles(database, ({ file, files }) => status(`reading file ${file} of ${files}`))
  } finally {
    status(undefined)
  }
}

function jobOperations(registry: Registry | undefined): readonly { readonly id: string; readonly hash: string }[] {
  return registry === undefined ? [] : asyncOperations(registry.contract)
}

function diagnoseSoundness({ database }: Config, { sqlite, version, damage }: Inspection): Finding {
  const [first] = damage
  if (first === undefined) return fine('database', `sound, version ${version}, SQLite ${sqlite}`)
  return problem('database', `${database} is damaged (${first}). Stop the server and restore a backup.`)
}

function diagnoseWaiting({ stranded }: Inspection): Finding {
  if (stranded.length === 0) return fine('jobs', 'every unfinished job can be run by this contract')
  const groups = stranded.map(({ operation, revision, jobs, why }) =>
    why === 'unknown-operation'
      ? `${jobs} of ${operation}, which the spec does not have`
      : `${jobs} of ${operation} revision ${revision}, which is newer than the spec here`,
  )
  return warn('jobs', `Unfinished jobs wait for a process that knows them: ${groups.join('; ')}.`)
}

function diagnoseEndpoints(endpoints: readonly Endpoint[]): Finding {
  const disabled = endpoints.filter((endpoint) => endpoint.disabled !== undefined)
  if (disabled.length === 0) return fine('endpoints', `${endpoints.length}, none disabled`)
  const named = disabled.map(({ id, origin, disabled: why }) => `${id} (${origin}, ${why?.reason})`)
  return warn('endpoints', `Disabled: ${named.join(', ')}.`)
}
