/** Opens the database of a deployment for one command: as it is, never migrating it, and closed again whatever happens. */

import type { JobId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import { systemRuntime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import { createSealer, type Sealer } from '../security/sealing.ts'
import { inspectJob, type JobHistory } from '../stores/sqlite/inspect-job.ts'
import { openDatabase } from '../stores/sqlite/open.ts'
import { type Stores as SqliteStores, sqliteStores } from '../stores/sqlite/stores.ts'
import type { DatabaseOptions } from './options.ts'
import { loadConfig, locateProject } from './project.ts'
import { requireSecretKey } from './secret-key.ts'
import type { Terminal } from './terminal.ts'

export interface Stores extends Pick<SqliteStores, 'jobs' | 'deliveries' | 'access' | 'schedules'> {
  /** What else the database knows of a job. */
  readonly historyOf: (id: JobId) => JobHistory
  readonly runtime: Runtime
  readonly config: Config
  /** Opens sealed values; throws `secret-key-missing` without the deployment's key. */
  readonly sealer: () => Sealer
}

/** Runs `use` on the stores of the deployment that the options name. */
export async function withStores<Value>(
  options: DatabaseOptions,
  terminal: Terminal,
  use: (stores: Stores) => Promise<Value>,
): Promise<Value> {
  const project = locateProject(options.project, terminal)
  const config = await loadConfig(project, databaseFlag(options), terminal)
  const runtime = systemRuntime(() => {})
  const database = await openDatabase(config.database, { runtime, mode: 'command' })
  try {
    return await use({
      ...sqliteStores(database, runtime),
      historyOf: (id) => inspectJob(database, id),
      runtime,
      config,
      sealer: () => createSealer(requireSecretKey(config, terminal.variables)),
    })
  } finally {
    await database.close()
  }
}

/** `--db` as the configuration takes it. */
export function databaseFlag(options: DatabaseOptions): { readonly database?: string } {
  return options.db === undefined ? {} : { database: options.db }
}
