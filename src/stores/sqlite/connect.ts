/** One connection to the database file, with the settings that the promises of the store rest on. Refuses an SQLite with known corruption bugs. */
import Database from 'better-sqlite3'
import { Fault } from '../../base/fault.ts'

export type Connection = Database.Database
export type Statement = Database.Statement<[Readonly<Record<string, unknown>>]>

/** Marks the file as ours: 'Coat'. */
export const applicationId = 0x436f6174

const leastVersion = [3, 51, 3] as const

export interface ConnectOptions {
  readonly mustExist: boolean
  /** How long a statement waits for another connection's lock. */
  readonly busyTimeoutMs: number
}

/** The connection that writes. Journal and vacuum settings are those of the file, so a new file gets them before its first table. */
export function connectWriter(file: string, options: ConnectOptions): Connection {
  const connection = new Database(file, { fileMustExist: options.mustExist, timeout: options.busyTimeoutMs })
  try {
    refuseOldSqlite(connection)
    applySettings(connection)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** A connection that cannot write, for reading beside the writer. */
export function connectReader(file: string, options: Pick<ConnectOptions, 'busyTimeoutMs'>): Connection {
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: options.busyTimeoutMs })
  connection.pragma('mmap_size = 0')
  connection.pragma('trusted_schema = off')
  connection.pragma('temp_store = memory')
  return connection
}

function applySettings(connection: Connection): void {
  connection.pragma('auto_vacuum = incremental')
  connection.pragma('journal_mode = wal')
  // A 202 must survive power loss, so a commit waits for the disk (D2).
  connection.pragma('synchronous = full')
  connection.pragma('fullfsync = on')
  connection.pragma('foreign_keys = on')
  connection.pragma('trusted_schema = off')
  connection.pragma('temp_store = memory')
  connection.pragma('mmap_size = 0')
  connection.pragma('cache_size = -65536')
  connection.pragma('journal_size_limit = 67108864')
  // An automatic checkpoint would land inside somebody's commit; `upkeep.ts` picks a better moment.
  connection.pragma('wal_autocheckpoint = 0')
}

function refuseOldSqlite(connection: Connection): void {
  const version = String(connection.prepare('select sqlite_version()').pluck().get())
  if (isAtLeast(version.split('.').map(Number), leastVersion)) return
  throw new Fault(
    'database-too-old-sqlite',
    `SQLite ${version} has a bug that can corrupt the database. Install a better-sqlite3 with SQLite ${leastVersion.join('.')} or newer.`,
  )
}

/** Whether a version is not older than another, compared part by part. */
export function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  const different = least.findIndex((part, index) => (version[index] ?? 0) !== part)
  return different === -1 || (version[different] ?? 0) > (least[different] ?? 0)
}

/** Whether the file is marked as ours, or holds nothing that could be another's. */
export function isOurs(connection: Connection): boolean {
  const tables = connection.prepare('select count(*) from sqlite_schema').pluck().get()
  return tables === 0 || connection.pragma('application_id', { simple: true }) === applicationId
}
