/** What wakes those who look whether something is due: node-cron's seconds, or those of a clock that is moved by hand. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { everySecond } from '../../src/work/every-second.ts'

describe('the ticker', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00.500Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('wakes at every second of the clock, by node-cron, and not once it is stopped (D10)', async () => {
    const woken: string[] = []
    const ticker = everySecond(() => woken.push(new Date().toISOString().slice(17)))
    await vi.advanceTimersByTimeAsync(2_000)
    ticker.start()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(woken).toEqual(['03.000Z', '04.000Z', '05.000Z'])
    ticker.stop()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(woken).toHaveLength(3)
  })
})

describe('the ticker of time that is moved by hand', () => {
  it('wakes at every second of that time, however little real time goes by, and not once it is stopped', async () => {
    const { rest, advance } = createFakeClock()
    let woken = 0
    const ticker = everySecond(() => {
      woken += 1
    }, rest)
    await advance(2_000)
    ticker.start()
    await advance(3_000)
    expect(woken).toBe(3)
    ticker.stop()
    await advance(3_000)
    expect(woken).toBe(3)
  })
})
