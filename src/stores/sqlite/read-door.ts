/**
 * The door to a database for those who only read: what is committed, on a connection that cannot write. Refuses once the database must not
 * be used any more, and says so to its owner when that shows while reading.
 */
import { Fault } from '../../base/fault.ts'
import type { Connection } from './connect.ts'
import { createSql, type Sql } from './sql.ts'
import { isDamage, toFault } from './sqlite-fault.ts'

export interface ReadDoor {
  /** Path of the database file. */
  readonly file: string
  /** Reads what is committed, on a connection that cannot write. */
  readonly read: <Value>(query: (sql: Sql) => Value) => Value
}

export interface ReadDoorOptions {
  readonly file: string
  readonly connection: Connection
  /** Why the database must not be used any more, if so. */
  readonly stopped: () => Fault | undefined
  /** The file is damaged: it must not be written to either. */
  readonly damaged: (fault: Fault) => void
}

export function createReadDoor({ file, connection, stopped, damaged }: ReadDoorOptions): ReadDoor {
  const sql = createSql(connection)
  return {
    file,
    read: (query) => {
      const refusal = stopped()
      if (refusal !== undefined) throw refusal
      try {
        return query(sql)
      } catch (error) {
        const fault = toFault(error, file)
        if (fault instanceof Fault && isDamage(fault)) damaged(fault)
        throw fault
      }
    },
  }
}
