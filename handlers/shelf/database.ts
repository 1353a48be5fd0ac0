/** The sample's own data, in a SQLite file beside the project: what its handlers keep, apart from the jobs that made it. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'

let open: Database.Database | undefined

/** The database, opened (and made) at first use; `STACKS_DATABASE` names another file. */
export function database(): Database.Database {
  open ??= openDatabase(process.env.STACKS_DATABASE ?? '.coatcheck/stacks.db')
  return open
}

function openDatabase(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true })
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.exec(`
    create table if not exists report (
      id text primary key,
      owner text not null,
      created_at text not null,
      body text not null
    ) strict;
    create index if not exists report_by_owner on report (owner, created_at desc, id);
    create table if not exists contact (
      owner text not null,
      email text not null,
      name text not null,
      country text not null,
      job text not null,
      primary key (owner, email)
    ) strict, without rowid;
  `)
  return db
}
