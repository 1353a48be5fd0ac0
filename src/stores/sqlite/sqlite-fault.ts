/** What SQLite's error codes mean to an operator. Errors that only a bug can cause are left as they are. */
import Database from 'better-sqlite3'
import { Fault } from '../../base/fault.ts'
import { toFullDisk } from './durable-files.ts'

/**
 * The fault behind an error of SQLite, or the error itself when that is not about locks, room, or the file. Holds for everything but
 * COMMIT, where an I/O error leaves the outcome open.
 */
export function toFault(error: unknown, file: string): unknown {
  if (isBusy(error)) {
    return new Fault('database-busy', `The database ${file} is locked by another process. Try again.`, { cause: error })
  }
  if (isFull(error)) return full(error, file)
  if (isDamage(error)) return damaged(error, file)
  return /^SQLITE_(IOERR|CANTOPEN|READONLY|PERM|AUTH)/.test(sqliteCode(error)) ? unusable(error, file) : error
}

/** As `toFault`, while the file is opened: then an error of the file system is about the file, its folder, or the room on its disk. */
export function toOpenFault(error: unknown, file: string): unknown {
  // The index of the log is made in full before anything is written, and only a lack of room keeps it from its size.
  if (sqliteCode(error) === 'SQLITE_IOERR_SHMSIZE') return full(error, file)
  if (!(error instanceof Error && 'syscall' in error)) return toFault(error, file)
  const told = toFullDisk(error, file)
  return told === error ? unusable(error, file) : told
}

/** Whether another connection holds a lock; nothing was written. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error))
}

/** Whether there was no room; nothing was written. */
export function isFull(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_FULL'
}

/** Whether a page of the file is not what was written there. Whatever depends on such a page is wrong, so nothing more should be done. */
export function isDamage(error: unknown): boolean {
  return (
    (error instanceof Fault && error.code === 'database-damaged') || /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error))
  )
}

/** The fault of a damaged file. */
export function damaged(cause: unknown, file: string): Fault {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Fault(
    'database-damaged',
    `The database ${file} is damaged (${reason}). Keep a copy of it, restore a backup, and start again; \`coatcheck doctor\` says whether a file is sound.`,
    { cause },
  )
}

function full(error: unknown, file: string): Fault {
  return new Fault('database-full', `There is no room to write to ${file}. Free space on its disk.`, { cause: error })
}

function unusable(error: unknown, file: string): Fault {
  const reason = error instanceof Error ? error.message : String(error)
  return new Fault('database-unusable', `The database ${file} cannot be used: ${reason}.`, { cause: error })
}

function sqliteCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : ''
}
