/** Opens the API keys of a deployment: the store together with the pepper that its digests were made under. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Random } from '../base/random.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Sealer } from '../security/sealing.ts'
import type { AccessStore } from './store.ts'

/** What every function on keys needs; only `openKeyRing` makes one. */
export interface KeyRing {
  readonly store: AccessStore
  /** As a key of Node's: handing it plain bytes at each request costs five times the digest itself. */
  readonly pepper: KeyObject
  readonly runtime: Runtime
  /** Keys whose use is being noted in this moment. */
  readonly noting: Set<string>
}

const pepperPlace = { table: 'secret', column: 'sealed', row: 'api-key-pepper' }

/**
 * Opens the keys; the first to do so makes the pepper, and everybody after gets the same. Throws `secret-unreadable` when the
 * deployment's secret key is not the one the pepper was sealed under.
 *
 * @example const ring = await openKeyRing(accessStore, createSealer(secretKey), runtime)
 */
export async function openKeyRing(store: AccessStore, sealer: Sealer, runtime: Runtime): Promise<KeyRing> {
  const kept = await store.findSecret(pepperPlace.row)
  const sealed = kept ?? (await store.keepSecret(pepperPlace.row, sealer.seal(pepperPlace, newPepper(runtime.random))))
  const pepper = createSecretKey(sealer.open(pepperPlace, sealed), 'hex')
  return { store, pepper, runtime, noting: new Set() }
}

/** Throws as `openKeyRing` does, and makes nothing where there is no pepper yet. */
export async function requireReadablePepper(store: AccessStore, sealer: Sealer): Promise<void> {
  const sealed = await store.findSecret(pepperPlace.row)
  if (sealed !== undefined) sealer.open(pepperPlace, sealed)
}

function newPepper(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('hex')
}
