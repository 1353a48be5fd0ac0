import { describe, expect, it } from 'vitest'
import { toInstant } from '../../src/base/clock.ts'
import { retryAfterMs } from '../../src/webhooks/retry-after.ts'

const now = toInstant(Date.UTC(1994, 10, 6, 8, 49, 37))

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['000120', 120_000],
    ['86400', 86_400_000],
    ['999999999', 86_400_000],
    ['Sun, 06 Nov 1994 08:50:37 GMT', 60_000],
    ['Sunday, 06-Nov-94 08:50:37 GMT', 60_000],
    ['Sun Nov  6 08:50:37 1994', 60_000],
    ['Sun, 06 Nov 1994 08:48:37 GMT', 0],
    ['Mon, 29 Feb 2016 23:59:60 GMT', 86_400_000],
    ['Wed, 06 Nov 2024 08:49:37 GMT', 86_400_000],
    ['Sunday, 06-Nov-45 08:50:37 GMT', 0],
    ['Sunday, 06-Nov-40 08:50:37 GMT', 86_400_000],
  ])('%j means %i ms (WH-23, WH-24)', (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected)
  })

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    'abc',
    ' 120',
    '120 ',
    '1, 2',
    '1234567890',
    '1994-11-06T08:50:37Z',
    'Sun, 31 Feb 2099 08:50:37 GMT',
    'Sunday, 31-Feb-99 08:50:37 GMT',
    'Sun Feb 30 08:50:37 2099',
    'Sun, 00 Nov 2099 08:50:37 GMT',
    'Sun, 6 Nov 1994 08:50:37 GMT',
    'Sun, 06 Nov 1994 24:50:37 GMT',
    'Sun, 06 Nov 1994 08:50:37 +0000',
    'Sun, 06 nov 1994 08:50:37 GMT',
  ])('%j says nothing (WH-23)', (value) => {
    expect(retryAfterMs(value, now)).toBeUndefined()
  })
})
