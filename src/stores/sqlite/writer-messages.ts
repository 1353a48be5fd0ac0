/** What the main thread and the writer thread say to each other: plain data that survives a structured clone, as many calls at a time as there are. */
import type { Observation } from '../../base/observe.ts'
import type { ThrownError } from './thrown-error.ts'
import type { WriterVerb } from './writer-verbs.ts'

/** What the thread is started with. */
export interface WriterTask {
  readonly file: string
  readonly litestream: boolean
}

export interface WriterCall {
  readonly id: number
  readonly verb: WriterVerb
  readonly args: readonly unknown[]
}

export type WriterAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ThrownError }

export type ToWriter =
  | { readonly kind: 'calls'; readonly calls: readonly WriterCall[] }
  /** Refuse what is not committed yet. */
  | { readonly kind: 'fail'; readonly error: ThrownError }
  /** Commit what waits, and end. */
  | { readonly kind: 'close' }

export type FromWriter =
  | { readonly kind: 'ready' }
  /** The database could not be opened. */
  | { readonly kind: 'failed'; readonly error: ThrownError }
  | { readonly kind: 'answers'; readonly answers: readonly WriterAnswer[] }
  /** Nothing can be written any more, so the process should end. */
  | { readonly kind: 'fail-stop'; readonly error: ThrownError }
  | {
      readonly kind: 'observed'
      readonly observation: Omit<Observation, 'cause'>
      readonly cause?: ThrownError
    }
