/** Says what a database file is before anything is asked of it. Writes nothing, and refuses every file that is not ours. */
import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Fault } from '../../base/fault.ts'
import { applicationId, type Connection, isOurs } from './connect.ts'
import { obstacleTo } from './make-folder.ts'
import { toOpenFault } from './sqlite-fault.ts'

/**
 * What stands at that path: nothing yet, which a server makes a database of, or a database of ours. Throws `database-unusable`, naming
 * the file and what it is, for everything else.
 *
 * @example identifyDatabase('.coatcheck/jobs.db') // 'new'
 */
export function identifyDatabase(file: string): 'new' | 'ours' {
  try {
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) return refuseObstacle(file)
    if (!stats.isFile()) throw refusal(file, `is ${kindOf(stats)}`)
    if (stats.size === 0) return 'new'
    const header = readHeader(file)
    if (header === undefined) throw refusal(file, 'is no SQLite database')
    if (header.readUInt32BE(applicationIdAt) !== applicationId) refuseForeign(file)
    return 'ours'
  } catch (error) {
    throw toOpenFault(error, file)
  }
}

function refuseObstacle(file: string): 'new' {
  const obstacle = obstacleTo(dirname(file))
  if (obstacle !== undefined) throw refusal(file, `cannot be made: ${obstacle} is no folder`)
  return 'new'
}

function refusal(file: string, what: string): Fault {
  return new Fault('database-unusable', `${file} ${what}. Name another file with --db or in coatcheck.config.ts.`)
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  return stats.isFIFO() || stats.isSocket() ? 'a pipe or socket' : 'a device'
}

/** https://www.sqlite.org/fileformat.html, 1.3: the words a file begins with, and the place of the application id. */
const magic = 'SQLite format 3\0'
const applicationIdAt = 68

/** The header of an SQLite file; undefined for any other. */
function readHeader(file: string): Buffer | undefined {
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, header)
  } finally {
    closeSync(handle)
  }
  return header.toString('latin1').startsWith(magic) ? header : undefined
}

/** The header may be behind the log: that of a database whose first server was killed. Opened for writing, so that closing tidies up. */
function refuseForeign(file: string): void {
  const connection = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs })
  try {
    connection.pragma('trusted_schema = off')
    if (isOurs(connection)) return
    throw refusal(file, `is the SQLite database of another program, with ${tablesOf(connection)}`)
  } finally {
    connection.close()
  }
}

const busyTimeoutMs = 5_000
const tablesShown = 3

function tablesOf(connection: Connection): string {
  const select =
    "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%' order by name"
  const names = connection.prepare(select).pluck().all().map(printable)
  const more = names.length > tablesShown ? ` and ${names.length - tablesShown} more` : ''
  return `the tables ${names.slice(0, tablesShown).join(', ')}${more}`
}

function printable(name: unknown): string {
  return String(name)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?')
    .slice(0, 60)
}
