/** What `x-async-operation` came to, every default filled in. All times are milliseconds. */

import type { JsonValue } from '../base/json.ts'

export interface AsyncPolicy {
  readonly mode: 'async' | 'both'
  readonly result: ResultPolicy
  readonly errors: readonly JobErrorDefinition[]
  readonly retry: RetryPolicy
  readonly timeout: { readonly attemptMs: number; readonly totalMs?: number; readonly startMs?: number }
  readonly poll: { readonly initialMs: number; readonly maxMs: number }
  /** Cap of `Prefer: wait`. */
  readonly waitMs: number
  readonly cancel: { readonly allowed: boolean; readonly graceMs: number }
  /** What J answers once the job has succeeded: 303, or 200 with the result inline. */
  readonly completion: 'see-other' | 'inline'
  readonly estimateMs?: number
  readonly retentionMs: number
  readonly tombstoneMs: number
  readonly idempotency: { readonly required: boolean; readonly windowMs: number }
  readonly concurrency?: { readonly limit: number; readonly key?: string; readonly onConflict: 'queue' | 'reject' }
  readonly priority: Priority
  readonly schedule?: SchedulePolicy
  /** Scopes needed, beyond owning the job, to read and to cancel it (D13). */
  readonly scopes: { readonly read: readonly string[]; readonly cancel: readonly string[] }
  readonly visibility: 'owner' | 'tenant'
  /** The operation's callbacks that deliver events. */
  readonly callbacks: readonly CallbackDefinition[]
  /** Whether `progress` and `partial` have schemas (validators `<operationId>.progress` and `<operationId>.partial`). */
  readonly validatesProgress: boolean
  readonly validatesPartial: boolean
}

export type Priority = 'low' | 'normal' | 'high'

/**
 * What a succeeded job yields. `status` is the synchronous code the operation declares for it (200, 201 or 204).
 * A `json` result and the value behind a `resource` are checked by validator `<operationId>.result`.
 */
export type ResultPolicy =
  | { readonly kind: 'json'; readonly status: number; readonly mediaType: string }
  | { readonly kind: 'file'; readonly status: number; readonly mediaType: string }
  | { readonly kind: 'empty'; readonly status: number }
  | {
      readonly kind: 'resource'
      readonly status: number
      readonly mediaType: string
      /** The operationId of the GET that serves it, and its path template. */
      readonly operation: string
      readonly path: string
      /** Parameter name -> runtime expression: `$result` or `$result#/json/pointer`. */
      readonly parameters: Readonly<Record<string, string>>
    }

/** One way a job of this operation can fail, thrown as `job.fail(code)`. */
export interface JobErrorDefinition {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly retriable: boolean
}

export interface RetryPolicy {
  readonly maxAttempts: number
  readonly backoff: 'exponential' | 'linear' | 'fixed'
  readonly initialMs: number
  readonly maxMs: number
  readonly jitter: 'full' | 'none'
}

export interface SchedulePolicy {
  readonly cron: string
  readonly timezone: string
  /** What the operation is called with; absent when it takes nothing. Fits the operation's body. */
  readonly input?: JsonValue
  readonly catchUp: 'one' | 'all' | 'skip'
  readonly overlap: 'allow' | 'skip'
}

export type EventKind = 'started' | 'progress' | 'succeeded' | 'failed' | 'canceled'

/** A callback of an async operation. */
export interface CallbackDefinition extends WebhookDefinition {
  /** Runtime expression that yields the URL: '$request.body#/callbackUrl', without the braces. */
  readonly expression: string
}

/** What is delivered and how; as an entry of `webhooks` with the key, about every async operation, to registered endpoints. */
export interface WebhookDefinition {
  /** Name in the spec: 'reportFinished'. */
  readonly name: string
  readonly on: readonly EventKind[]
  readonly payload: 'thin' | 'full'
  /** Delay after each failed attempt; one attempt more than there are delays (WH-16). */
  readonly retryMs: readonly number[]
}
