/** Looks at what is committed, on a connection that cannot write. */
import Database from 'better-sqlite3'
import type { Connection } from '../../../src/stores/sqlite/connect.ts'

type Values = Readonly<Record<string, string | number>>

export interface Observer {
  /** The rows of a statement. */
  look<Found>(sql: string, values?: Values): readonly Found[]
  /** The first column of them. */
  pluck<Value = string>(sql: string, values?: Values): readonly Value[]
  pragma(text: string): unknown
  /** The file is going to be another one; it is opened again when it is looked at. */
  reopen(): void
}

export function createObserver(file: string): Observer {
  let connection: Connection | undefined
  const statements = new Map<string, Database.Statement>()
  const open = () => {
    connection ??= new Database(file, { readonly: true, fileMustExist: true })
    return connection
  }
  const statement = (sql: string, plucks: boolean): Database.Statement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const fresh = open().prepare(sql).pluck(plucks)
    statements.set(sql, fresh)
    return fresh
  }
  return {
    look: <Found>(sql: string, values: Values = {}) => statement(sql, false).all(values) as readonly Found[],
    pluck: <Value>(sql: string, values: Values = {}) => statement(sql, true).all(values) as readonly Value[],
    pragma: (text) => open().pragma(text),
    reopen: () => {
      connection?.close()
      connection = undefined
      statements.clear()
    },
  }
}
