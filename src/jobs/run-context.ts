/** What running one claim needs: the ports, and what its operation's contract and project say about it. */

import type { JobId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { Handler, Validators } from '../contract/registry.ts'
import type { FileStore } from './file-store.ts'
import type { Runner } from './runner.ts'
import type { JobStore } from './store.ts'

export interface RunContext {
  readonly store: JobStore
  readonly runner: Runner
  readonly files: FileStore
  readonly runtime: Runtime
  readonly validators: Validators
  readonly operation: AsyncOperation
  readonly handler: Handler
  /** Number of the operation's definition that this process knows (D17). */
  readonly revision: number
  /** Ends the attempts to settle. */
  readonly giveUp: AbortSignal
  /** Called after each durable change. */
  changed(job: JobId): void
}
