/** Opens the database of a deployment for one command: as it is, never migrating it, and closed again whatever happens. */

import type { AccessStore } from '../access/store.ts'
import type { JobId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import { systemRuntime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import type { ScheduleStore } from '../jobs/schedule-store.ts'
import type { JobStore } from '../jobs/store.ts'
import { createSealer, type Sealer } from '../security/sealing.ts'
import { sqliteAccessStore } from '../stores/sqlite/access.ts'
import { sqliteDeliveryStore } from '../stores/sqlite/deliveries.ts'
import { inspectJob, type JobHistory } from '../stores/sqlite/inspect-job.ts'
import { sqliteJobStore } from '../stores/sqlite/jobs.ts'
import { openDatabase } from '../stores/sqlite/open.ts'
import { sqliteScheduleStore } from '../stores/sqlite/schedules.ts'
import type { DeliveryStore } from '../webhooks/store.ts'
import type { DatabaseOptions } from './options.ts'
import { loadConfig, locateProject } from './project.ts'
import { requireSecretKey } from './secret-key.ts'
import type { Terminal } from './terminal.ts'

export interface Stores {
  readonly jobs: JobStore
  readonly deliveries: DeliveryStore
  readonly access: AccessStore
  readonly schedules: ScheduleStore
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
      jobs: sqliteJobStore(database, runtime),
      deliveries: sqliteDeliveryStore(database, runtime),
      access: sqliteAccessStore(database),
      schedules: sqliteScheduleStore(database, runtime),
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
