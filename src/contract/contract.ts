/**
 * The contract: a spec, compiled. Frozen data that the generator writes to `generated/contract.json` and the server reads; it knows no
 * YAML, no files and no positions. Change the language of the spec and the runtime does not move, and the other way round.
 */
import type { WebhookDefinition } from './async-policy.ts'
import { type AsyncOperation, isAsync, type Operation, type SecurityScheme } from './operation.ts'
import type { RateLimitPolicy } from './rate-limit.ts'

/** The compiled spec. */
export interface Contract {
  /** Version of this format; a server refuses one it does not know and names `coatcheck generate`. */
  readonly format: 1
  /** SHA-256 (hex) over the spec's source files: tells whether `generated/` is stale. */
  readonly specHash: string
  readonly title: string
  readonly version: string
  readonly description?: string
  /** `servers[0].url` as written, when it is absolute; it is the public base unless config sets `publicUrl` (D15). */
  readonly serverUrl?: string
  /** Path of `servers[0].url` without a trailing slash: '' or '/v1'. The listener matches requests below it (D15). */
  readonly serverPath: string
  /** Where the framework's job resources sit below the server path: '/jobs' (`x-async-defaults.jobsPath`). */
  readonly jobsPath: string
  /** By the name used in `security`. */
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  /** Every scope that the spec names, sorted. */
  readonly scopes: readonly string[]
  /** Entries of `webhooks` that carry `x-webhook`; one without it is documentation. */
  readonly webhooks: readonly WebhookDefinition[]
  /** The root's `x-rate-limit`, for what belongs to no operation: polls and lists of jobs. */
  readonly rateLimit?: RateLimitPolicy
  /** In the order of the spec. */
  readonly operations: readonly Operation[]
}

/** The operation of that id, or undefined. */
export function findOperation(contract: Contract, id: string): Operation | undefined {
  return contract.operations.find((operation) => operation.id === id)
}

/** The operations that make jobs. */
export function asyncOperations({ operations }: Pick<Contract, 'operations'>): readonly AsyncOperation[] {
  return operations.filter(isAsync)
}
