/** Prepared statements by name: `sql/<name>.sql` beside this file, read once per process and prepared once per connection. Refuses text made up at run time. */
import { readFileSync } from 'node:fs'
import type { Connection, Statement } from './connect.ts'

type SqlValue = string | number | bigint | Uint8Array | null
/** By the names used in the statement. */
export type SqlValues = Readonly<Record<string, SqlValue>>

/** Statements of one connection. `Row` is what the statement selects; the STRICT tables vouch for its types. */
export interface Sql {
  /** The first row, if any. */
  one<Row>(name: string, values?: SqlValues): Row | undefined
  all<Row>(name: string, values?: SqlValues): readonly Row[]
  run(name: string, values?: SqlValues): Written
}

export interface Written {
  /** Rows inserted, updated or deleted by the statement itself; zero is an answer. */
  readonly changes: number
  /** Of the last insert on this connection. */
  readonly rowid: number
}

/**
 * The statements of one connection.
 *
 * @example createSql(connection).one<{ incarnation: string }>('read-meta')
 */
export function createSql(connection: Connection): Sql {
  const prepared = new Map<string, Statement>()
  const statement = (name: string): Statement => {
    const known = prepared.get(name)
    if (known !== undefined) return known
    const fresh = connection.prepare(statementText(name))
    prepared.set(name, fresh)
    return fresh
  }
  return {
    one: <Row>(name: string, values: SqlValues = {}) => statement(name).get(values) as Row | undefined,
    all: <Row>(name: string, values: SqlValues = {}) => statement(name).all(values) as readonly Row[],
    run: (name, values = {}) => {
      const { changes, lastInsertRowid } = statement(name).run(values)
      return { changes, rowid: Number(lastInsertRowid) }
    },
  }
}

const texts = new Map<string, string>()

/** The text of `sql/<name>.sql`. */
export function statementText(name: string): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8')
  texts.set(name, text)
  return text
}
