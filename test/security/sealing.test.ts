import { describe, expect, it } from 'vitest'
import { systemRandom } from '../../src/base/random.ts'
import { createSealer, newSecretKey, parseSecretKey } from '../../src/security/sealing.ts'

const key = Uint8Array.from({ length: 32 }, (_, index) => index)
const place = { table: 'endpoint', column: 'sealed_secret', row: 'ep_1' }

describe('a sealed secret', () => {
  it('opens in its own place', () => {
    const sealer = createSealer(key)
    expect(sealer.open(place, sealer.seal(place, 'whsec_Zoë'))).toBe('whsec_Zoë')
  })

  it('has the parts of the record and none of the plain text (SE-1)', () => {
    const sealed = createSealer(key).seal(place, 'whsec_canary')
    const [version, keyId, nonce, text, tag] = sealed.split('.')
    expect([version, keyId?.length]).toEqual(['v1', 8])
    expect([nonce, tag].map((part) => Buffer.from(part ?? '', 'base64url').length)).toEqual([12, 16])
    expect(Buffer.from(text ?? '', 'base64url').toString('latin1')).not.toContain('canary')
  })

  it('never looks the same twice', () => {
    const sealer = createSealer(key)
    expect(sealer.seal(place, 'same')).not.toBe(sealer.seal(place, 'same'))
  })

  it.each([
    ['table', { ...place, table: 'secret' }],
    ['column', { ...place, column: 'other' }],
    ['row', { ...place, row: 'ep_2' }],
  ])('moved to another %s does not open (SE-1)', (_part, other) => {
    const sealer = createSealer(key)
    const sealed = sealer.seal(place, 'x')
    expect(() => sealer.open(other, sealed)).toThrow(expect.objectContaining({ code: 'secret-unreadable' }))
  })

  it('does not open under another key, and says so', () => {
    const sealed = createSealer(key).seal(place, 'x')
    const other = createSealer(key.map((byte) => byte ^ 1))
    expect(() => other.open(place, sealed)).toThrow(/another key/)
  })

  it('does not open once any part of it was changed', () => {
    const sealer = createSealer(key)
    const parts = sealer.seal(place, 'some secret').split('.')
    for (const index of parts.keys()) {
      const changed = parts.with(index, `A${parts[index]?.slice(1)}`.replace(/^AA|^A(?=v1)/, 'B'))
      const damaged = changed.join('.') === parts.join('.') ? parts.with(index, 'B').join('.') : changed.join('.')
      expect(() => sealer.open(place, damaged)).toThrow(expect.objectContaining({ code: 'secret-unreadable' }))
    }
    for (const text of ['', 'v1', 'plain', `${parts.join('.')}.x`, parts.slice(0, 4).join('.')]) {
      expect(() => sealer.open(place, text)).toThrow(expect.objectContaining({ code: 'secret-unreadable' }))
    }
  })
})

describe('the key of a deployment', () => {
  it('is 32 random bytes as base64, and read back with white space around it (SE-2)', () => {
    const text = newSecretKey(systemRandom)
    expect(parseSecretKey(`${text}\n`)).toHaveLength(32)
  })

  it.each(['', 'AAAA', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), 'not base64 at all'])(
    'is not %j',
    (text) => {
      expect(parseSecretKey(text)).toBeUndefined()
    },
  )
})
