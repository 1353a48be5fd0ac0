/** What the main thread and the guardian thread say to each other: plain data that survives a structured clone. */
import type { WorkerId } from '../../base/ids.ts'
import type { Observation } from '../../base/observe.ts'
import type { Lease, LeaseRenewal } from '../../jobs/lease-store.ts'
import type { FileIdentity } from './file-identity.ts'
import type { ThrownError } from './thrown-error.ts'

/** What the thread is started with. */
export interface GuardianTask {
  readonly file: string
  /** The files that the main thread has open: the thread works on no others. */
  readonly identity: FileIdentity
  readonly busyTimeoutMs: number
  readonly memory: SharedArrayBuffer
  readonly terms: GuardianTerms
}

/** Times and choices; the defaults are in `thread-guardian.ts`. */
export interface GuardianTerms {
  readonly ttlMs: number
  /** How often it looks at the files, the log and the main loop. */
  readonly lookMs: number
  /** A main loop that is blocked for so long is told of. */
  readonly blockedMs: number
  /** After its attempt's time is up a handler has so long to let the loop come round. */
  readonly graceMs: number
  /** Another program copies the log (Litestream): it is moved, but never started over. */
  readonly litestream: boolean
  /** Whether to write a line to standard error while the main thread cannot. */
  readonly writesLines: boolean
}

export type ToGuardian =
  | { readonly kind: 'guard'; readonly worker: WorkerId; readonly host: Lease['host'] }
  | { readonly kind: 'drain' }
  | { readonly kind: 'end' }
  | { readonly kind: 'stop' }

export type FromGuardian =
  | { readonly kind: 'ready' }
  /** The thread cannot go on, so neither can the process. */
  | { readonly kind: 'failed'; readonly error: ThrownError }
  | { readonly kind: 'renewed'; readonly renewal: LeaseRenewal; readonly askedAt: number }
  | { readonly kind: 'unrenewed'; readonly error: ThrownError }
  | { readonly kind: 'ended'; readonly error?: ThrownError }
  | { readonly kind: 'observed'; readonly observation: Observation }
