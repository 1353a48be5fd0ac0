/**
 * Whether the database or its log was cut or written over in place, by something that is no SQLite: same file, other bytes. It compares
 * what SQLite says of them with what is there, and takes only what no server or command can have done for a finding.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { Fault } from '../../base/fault.ts'
import { applicationId, type Connection } from './connect.ts'
import { databaseGone } from './file-identity.ts'

export interface ForeignWrites {
  /** The fault, once there is something to find. Throws what SQLite throws. */
  look(): Fault | undefined
}

interface LogState {
  /** Frames that the index knows to be in the log. */
  readonly log: number
  /** How many of them the database has already. */
  readonly checkpointed: number
}

/** A moment of the file, as SQLite sees it. */
interface Moment extends LogState {
  readonly version: number
  readonly pages: number
}

/** https://www.sqlite.org/fileformat.html, 4.1: a log begins with a header and has another before each page. */
const logHeaderBytes = 32
const frameHeaderBytes = 24
const logMagics: readonly number[] = [0x377f0682, 0x377f0683]

/**
 * Watches the file behind that connection. The database itself is never opened here: closing it would give up the locks that SQLite holds
 * on it for this process.
 */
export function watchForeignWrites(connection: Connection, file: string): ForeignWrites {
  const page = Number(connection.pragma('page_size', { simple: true }))
  const meta = connection.prepare('select incarnation from meta where id = 1').pluck()
  const incarnation = meta.get()
  return {
    look: () => {
      const before = momentOf(connection)
      const what = findCut(file, before, page)
      // Another process may have started the log over or shrunk the file in between; then what was compared does not belong together.
      if (what !== undefined && isSame(before, momentOf(connection))) return databaseGone(...what)
      const isOther =
        connection.pragma('application_id', { simple: true }) !== applicationId || meta.get() !== incarnation
      return isOther ? databaseGone(file, 'was written over with another database') : undefined
    },
  }
}

function momentOf(connection: Connection): Moment {
  const version = Number(connection.pragma('data_version', { simple: true }))
  const pages = Number(connection.pragma('page_count', { simple: true }))
  const [state] = connection.pragma('wal_checkpoint(noop)') as readonly LogState[]
  return { version, pages, log: state?.log ?? 0, checkpointed: state?.checkpointed ?? 0 }
}

function isSame(one: Moment, other: Moment): boolean {
  const { version, pages, log, checkpointed } = other
  return one.version === version && one.pages === pages && one.log === log && one.checkpointed === checkpointed
}

/** The file that was cut, and how. */
function findCut(
  file: string,
  { log, checkpointed, pages }: Moment,
  page: number,
): readonly [string, string] | undefined {
  const logFile = `${file}-wal`
  if (log > 0 && sizeOf(logFile) < logHeaderBytes + log * (frameHeaderBytes + page)) return [logFile, 'was cut']
  // A log that was cut and written on since is as long as before, with a hole where it began.
  if (log > 0 && !logMagics.includes(firstNumber(logFile))) return [logFile, 'was written over']
  // Until all of the log is in the database, the database may well be shorter than it will be; a page it has from the beginning.
  const least = log === checkpointed ? pages * page : page
  return sizeOf(file) < least ? [file, 'was cut'] : undefined
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** On the log SQLite holds no locks, so it may be opened and closed. */
function firstNumber(path: string): number {
  const handle = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(4)
    readSync(handle, bytes)
    return bytes.readUInt32BE()
  } finally {
    closeSync(handle)
  }
}
