/** What is to go wrong in one process: where it dies, where it stops for a while, and how its commits fail. */
import Database from 'better-sqlite3'
import type { Sql } from '../../../src/stores/sqlite/sql.ts'
import type { Transaction } from '../../../src/stores/sqlite/transaction.ts'

/** `lost` and `kept`: an I/O error after which the transaction is gone, or is on the disk all the same. */
export type CommitFault = 'busy' | 'full' | 'lost' | 'kept' | 'begin-busy' | 'statement-full'

export interface Faults {
  /** Statements left until it dies; never when undefined. */
  diesIn: number | undefined
  /** Crossings of the store's port left until it stands still. */
  haltsIn: number | undefined
  /** One for each of the next transactions. */
  commits: CommitFault[]
}

export interface FaultHooks {
  readonly faults: Faults
  /** Whether nothing of the process runs any more. */
  isDead(): boolean
  /** Its last moment: closes its connections, uncommitted. */
  die(): void
}

/** Thrown into a process that dies, to leave what it was in the middle of. */
export class Died extends Error {
  constructor() {
    super('the process is gone')
    this.name = 'Died'
  }
}

/** To be called before each statement. */
export function passStatement({ faults, isDead, die }: FaultHooks): void {
  if (faults.diesIn !== undefined) {
    faults.diesIn -= 1
    if (faults.diesIn <= 0) die()
  }
  if (isDead()) throw new Died()
}

export function faultySql(sql: Sql, hooks: FaultHooks, rollBack: () => void): Sql {
  const pass = () => {
    passStatement(hooks)
    if (hooks.faults.commits[0] !== 'statement-full') return
    hooks.faults.commits.shift()
    rollBack()
    throw sqliteError('SQLITE_FULL')
  }
  return {
    one: (name, values) => {
      passStatement(hooks)
      return sql.one(name, values)
    },
    all: (name, values) => {
      passStatement(hooks)
      return sql.all(name, values)
    },
    run: (name, values) => {
      pass()
      return sql.run(name, values)
    },
  }
}

export function faultyTransaction(real: Transaction, hooks: FaultHooks, committed: () => void): Transaction {
  const { faults } = hooks
  const passing = (act: () => void) => () => {
    passStatement(hooks)
    act()
  }
  return {
    begin: passing(() => {
      if (faults.commits[0] === 'begin-busy') {
        faults.commits.shift()
        throw sqliteError('SQLITE_BUSY')
      }
      real.begin()
    }),
    savepoint: passing(real.savepoint),
    release: passing(real.release),
    undo: () => unlessGone(hooks, real.undo),
    rollback: () => unlessGone(hooks, real.rollback),
    isOpen: () => !hooks.isDead() && real.isOpen(),
    commit: passing(() => {
      commit(real, faults.commits.shift(), committed)
      // Dying here is dying between the commit and its answer.
      passStatement(hooks)
    }),
  }
}

/** Whoever cleans up expects no further error. */
function unlessGone(hooks: FaultHooks, act: () => void): void {
  try {
    passStatement(hooks)
  } catch {
    return
  }
  act()
}

function commit(real: Transaction, fault: CommitFault | undefined, committed: () => void): void {
  if (fault === 'busy') throw sqliteError('SQLITE_BUSY')
  if (fault === 'full' || fault === 'statement-full') throw sqliteError('SQLITE_FULL')
  if (fault === 'lost') {
    real.rollback()
    throw sqliteError('SQLITE_IOERR_FSYNC')
  }
  real.commit()
  committed()
  if (fault === 'kept') throw sqliteError('SQLITE_IOERR_FSYNC')
}

function sqliteError(code: string): Error {
  return new Database.SqliteError(`injected ${code}`, code)
}

/** What faults of the disk look like to a process; anything else is a mistake of its own. */
export function isExpected(error: unknown): boolean {
  return error instanceof Died || codeOf(error).startsWith('database-') || codeOf(error) === 'commit-unknown'
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
