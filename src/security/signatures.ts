/**
 * Signs and verifies webhooks as Standard Webhooks 1.0.0 has it, with WebCrypto alone, so that the sender and a receiver in any
 * JavaScript runtime share it. A verifier takes the raw bytes of the body; it never parses them, and never takes a key from the request.
 */
import type { Instant } from '../base/clock.ts'
import { ok, type Result, refused } from '../base/result.ts'
import { fromBase64, toBase64 } from './base64.ts'
import type { SigningKey, VerifyingKey } from './webhook-keys.ts'

/** What a signature covers (WH-3). */
export interface SignedContent {
  /** `webhook-id`. */
  readonly id: string
  /** `webhook-timestamp`: whole seconds, as its decimal text. */
  readonly timestamp: string
  /** Exactly as sent. */
  readonly body: Uint8Array
}

/** The three headers of a received webhook; a missing one is undefined. */
export interface WebhookHeaders {
  readonly 'webhook-id': string | undefined
  readonly 'webhook-timestamp': string | undefined
  readonly 'webhook-signature': string | undefined
}

export type SignatureRefusal = 'missing-header' | 'invalid-timestamp' | 'too-old' | 'too-new' | 'no-matching-signature'

/**
 * The value of `webhook-signature`: one signature for each key, in the order given (newest first).
 *
 * @example await signWebhook({ id: 'msg_1', timestamp: '1614265330', body }, [key]) // 'v1,g0hM9…'
 */
export async function signWebhook(content: SignedContent, keys: readonly SigningKey[]): Promise<string> {
  const signatures = await Promise.all(keys.map((key) => sign(signedBytes(content), key)))
  return signatures.join(' ')
}

/**
 * Whether the body was signed with one of the keys, within the tolerance of now. Gives the id back, for dropping repeats.
 *
 * @example await verifyWebhook(request.headers, rawBody, { keys: [key], now: systemClock.now() })
 */
export async function verifyWebhook(
  headers: WebhookHeaders,
  body: Uint8Array,
  options: { readonly keys: readonly VerifyingKey[]; readonly now: Instant; readonly toleranceMs?: number },
): Promise<Result<{ readonly id: string; readonly timestamp: number }, SignatureRefusal>> {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': list } = headers
  if (!id || !timestamp || !list) return refused('missing-header')
  const stale = judgeTimestamp(timestamp, options.now, options.toleranceMs ?? 300_000)
  if (stale !== undefined) return refused(stale)
  const matches = await matchAny(signedBytes({ id, timestamp, body }), list, options.keys)
  return matches ? ok({ id, timestamp: Number(timestamp) }) : refused('no-matching-signature')
}

function signedBytes({ id, timestamp, body }: SignedContent): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`)
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}

async function sign(bytes: Uint8Array<ArrayBuffer>, key: SigningKey): Promise<string> {
  if (key.kind === 'v1') {
    const signature = await crypto.subtle.sign('HMAC', await importSecret(key.secret, 'sign'), bytes)
    return `v1,${toBase64(new Uint8Array(signature))}`
  }
  const signature = await crypto.subtle.sign('Ed25519', await importSeed(key.seed), bytes)
  return `v1a,${toBase64(new Uint8Array(signature))}`
}

/** Digits only and no leading zero: `Number` and `parseInt` would take more spellings of the same moment. */
function judgeTimestamp(text: string, now: Instant, toleranceMs: number): SignatureRefusal | undefined {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) return 'invalid-timestamp'
  const ageSeconds = Math.floor(now / 1_000) - Number(text)
  if (ageSeconds * 1_000 > toleranceMs) return 'too-old'
  return -ageSeconds * 1_000 > toleranceMs ? 'too-new' : undefined
}

async function matchAny(bytes: Uint8Array<ArrayBuffer>, list: string, keys: readonly VerifyingKey[]): Promise<boolean> {
  // More than a rotation ever needs, and a bound on what a stranger can make us compute.
  for (const entry of list.split(' ').slice(0, 16)) {
    const [version, encoded, ...rest] = entry.split(',')
    const signature = encoded === undefined || rest.length > 0 ? undefined : fromBase64(encoded)
    if (signature === undefined) continue
    for (const key of keys) {
      if (key.kind === version && (await matches(bytes, signature, key))) return true
    }
  }
  return false
}

/** WebCrypto compares in constant time and refuses a signature of another length. */
async function matches(
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  key: VerifyingKey,
): Promise<boolean> {
  if (key.kind === 'v1') {
    return crypto.subtle.verify('HMAC', await importSecret(key.secret, 'verify'), signature, bytes)
  }
  const publicKey = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', publicKey, signature, bytes)
}

function importSecret(secret: Uint8Array<ArrayBuffer>, use: 'sign' | 'verify') {
  return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, [use])
}

/** RFC 8410: the fixed PKCS #8 header of an Ed25519 key; WebCrypto imports private keys in no rawer form. */
const pkcs8Header = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]

function importSeed(seed: Uint8Array) {
  return crypto.subtle.importKey('pkcs8', Uint8Array.from([...pkcs8Header, ...seed]), 'Ed25519', false, ['sign'])
}
