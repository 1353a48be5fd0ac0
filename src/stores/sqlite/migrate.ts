/** Brings a database file to the version of this code, one numbered file of `migrations/` at a time. Refuses a file of a newer version; never goes back. */
import { readdirSync, readFileSync } from 'node:fs'
import { Fault } from '../../base/fault.ts'
import { applicationId, type Connection } from './connect.ts'

/**
 * Runs the migrations that the file lacks, all of them or none. The version is read again under the write lock, so two servers that
 * start at once migrate once.
 */
export function migrate(connection: Connection, file: string): void {
  refuseNewer(connection, file)
  if (versionOf(connection) === migrations().length) return
  const apply = connection.transaction(() => {
    refuseNewer(connection, file)
    for (const migration of migrations().slice(versionOf(connection))) connection.exec(migration)
    connection.pragma(`user_version = ${migrations().length}`)
    connection.pragma(`application_id = ${applicationId}`)
  })
  apply.immediate()
}

/** For commands, which never migrate: refuses a file of any other version. */
export function requireCurrent(connection: Connection, file: string): void {
  refuseNewer(connection, file)
  if (versionOf(connection) === migrations().length) return
  throw new Fault(
    'database-unusable',
    `The database ${file} is older than this version of Coatcheck, or empty. Start the server on it once, which brings it up to date.`,
  )
}

function refuseNewer(connection: Connection, file: string): void {
  const version = versionOf(connection)
  if (version <= migrations().length) return
  throw new Fault(
    'database-newer',
    `The database ${file} has version ${version}, and this Coatcheck knows versions up to ${migrations().length}. Install the newer Coatcheck again, or restore a backup from before.`,
  )
}

function versionOf(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }))
}

let texts: readonly string[] | undefined

/** The text of every migration, in order; the file numbered n stands at n - 1. */
function migrations(): readonly string[] {
  const folder = new URL('./migrations/', import.meta.url)
  texts ??= readdirSync(folder)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  return texts
}
