/**
 * The real database, opened as a server and its guardian open it, with faults at its two ports: the statements and the transaction. Every
 * commit is reported with what it changed, before anybody is answered.
 */
import type { Runtime } from '../../../src/base/runtime.ts'
import { type Connection, connectReader, connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { createGroupCommit, type GroupCommit } from '../../../src/stores/sqlite/group-commit.ts'
import { openIncarnation } from '../../../src/stores/sqlite/incarnation.ts'
import { migrate } from '../../../src/stores/sqlite/migrate.ts'
import type { SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { createSql } from '../../../src/stores/sqlite/sql.ts'
import { transactionOn } from '../../../src/stores/sqlite/transaction.ts'
import { createUpkeep, type Upkeep } from '../../../src/stores/sqlite/upkeep.ts'
import { type FaultHooks, faultySql, faultyTransaction, passStatement } from './faults.ts'
import { type Entry, keepJournal } from './journal.ts'

export interface FaultyDatabaseOptions {
  readonly file: string
  readonly runtime: Runtime
  readonly hooks: FaultHooks
  /** Keeps what must be closed when the process dies. */
  opened(close: () => void): void
  committed(changes: readonly Entry[]): void
  failStopped(): void
  /** Writes that are not answered yet: +1, -1. */
  writing(change: number): void
}

/** What the main thread of a process has. */
export function openFaultyDatabase(options: FaultyDatabaseOptions): SqliteDatabase {
  const { file, runtime, hooks } = options
  const writer = connect(options, false)
  migrate(writer, file)
  const incarnation = openIncarnation(
    writer,
    faultySql(createSql(writer), hooks, () => {}),
    file,
    runtime,
  )
  const reader = connectReader(file, { busyTimeoutMs: 0 })
  options.opened(() => reader.close())
  const takeJournal = keepJournal(writer)
  const commits = createCommits(writer, options, () => options.committed(takeJournal()))
  const readSql = createSql(reader)
  return {
    file,
    incarnation,
    write: counted(commits, options),
    fail: commits.fail,
    read: (query) => {
      passStatement(hooks)
      if (commits.stopped !== undefined) throw commits.stopped
      return query(readSql)
    },
    close: async () => commits.close(),
  }
}

/** What its guardian has: a connection of its own, for the lease and the upkeep. */
export function openForGuardian(options: FaultyDatabaseOptions): Pick<SqliteDatabase, 'write'> & Upkeep {
  const { clock } = options.runtime
  const connection = connect(options, true)
  const write = counted(
    createCommits(connection, options, () => {}),
    options,
  )
  const upkeep = createUpkeep(connection, { clock, observe: () => {}, litestream: false, busyTimeoutMs: 0 })
  return { write, look: upkeep.look }
}

function connect({ file, opened }: FaultyDatabaseOptions, mustExist: boolean): Connection {
  const connection = connectWriter(file, { mustExist, busyTimeoutMs: 0 })
  opened(() => connection.close())
  return connection
}

function createCommits(connection: Connection, options: FaultyDatabaseOptions, committed: () => void): GroupCommit {
  const { file, runtime, hooks } = options
  const real = transactionOn(connection)
  return createGroupCommit({
    file,
    sql: faultySql(createSql(connection), hooks, real.rollback),
    transaction: faultyTransaction(real, hooks, committed),
    observe: runtime.observe,
    onFailStop: options.failStopped,
  })
}

function counted(commits: GroupCommit, { writing }: FaultyDatabaseOptions): SqliteDatabase['write'] {
  return (mutation) => {
    writing(1)
    return commits.write(mutation).finally(() => writing(-1))
  }
}
