/** Opens the database file and hands out its two doors: `write`, the group commit, and `read`. Refuses a file it cannot vouch for. */
import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Instant } from '../../base/clock.ts'
import { Fault } from '../../base/fault.ts'
import type { Runtime } from '../../base/runtime.ts'
import { type Connection, connectReader, connectWriter } from './connect.ts'
import { noteDamage, refuseDamage } from './damage.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { identifyDatabase } from './identify.ts'
import { openIncarnation } from './incarnation.ts'
import { hasIndex, refuseLostIndex } from './lost-index.ts'
import { makePrivateFolder } from './make-folder.ts'
import { migrate, requireCurrent } from './migrate.ts'
import { createReadDoor, type ReadDoor } from './read-door.ts'
import { createSql, type Sql } from './sql.ts'
import { isDamage, toFault, toOpenFault } from './sqlite-fault.ts'
import { transactionOn } from './transaction.ts'
import { truncateLog } from './upkeep.ts'

export interface OpenOptions {
  readonly runtime: Runtime
  /** A server creates and migrates the file; a command uses it as it is and refuses any but the current version. */
  readonly mode: 'server' | 'command'
  /** How long a write waits for another process's lock. */
  readonly busyTimeoutMs?: number
  /** Another program copies the log (Litestream), so it is not emptied at the end. */
  readonly litestream?: boolean
  /** Called once when a commit failed with an unknown outcome or the file is damaged; nothing can be written any more and the process should end (R-INI-9). */
  readonly onFailStop?: (fault: Fault) => void
}

export interface SqliteDatabase extends ReadDoor {
  /** Runs the mutation in the next group commit, in a savepoint of its own; resolves once it is on the disk. The mutation is synchronous. */
  readonly write: <Value>(mutation: (sql: Sql) => Value) => Promise<Value>
  readonly incarnation: string
  /** Refuses whatever comes after: the file is not the one that was opened any more. */
  fail(fault: Fault): void
  /** Commits what waits, empties the log and closes the file. Closing twice is fine. */
  close(): Promise<void>
}

/**
 * Opens a database file.
 *
 * @example const db = await openDatabase('.coatcheck/jobs.db', { runtime, mode: 'server' })
 */
export async function openDatabase(file: string, options: OpenOptions): Promise<SqliteDatabase> {
  try {
    return openNow(file, options)
  } catch (error) {
    throw toOpenFault(error, file)
  }
}

function openNow(file: string, options: OpenOptions): SqliteDatabase {
  identifyDatabase(file)
  const connectOptions = { mustExist: options.mode === 'command', busyTimeoutMs: options.busyTimeoutMs ?? 5_000 }
  if (options.mode === 'server') makePrivateFile(file)
  else refuseMissing(file)
  const indexMissingAt = hasIndex(file) ? undefined : options.runtime.clock.now()
  const writer = connectWriter(file, connectOptions)
  try {
    const sql = createSql(writer)
    const incarnation = prepareFile(writer, sql, file, { ...options, indexMissingAt })
    return createDatabase({ file, writer, sql, reader: connectReader(file, connectOptions), incarnation, options })
  } catch (error) {
    writer.close()
    throw error
  }
}

/** The log and its index take over the mode of the file: callers' data is nobody else's on this machine. */
function makePrivateFile(file: string): void {
  makePrivateFolder(dirname(file))
  closeSync(openSync(file, 'a', 0o600))
}

function refuseMissing(file: string): void {
  if (existsSync(file)) return
  throw new Fault(
    'database-unusable',
    `There is no database ${file}. Start the server once, which makes it, or name another file with --db.`,
  )
}

interface PrepareOptions extends OpenOptions {
  /** When there was no index of the log, before this connection made one. */
  readonly indexMissingAt: Instant | undefined
}

function prepareFile(writer: Connection, sql: Sql, file: string, options: PrepareOptions): string {
  const { indexMissingAt } = options
  if (options.mode === 'server') {
    refuseDamage(writer, file)
    migrate(writer, file)
    if (indexMissingAt !== undefined) refuseLostIndex(sql, file, indexMissingAt)
    return openIncarnation(writer, sql, file, options.runtime)
  }
  requireCurrent(writer, file)
  if (indexMissingAt !== undefined) refuseLostIndex(sql, file, indexMissingAt)
  const meta = sql.one<{ incarnation: string }>('read-meta')
  if (meta === undefined) throw new Fault('database-unusable', `The database ${file} was never opened by a server.`)
  return meta.incarnation
}

interface Parts {
  readonly file: string
  readonly writer: Connection
  readonly reader: Connection
  readonly sql: Sql
  readonly incarnation: string
  readonly options: OpenOptions
}

function createDatabase(parts: Parts): SqliteDatabase {
  const commits = createCommits(parts)
  const { file, reader: connection } = parts
  const damaged = (fault: Fault) => {
    commits.fail(fault)
    failStop(parts, fault)
  }
  let closed = false
  return {
    ...createReadDoor({ file, connection, stopped: () => commits.stopped, damaged }),
    incarnation: parts.incarnation,
    write: commits.write,
    fail: commits.fail,
    close: async () => {
      if (closed) return
      closed = true
      commits.close()
      parts.reader.close()
      const { mode, litestream } = parts.options
      if (mode === 'server' && litestream !== true) emptyLog(parts)
      parts.writer.close()
    },
  }
}

/** A disk that takes nothing leaves the log as it is; the next opening finds everything in it. */
function emptyLog({ file, writer, options }: Parts): void {
  try {
    truncateLog(writer)
  } catch (error) {
    const cause = toFault(error, file)
    options.runtime.observe({ name: 'upkeep.failed', level: 'warn', facts: {}, cause })
  }
}

function createCommits(parts: Parts): GroupCommit {
  const { file, sql, writer, options } = parts
  const onFailStop = (fault: Fault) => failStop(parts, fault)
  const { observe } = options.runtime
  return createGroupCommit({ file, sql, transaction: transactionOn(writer), observe, onFailStop })
}

function failStop({ file, options }: Parts, fault: Fault): void {
  if (options.mode === 'server' && isDamage(fault)) noteDamage(file)
  options.onFailStop?.(fault)
}
