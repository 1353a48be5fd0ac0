/**
 * API keys: issuing, verifying, listing, revoking. The store keeps a digest under a pepper that is itself sealed, so neither the
 * database nor a backup of it yields a key (AK-2). A key is shown once, by `issueKey`, and never again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, toInstant } from '../base/clock.ts'
import { defaultTenant } from '../security/principal.ts'
import type { Verified } from '../security/verifiers.ts'
import { drawKey, type KeyParts, parseKey } from './key-format.ts'
import type { KeyRing } from './key-ring.ts'
import { noteUse } from './last-used.ts'
import type { ApiKeyRecord } from './store.ts'

export interface NewKey {
  readonly owner: string
  readonly tenant?: string
  readonly scopes: readonly string[]
  readonly expiresAt?: Instant
  /** Second part of the prefix; 'live' unless given. Lower-case letters. */
  readonly environment?: string
}

/** A key as lists show it: nothing that could be used to call (AK-4). */
export interface ListedKey extends Omit<ApiKeyRecord, 'digest'> {
  readonly state: 'active' | 'expired' | 'revoked'
}

/**
 * Makes a key and stores its digest. The text is in the answer and nowhere else.
 *
 * @example const { key } = await issueKey(ring, { owner: 'dev', scopes: ['reports:write'] })
 */
export async function issueKey(
  ring: KeyRing,
  wanted: NewKey,
): Promise<{ readonly key: string; readonly record: ApiKeyRecord }> {
  const parts = drawKey(ring.runtime.random, wanted.environment ?? 'live')
  const record: ApiKeyRecord = {
    id: parts.id,
    prefix: parts.prefix,
    lastFour: parts.lastFour,
    digest: digestOf(ring, parts.text),
    owner: wanted.owner,
    tenant: wanted.tenant ?? defaultTenant,
    scopes: [...new Set(wanted.scopes)],
    createdAt: ring.runtime.clock.now(),
    ...(wanted.expiresAt === undefined ? {} : { expiresAt: wanted.expiresAt }),
  }
  await ring.store.addKey(record)
  return { key: parts.text, record }
}

/**
 * Turns a presented key into the principal it stands for. The subject is the key's owner, so a second key of the same owner sees the
 * same jobs (D14). Every well-formed key takes the same path, whether unknown, wrong, revoked or good (AK-3).
 */
export async function verifyKey(ring: KeyRing, text: string): Promise<Verified> {
  const parts = parseKey(text)
  if (parts === undefined) return { kind: 'invalid', reason: 'malformed' }
  const record = (await ring.store.findKey(parts.id)) ?? nobody(parts)
  const now = ring.runtime.clock.now()
  const reason = judge(record, timingSafeEqual(digestOf(ring, parts.text), record.digest), now)
  if (reason !== undefined) return { kind: 'invalid', reason }
  noteUse(ring, record, now)
  const { owner, tenant, scopes } = record
  return { kind: 'verified', principal: { subject: `api-key:${owner}`, tenant, scopes } }
}

/** Every key ever issued, newest first, without its digest. */
export async function listKeys(ring: KeyRing): Promise<readonly ListedKey[]> {
  const now = ring.runtime.clock.now()
  return (await ring.store.listKeys()).map(({ digest: _, ...record }) => ({ ...record, state: stateOf(record, now) }))
}

/** Ends a key for every process with its next request (AK-6). False when there is no such key. */
export function revokeKey(ring: KeyRing, id: string): Promise<boolean> {
  return ring.store.revokeKey(id, ring.runtime.clock.now())
}

function digestOf(ring: KeyRing, text: string): Uint8Array {
  return createHmac('sha256', ring.pepper).update(text).digest()
}

/** Stands in for a key that was never issued: revoked before time began, with a digest that nothing hashes to. */
function nobody({ id, prefix, lastFour }: KeyParts): ApiKeyRecord {
  const never = toInstant(0)
  const digest = new Uint8Array(32)
  return { id, prefix, lastFour, digest, owner: '', tenant: '', scopes: [], createdAt: never, revokedAt: never }
}

function judge(record: ApiKeyRecord, matches: boolean, now: Instant): string | undefined {
  const state = stateOf(record, now)
  if (!matches) return 'unknown'
  return state === 'active' ? undefined : state
}

function stateOf(record: Omit<ApiKeyRecord, 'digest'>, now: Instant): ListedKey['state'] {
  if (record.revokedAt !== undefined) return 'revoked'
  return record.expiresAt !== undefined && record.expiresAt <= now ? 'expired' : 'active'
}
