/** The port to API keys and to the deployment's own secrets. Same promise as `JobStore`: resolved means durable. */
import type { Instant } from '../base/clock.ts'

export interface AccessStore {
  /** Adds a key; its id is unique. */
  addKey(key: ApiKeyRecord): Promise<void>
  findKey(id: string): Promise<ApiKeyRecord | undefined>
  listKeys(): Promise<readonly ApiKeyRecord[]>
  /** False when there is no such key; revoking twice keeps the first time. */
  revokeKey(id: string, at: Instant): Promise<boolean>
  /** Notes that keys were used; called at most once a minute for a key (AK-7). */
  touchKeys(uses: readonly { readonly id: string; readonly at: Instant }[]): Promise<void>
  /** A sealed value of the deployment (the pepper of AK-2), kept once: the first writer wins and all get the same. */
  keepSecret(name: string, candidate: string): Promise<string>
  findSecret(name: string): Promise<string | undefined>
}

/** An API key without the key: only its keyed digest is kept (AK-2). */
export interface ApiKeyRecord {
  /** The 12 characters after the environment. */
  readonly id: string
  /** 'ak_live', shown in lists with the id and the last four characters (AK-4). */
  readonly prefix: string
  readonly lastFour: string
  /** HMAC-SHA-256 of the whole key under the pepper, 32 bytes. */
  readonly digest: Uint8Array
  readonly owner: string
  readonly tenant: string
  readonly scopes: readonly string[]
  readonly createdAt: Instant
  readonly expiresAt?: Instant
  readonly revokedAt?: Instant
  readonly lastUsedAt?: Instant
}
