/** Deployment configuration: what differs between places the same service runs in. What the API promises lives in the spec (D11). */
import type { RunnerName } from '../base/runner-name.ts'

/** As a project writes it in `coatcheck.config.ts`; everything is optional. */
export interface ConfigInput {
  /** Public base URL, with its path, where clients reach the service (D15). */
  readonly publicUrl?: string
  readonly host?: string
  readonly port?: number
  /** SQLite file, relative to the project. */
  readonly database?: string
  /** The thread that waits for the disk: one of its own, with the machine's clock, where the disk is slow to sync. */
  readonly databaseWriter?: 'main' | 'thread'
  /** Litestream replicates the database: its write-ahead log is left to it. */
  readonly litestream?: boolean
  /** Jobs run at once in this process. */
  readonly concurrency?: number
  /** Where handlers run that do not say so themselves. */
  readonly runner?: RunnerName
  /** The same by operation: `{ createReport: 'process' }`. */
  readonly runners?: Readonly<Record<string, RunnerName>>
  /** Memory of each thread or child process, for JavaScript values: '512MB'. */
  readonly runnerMemory?: string
  readonly egress?: {
    /** Lets callbacks go to loopback addresses, over plain http and any port: for development and demos (R-WEB-1). */
    readonly allowLoopback?: boolean
  }
  readonly secrets?: {
    /** Path of a file with the base64 key of 32 bytes that encrypts secrets at rest (SE-2). */
    readonly keyFile?: string
  }
  readonly webhooks?: {
    /** Deliveries sent at once (WH-36). */
    readonly concurrency?: number
    readonly perEndpoint?: number
    /** Total time of one attempt, '1s' to '30s' (WH-39). */
    readonly timeout?: string
    /** Sends as soon as an event commits instead of waiting for the next tick; off, everything is still delivered (D10). */
    readonly nudge?: boolean
  }
  readonly log?: { readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent' }
}

/** Checked, complete and frozen. */
export interface Config {
  readonly publicUrl: string | undefined
  readonly host: string
  readonly port: number
  /** Absolute. */
  readonly database: string
  readonly databaseWriter: 'main' | 'thread'
  readonly litestream: boolean
  readonly concurrency: number
  readonly runner: RunnerName
  readonly runners: Readonly<Record<string, RunnerName>>
  readonly runnerMemoryBytes: number
  readonly egress: { readonly allowLoopback: boolean }
  readonly secrets: { readonly keyFile: string | undefined }
  readonly webhooks: {
    readonly concurrency: number
    readonly perEndpoint: number
    readonly timeoutMs: number
    readonly nudge: boolean
  }
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent' }
}

/**
 * Types a project's `coatcheck.config.ts`.
 *
 * @example export default defineConfig({ publicUrl: 'https://api.example.com/v1' })
 */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}
