/**
 * What a transaction did, row by row: temporary triggers on the writing connection, so that what is rolled back leaves no trace and what
 * is committed is seen exactly, however much of it one commit holds.
 */
import type { Connection } from '../../../src/stores/sqlite/connect.ts'

export type Row = Readonly<Record<string, string | number | null>>

export interface Entry {
  readonly table: string
  /** Absent when the row was inserted. */
  readonly before?: Row
  /** Absent when the row was deleted. */
  readonly after?: Row
}

const watched = ['job', 'run', 'event', 'delivery', 'step', 'idempotency', 'schedule', 'fire']

/** Begins to write down what this connection changes; returns how to take what was written down since the last time. */
export function keepJournal(connection: Connection): () => readonly Entry[] {
  triggers ??= triggersFor(connection)
  connection.exec(triggers)
  const read = connection.prepare('select name, old, new from temp.journal order by n')
  const clear = connection.prepare('delete from temp.journal')
  return () => {
    const rows = read.all() as readonly JournalRow[]
    if (rows.length > 0) clear.run()
    return rows.map(toEntry)
  }
}

/** The same for every file of a version. */
let triggers: string | undefined

function triggersFor(connection: Connection): string {
  const there = connection.prepare("select name from main.sqlite_schema where type = 'table'").pluck().all()
  const tables = watched.filter((name) => there.includes(name))
  const journal = 'create temp table journal (n integer primary key, name text, old text, new text);'
  return [journal, ...tables.flatMap((table) => triggersOf(connection, table))].join('\n')
}

function triggersOf(connection: Connection, table: string): readonly string[] {
  const columns = connection.prepare('select name from pragma_table_info(?)').pluck().all(table)
  const json = (row: string) => `json_object(${columns.map((name) => `'${name}', ${row}.${name}`).join(', ')})`
  const trigger = (act: string, before: string, after: string) =>
    `create temp trigger journal_${table}_${act} after ${act} on main.${table} begin
      insert into journal (name, old, new) values ('${table}', ${before}, ${after});
    end;`
  return [
    trigger('insert', 'null', json('new')),
    trigger('update', json('old'), json('new')),
    trigger('delete', json('old'), 'null'),
  ]
}

interface JournalRow {
  readonly name: string
  readonly old: string | null
  readonly new: string | null
}

function toEntry(row: JournalRow): Entry {
  return {
    table: row.name,
    ...(row.old === null ? {} : { before: JSON.parse(row.old) as Row }),
    ...(row.new === null ? {} : { after: JSON.parse(row.new) as Row }),
  }
}
