/**
 * The spelling of an API key: `ak_<environment>_<12 characters id>_<32 characters secret><6 characters checksum>` (AK-1). A key that was
 * mistyped or cut is refused by its checksum alone; whether it was ever issued is not known here.
 */
import { crc32 } from 'node:zlib'
import { base62 } from '../base/ids.ts'
import type { Random } from '../base/random.ts'

/** A well-formed key, taken apart. */
export interface KeyParts {
  readonly text: string
  /** 'ak_live'. */
  readonly prefix: string
  readonly id: string
  readonly lastFour: string
}

/** For secret scanning: finds keys in text. */
export const keyPattern = 'ak_[a-z]{1,16}_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}'

const wholeKey = new RegExp(`^${keyPattern}$`)
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Draws a new key: 190 random bits behind an id that may be shown.
 *
 * @example drawKey(systemRandom, 'live').text // 'ak_live_7Qm3Xw9ZbK2c_5fJ0…'
 */
export function drawKey(random: Random, environment: string): KeyParts {
  const body = `ak_${environment}_${base62(random, 12)}_${base62(random, 32)}`
  return takeApart(`${body}${checksum(body)}`)
}

/** The parts of a key, or undefined when the text cannot be one. */
export function parseKey(text: string): KeyParts | undefined {
  if (!wholeKey.test(text)) return undefined
  return text.slice(-6) === checksum(text.slice(0, -6)) ? takeApart(text) : undefined
}

function takeApart(text: string): KeyParts {
  const [first = '', environment = '', id = ''] = text.split('_')
  return { text, prefix: `${first}_${environment}`, id, lastFour: text.slice(-4) }
}

/** CRC-32 of all before it, in six digits of base62. */
function checksum(body: string): string {
  let rest = crc32(body)
  let digits = ''
  for (let place = 0; place < 6; place += 1) {
    digits = `${alphabet[rest % 62]}${digits}`
    rest = Math.floor(rest / 62)
  }
  return digits
}
