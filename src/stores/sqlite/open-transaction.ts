/** What a verb of the job store works with: the statements of the transaction it runs in, and clock, chance and log from outside it. */
import type { Runtime } from '../../base/runtime.ts'
import type { Sql } from './sql.ts'

/** A transaction that has begun. Whoever is handed one neither commits it nor undoes it. */
export interface OpenTransaction {
  readonly sql: Sql
  readonly runtime: Runtime
}
