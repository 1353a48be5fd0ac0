/** The port to where handler code runs: in this process, in a thread, in a child. It runs one claim and says what became of it; it never touches the store. */
import type { JsonValue } from '../base/json.ts'
import type { Handler } from '../contract/registry.ts'
import type { Progress } from './job.ts'
import type { AbortReason } from './job-context.ts'
import type { Claim } from './store.ts'

export interface Runner {
  /** Never throws: what cannot be started has died. */
  start(run: RunRequest): Run
  /** Ends what it keeps ready for later runs, and what still runs there. Nothing is started any more. */
  stop(): Promise<void>
}

export interface RunRequest {
  readonly claim: Claim
  readonly handler: Handler
  readonly hooks: RunHooks
}

/** What the running handler's `job` reaches back for; each goes through the fence. */
export interface RunHooks {
  progress(progress: Progress): Promise<void>
  partial(value: JsonValue): Promise<void>
  saveStep(name: string, value: JsonValue): Promise<void>
  /** Absolute path of the upload, when the body is a file. */
  bodyPath(): string | undefined
  log(level: 'debug' | 'info' | 'warn' | 'error', fields: object, message: string): void
}

export interface Run {
  /** Resolves when the handler begins, its code loaded; never when the run ends without it. Its attempt's time counts from then. */
  readonly begun: Promise<void>
  /** Never rejects. Resolves when the handler's promise has settled, or its process is gone. */
  readonly done: Promise<RunEnding>
  /** Asks the handler to stop through its `signal`. */
  abort(reason: AbortReason): void
  /** Ends it by force; false when this runner cannot (inline code keeps running and is abandoned). */
  kill(): boolean
}

/** What the handler did, as its runner reports it. */
export type RunEnding =
  | { readonly kind: 'returned'; readonly value: unknown }
  /** It returned `job.file(…)`: a file on disk that is not yet in the job's keeping. */
  | { readonly kind: 'returned-file'; readonly path: string; readonly mediaType?: string; readonly filename?: string }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'died'; readonly detail: string }
