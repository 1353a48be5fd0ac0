/** The six things that a group commit does to a transaction, as a port of its own, so that a test can make any of them fail. */
import type { Connection } from './connect.ts'

export interface Transaction {
  /** Takes the write lock at once: a read that becomes a write later fails without waiting. */
  begin(): void
  savepoint(): void
  /** Keeps what happened since the savepoint. */
  release(): void
  /** Takes back what happened since the savepoint. */
  undo(): void
  commit(): void
  rollback(): void
  isOpen(): boolean
}

/** The transactions of a connection. */
export function transactionOn(connection: Connection): Transaction {
  const begin = connection.prepare('begin immediate')
  const savepoint = connection.prepare('savepoint mutation')
  const release = connection.prepare('release mutation')
  const undo = connection.prepare('rollback to mutation')
  const commit = connection.prepare('commit')
  const rollback = connection.prepare('rollback')
  return {
    begin: () => void begin.run(),
    savepoint: () => void savepoint.run(),
    release: () => void release.run(),
    undo: () => {
      undo.run()
      release.run()
    },
    commit: () => void commit.run(),
    rollback: () => void rollback.run(),
    isOpen: () => connection.inTransaction,
  }
}
