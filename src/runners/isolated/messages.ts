/**
 * What a worker and the thread or child that runs its handler say to each other. Plain data that survives a structured clone; whatever
 * cannot be cloned is put into words before it is sent.
 */
import type { JsonValue } from '../../base/json.ts'
import type { Progress } from '../../jobs/job.ts'
import type { AbortReason } from '../../jobs/job-context.ts'
import type { Claim } from '../../jobs/store.ts'
import type { ThrownMessage } from './thrown-message.ts'

/** A run to be started: the claim as it is, and where the code is. */
export interface RunStart {
  readonly kind: 'start'
  readonly claim: Claim
  /** Absolute path of `handlers/<operationId>.ts`. */
  readonly handlerFile: string
  /** Absolute path of the upload, when the body is a file. */
  readonly bodyPath?: string
}

/** To the thread or child, about its run. */
export type ToRun =
  | { readonly kind: 'abort'; readonly why: AbortReason }
  /** A call was carried out, or refused with what the handler shall see thrown. */
  | { readonly kind: 'answer'; readonly call: number; readonly refusal?: ThrownMessage }

/** A call of the handler's `job` that is answered. */
export type RunCall =
  | { readonly to: 'progress'; readonly progress: Progress }
  | { readonly to: 'partial'; readonly value: JsonValue }
  | { readonly to: 'saveStep'; readonly name: string; readonly value: JsonValue }

/** From the thread or child, about its run. */
export type FromRun =
  /** The handler's code is loaded, and the handler called. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'call'; readonly call: number; readonly request: RunCall }
  | {
      readonly kind: 'log'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly fields: Readonly<Record<string, string | number | boolean | undefined>>
      readonly message: string
    }
  | { readonly kind: 'ended'; readonly ending: EndingMessage }

export type EndingMessage =
  | { readonly kind: 'returned'; readonly value: JsonValue }
  /** What it returned is more than JSON can hold. */
  | { readonly kind: 'returned-unstorable' }
  | { readonly kind: 'returned-file'; readonly path: string; readonly mediaType?: string; readonly filename?: string }
  | { readonly kind: 'threw'; readonly error: ThrownMessage }
