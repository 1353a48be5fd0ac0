/**
 * The keys that sign webhooks, in the three spellings of Standard Webhooks: `whsec_` (shared secret), `whsk_` and `whpk_` (Ed25519).
 * Runs in browsers. Secrets of another length than the standard allows are refused (WH-7).
 */
import type { Random } from '../base/random.ts'
import { ok, type Result, refused } from '../base/result.ts'
import { fromBase64, toBase64 } from './base64.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** What a sender holds. */
export type SigningKey =
  | { readonly kind: 'v1'; readonly secret: Bytes }
  | { readonly kind: 'v1a'; readonly seed: Bytes; readonly publicKey: Bytes }

/** What a receiver holds; a `whsk_` is never needed to verify. */
export type VerifyingKey =
  | { readonly kind: 'v1'; readonly secret: Bytes }
  | { readonly kind: 'v1a'; readonly publicKey: Bytes }

export type KeyRefusal = 'unknown-prefix' | 'not-base64' | 'wrong-length'

/**
 * A new shared secret of 32 random bytes.
 *
 * @example newWebhookSecret(systemRandom) // 'whsec_…'
 */
export function newWebhookSecret(random: Random): string {
  return `whsec_${toBase64(random.bytes(32))}`
}

/** Reads `whsec_…` or `whsk_…`. */
export function parseSigningKey(text: string): Result<SigningKey, KeyRefusal> {
  if (text.startsWith('whsec_')) return sharedSecret(text)
  if (!text.startsWith('whsk_')) return refused('unknown-prefix')
  const pair = fromBase64(text.slice('whsk_'.length))
  if (pair === undefined) return refused('not-base64')
  if (pair.length !== 64) return refused('wrong-length')
  return ok({ kind: 'v1a', seed: pair.slice(0, 32), publicKey: pair.slice(32) })
}

/** Reads `whsec_…` or `whpk_…`. */
export function parseVerifyingKey(text: string): Result<VerifyingKey, KeyRefusal> {
  if (text.startsWith('whsec_')) return sharedSecret(text)
  if (!text.startsWith('whpk_')) return refused('unknown-prefix')
  const publicKey = fromBase64(text.slice('whpk_'.length))
  if (publicKey === undefined) return refused('not-base64')
  return publicKey.length === 32 ? ok({ kind: 'v1a', publicKey }) : refused('wrong-length')
}

function sharedSecret(text: string): Result<{ readonly kind: 'v1'; readonly secret: Bytes }, KeyRefusal> {
  const secret = fromBase64(text.slice('whsec_'.length))
  if (secret === undefined) return refused('not-base64')
  return secret.length >= 24 && secret.length <= 64 ? ok({ kind: 'v1', secret }) : refused('wrong-length')
}
