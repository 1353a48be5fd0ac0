/** Opens the stores of a server, with commits on its main thread or in one of their own. Refuses a file that cannot be vouched for. */
import type { Fault } from '../../base/fault.ts'
import type { Runtime } from '../../base/runtime.ts'
import { openDatabase } from './open.ts'
import { type OpenStores, sqliteStores } from './stores.ts'
import { startThreadWriter } from './thread-writer.ts'

export interface OpenStoresOptions {
  readonly runtime: Runtime
  /** The thread that waits for the disk. */
  readonly writer: 'main' | 'thread'
  /** Another program copies the log (Litestream), so it is not emptied at the end. */
  readonly litestream: boolean
  /** Called once when nothing can be written any more; the process should end (R-INI-9). */
  onFailStop(fault: Fault): void
}

/**
 * The stores of a database file, which is made and migrated first.
 *
 * @example const stores = await openStores('.coatcheck/jobs.db', { runtime, writer: 'thread', litestream: false, onFailStop })
 */
export async function openStores(file: string, options: OpenStoresOptions): Promise<OpenStores> {
  const { runtime, writer, litestream, onFailStop } = options
  if (writer === 'thread') return startThreadWriter({ file, runtime, litestream, failed: onFailStop })
  return sqliteStores(await openDatabase(file, { runtime, mode: 'server', litestream, onFailStop }), runtime)
}
