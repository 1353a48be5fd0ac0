/**
 * Secrets at rest: AES-256-GCM, bound to the row they stand in, so that a sealed value moved to another row does not open (SE-1).
 * It keeps no key anywhere; whoever starts the process hands the key in.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { Fault } from '../base/fault.ts'
import { type Random, systemRandom } from '../base/random.ts'
import { fromBase64, toBase64 } from './base64.ts'

/** Where a sealed value stands. */
export interface Place {
  readonly table: string
  readonly column: string
  readonly row: string
}

export interface Sealer {
  /** `v1.<key id>.<nonce>.<ciphertext>.<tag>`. */
  seal(place: Place, plain: string): string
  /** Throws `secret-unreadable` when the value was sealed under another key or for another place, or was changed. */
  open(place: Place, sealed: string): string
}

/** A new key as the text of a key file: base64 of 32 random bytes. */
export function newSecretKey(random: Random): string {
  return toBase64(random.bytes(32))
}

/** The key in a key file or variable (white space around it is fine), or undefined when it is not base64 of 32 bytes. */
export function parseSecretKey(text: string): Uint8Array | undefined {
  const key = fromBase64(text.trim())
  return key?.length === 32 ? key : undefined
}

/**
 * Seals and opens under one key of 32 bytes.
 *
 * @example createSealer(key).seal({ table: 'endpoint', column: 'secret', row: id }, 'whsec_…')
 */
export function createSealer(key: Uint8Array, random: Random = systemRandom): Sealer {
  const keyId = createHash('sha256').update('coatcheck key id\0').update(key).digest('hex').slice(0, 8)
  return {
    seal: (place, plain) => {
      const nonce = random.bytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(boundTo(place, keyId))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['v1', keyId, ...[nonce, text, cipher.getAuthTag()].map(toText)].join('.')
    },
    open: (place, sealed) => {
      const [version, sealedUnder, nonce, text, tag, ...rest] = sealed.split('.')
      if (version !== 'v1' || nonce === undefined || text === undefined || tag === undefined || rest.length > 0) {
        throw unreadable(place, 'is not in a known format')
      }
      if (sealedUnder !== keyId)
        throw unreadable(place, 'was sealed under another key; start with the key it was made with')
      return decipher(place, key, boundTo(place, keyId), [nonce, text, tag])
    },
  }
}

function decipher(
  place: Place,
  key: Uint8Array,
  aad: Uint8Array,
  parts: readonly [nonce: string, text: string, tag: string],
): string {
  const [nonce, text, tag] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (nonce?.length !== 12 || text === undefined || tag?.length !== 16) throw unreadable(place, 'is damaged')
  try {
    const opener = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag)
    return Buffer.concat([opener.update(text), opener.final()]).toString('utf8')
  } catch (cause) {
    throw unreadable(place, 'was changed, or belongs to another row', cause)
  }
}

/** SE-1: additional data that has to be the same when it is opened. */
function boundTo(place: Place, keyId: string): Uint8Array {
  return Buffer.from([place.table, place.column, place.row, keyId].join('|'), 'utf8')
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

function unreadable(place: Place, why: string, cause?: unknown): Fault {
  return new Fault('secret-unreadable', `The secret in ${place.table}.${place.column} of ${place.row} ${why}.`, {
    cause,
  })
}
