/** Delays between attempts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backoff, backoffMs } from '../../src/work/backoff.ts'

const always = (unit: number) => ({ bytes: (length: number) => new Uint8Array(length), unit: () => unit })
const delays = (backoff: Backoff['backoff'], maxMs = 60_000) =>
  [1, 2, 3, 4, 5].map((n) => backoffMs({ backoff, initialMs: 1_000, maxMs, jitter: 'none' }, n, always(0.5)))

describe('the delay before another attempt', () => {
  it('doubles, grows evenly, or stays', () => {
    expect(delays('exponential')).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(delays('linear')).toEqual([1_000, 2_000, 3_000, 4_000, 5_000])
    expect(delays('fixed')).toEqual([1_000, 1_000, 1_000, 1_000, 1_000])
  })

  it('never exceeds its cap', () => {
    expect(delays('exponential', 3_000)).toEqual([1_000, 2_000, 3_000, 3_000, 3_000])
    expect(delays('fixed', 500)).toEqual([500, 500, 500, 500, 500])
  })

  it('with full jitter lies anywhere up to its length', () => {
    const full: Backoff = { backoff: 'exponential', initialMs: 1_000, maxMs: 60_000, jitter: 'full' }
    expect(backoffMs(full, 3, always(0))).toBe(0)
    expect(backoffMs(full, 3, always(0.25))).toBe(1_000)
    expect(backoffMs(full, 3, always(0.999))).toBe(3_996)
  })

  it('is a finite number of milliseconds after any number of attempts', () => {
    const policies = fc.record({
      backoff: fc.constantFrom('exponential' as const, 'linear' as const, 'fixed' as const),
      initialMs: fc.nat(),
      maxMs: fc.nat(),
      jitter: fc.constantFrom('full' as const, 'none' as const),
    })
    fc.assert(
      fc.property(policies, fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (policy, attempt, unit) => {
        const ms = backoffMs(policy, attempt, always(unit))
        expect(Number.isInteger(ms) && ms >= 0 && ms <= policy.maxMs).toBe(true)
      }),
    )
  })
})
