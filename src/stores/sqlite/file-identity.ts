/**
 * Whether the files at the database's path are still the ones that are open. What is written to a deleted file is lost with the process,
 * and no write ever fails because of it, so somebody has to look.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { Fault } from '../../base/fault.ts'

export interface FileIdentity {
  readonly database: string
  /** Of the write-ahead log; undefined when there was none. */
  readonly log: string | undefined
  /** Of the index of the log, in which all processes hold their locks; undefined when there was none. */
  readonly index: string | undefined
}

/** What stands at that path now. Throws when there is nothing. */
export function identifyFiles(file: string): FileIdentity {
  return {
    database: identityOf(file) ?? statFails(file),
    log: identityOf(logOf(file)),
    index: identityOf(indexOf(file)),
  }
}

/** The fault when one of the files is gone, another one, or may not be used any more. */
export function findLoss(file: string, known: FileIdentity): Fault | undefined {
  for (const [path, identity] of [
    [file, known.database],
    [logOf(file), known.log],
    [indexOf(file), known.index],
  ] as const) {
    const what = identity === undefined ? undefined : lossOf(path, identity)
    if (what !== undefined) return databaseGone(path, what, path === indexOf(file) ? 'start again' : undefined)
  }
  return undefined
}

const logOf = (file: string): string => `${file}-wal`
const indexOf = (file: string): string => `${file}-shm`

function lossOf(path: string, identity: string): string | undefined {
  try {
    const now = identityOf(path)
    if (now === undefined) return 'was deleted or moved away'
    if (now !== identity) return 'was replaced by another file'
    accessSync(path, constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    return `cannot be used any more: ${error instanceof Error ? error.message : String(error)}`
  }
}

const standardWayOut = 'put the file back or restore a backup, and start again'

/** The fault of a file that is not what it was; `what` is said of its path. The index of the log is made anew by the next start. */
export function databaseGone(path: string, what: string, wayOut: string = standardWayOut): Fault {
  return new Fault(
    'database-gone',
    `${path} ${what} while this server had it open. The server has ended, so that nothing is accepted that would be lost: ${wayOut}.`,
  )
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`
}

function statFails(file: string): never {
  throw new Fault('database-gone', `There is no database ${file} any more.`)
}
