import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawKey, keyPattern, parseKey } from '../../src/access/key-format.ts'
import { systemRandom } from '../../src/base/random.ts'

const published = 'ak_live_7Qm3Xw9ZbK2c_5fJ0aYtR8uVnPq1LsDgHkEo4CxIbWz6M3ua7I1'

describe('an API key', () => {
  it('of the published format is read, checksum included (AK-1)', () => {
    const parts = { text: published, prefix: 'ak_live', id: '7Qm3Xw9ZbK2c', lastFour: 'a7I1' }
    expect(parseKey(published)).toEqual(parts)
  })

  it('that is drawn can be read back, and secret scanners find it (AK-1)', () => {
    const key = drawKey(systemRandom, 'test')
    expect(parseKey(key.text)).toEqual(key)
    expect(key.prefix).toBe('ak_test')
    expect(new RegExp(keyPattern).exec(`X-API-Key: ${key.text}\n`)?.[0]).toBe(key.text)
  })

  it('is never drawn twice', () => {
    expect(drawKey(systemRandom, 'live').text).not.toBe(drawKey(systemRandom, 'live').text)
  })

  it('with any one character changed is refused by its checksum (AK-1)', () => {
    fc.assert(
      fc.property(fc.nat({ max: published.length - 1 }), fc.constantFrom(...'0aZ_x'), (at, character) => {
        const changed = published.slice(0, at) + character + published.slice(at + 1)
        return changed === published || parseKey(changed) === undefined
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    '',
    'ak_live',
    ` ${published}`,
    `${published}\n`,
    published.slice(0, -1),
    published.toUpperCase(),
    `${published}x`,
  ])('is not %j', (text) => {
    expect(parseKey(text)).toBeUndefined()
  })
})
