/** What a verb of the job store works with. */
import type { Runtime } from '../../base/runtime.ts'
import type { Sql } from './sql.ts'

/** A transaction that is open, with the world outside it. */
export interface Work {
  readonly sql: Sql
  readonly runtime: Runtime
}
