/** Takes a database for this process alone, or finds out that others have it open. What cannot even be read is nobody's. */
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Fault } from '../../base/fault.ts'
import { isBusy } from './sqlite-fault.ts'

/**
 * Every connection in WAL mode holds a lock that leaving that mode does not get past. Leaving it also moves the log into the file, which is
 * then whole without anything beside it.
 */
export function takeAlone(file: string): { release(): void } {
  if (!existsSync(file)) return { release() {} }
  const connection = new Database(file, { fileMustExist: true, timeout: 0 })
  try {
    connection.pragma('trusted_schema = off')
    connection.pragma('locking_mode = exclusive')
    connection.pragma('journal_mode = delete')
    connection.exec('begin exclusive')
  } catch (error) {
    if (isBusy(error)) {
      connection.close()
      throw new Fault(
        'database-busy',
        `Another process has ${file} open. Stop the server, and every tool that reads it.`,
        {
          cause: error,
        },
      )
    }
  }
  return { release: () => void connection.close() }
}
