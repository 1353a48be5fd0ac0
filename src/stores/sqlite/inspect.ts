/** What `doctor` wants to know about a database: the library, the file's soundness, and which jobs a contract would leave waiting. Writes nothing. */
import type { SqliteDatabase } from './open.ts'
import type { Sql } from './sql.ts'

export interface Inspection {
  /** Version of the SQLite library. */
  readonly sqlite: string
  /** Number of the last migration that the file has seen. */
  readonly version: number
  /** What `quick_check` and the foreign keys complain about; nothing when the file is sound. */
  readonly damage: readonly string[]
  /** Unfinished jobs that a process with these operations would not claim (D17). */
  readonly stranded: readonly StrandedJobs[]
}

export interface StrandedJobs {
  readonly operation: string
  readonly revision: number
  readonly jobs: number
  readonly why: 'unknown-operation' | 'higher-revision'
}

/** Inspects the database for a process that would start with these operations. */
export function inspectDatabase(
  database: SqliteDatabase,
  operations: readonly { readonly id: string; readonly hash: string }[],
): Inspection {
  return database.read((sql) => {
    const file = sql.one<{ sqlite: string; version: number }>('inspect-file')
    const messages = sql.all<{ message: string }>('inspect-integrity').map(({ message }) => message)
    return {
      sqlite: file?.sqlite ?? 'unknown',
      version: file?.version ?? 0,
      damage: [...messages.filter((message) => message !== 'ok'), ...findBrokenKeys(sql)],
      stranded: findStranded(sql, operations),
    }
  })
}

function findBrokenKeys(sql: Sql): readonly string[] {
  return sql.all<{ name: string }>('inspect-foreign-keys').map(({ name }) => `rows of ${name} belong to none`)
}

function findStranded(
  sql: Sql,
  operations: readonly { readonly id: string; readonly hash: string }[],
): readonly StrandedJobs[] {
  const known = new Map(operations.map(({ id, hash }) => [id, revisionWouldBe(sql, id, hash)]))
  return sql.all<Omit<StrandedJobs, 'why'>>('inspect-unfinished').flatMap((group): readonly StrandedJobs[] => {
    const revision = known.get(group.operation)
    if (revision === undefined) return [{ ...group, why: 'unknown-operation' }]
    return group.revision > revision ? [{ ...group, why: 'higher-revision' }] : []
  })
}

/** A definition that the database has not seen would get the next number, above all that are there. */
function revisionWouldBe(sql: Sql, operation: string, hash: string): number {
  return sql.one<{ revision: number }>('find-revision', { operation, hash })?.revision ?? Number.POSITIVE_INFINITY
}
