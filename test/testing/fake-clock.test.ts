/** The clock that tests move. */
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

describe('the fake clock', () => {
  it('wakes sleepers in the order of their moments, each at its own', async () => {
    const { clock, sleep, advance } = createFakeClock()
    const start = clock.now()
    const woken: [string, number][] = []
    const note = (name: string) => () => woken.push([name, clock.now() - start])
    void sleep(300).then(note('late'))
    void sleep(100)
      .then(note('early'))
      .then(() => sleep(100))
      .then(note('again'))
    await advance(299)
    expect(woken).toEqual([
      ['early', 100],
      ['again', 200],
    ])
    await advance(1)
    expect(woken.at(-1)).toEqual(['late', 300])
    expect(clock.now() - start).toBe(300)
  })

  it('ends a sleep when its signal aborts, also one that had aborted before', async () => {
    const { sleep } = createFakeClock()
    const stop = new AbortController()
    const slept = Promise.all([sleep(1_000, stop.signal), sleep(1_000, AbortSignal.abort())])
    stop.abort()
    await slept
  })

  it('leaps over those who rest: each looks once, at the end, while sleepers wake at their own moments', async () => {
    const { clock, sleep, rest, leap } = createFakeClock()
    const start = clock.now()
    const woken: [string, number][] = []
    const note = (name: string) => () => woken.push([name, clock.now() - start])
    const look = async (name: string, ms: number) => {
      for (;;) await rest(ms).then(note(name))
    }
    void look('seldom', 10_000)
    void look('often', 1_000)
    void sleep(60_000).then(note('sleeper'))
    await leap(3_600_000)
    expect(woken).toEqual([
      ['sleeper', 60_000],
      ['often', 3_600_000],
      ['seldom', 3_600_000],
    ])
  })

  it('wakes those who rest at their own moments when it advances, and says how many rest and when a sleeper wakes', async () => {
    const time = createFakeClock()
    const start = time.clock.now()
    const stop = new AbortController()
    let looks = 0
    const look = async () => {
      for (; !stop.signal.aborted; looks += 1) await time.rest(1_000, stop.signal)
    }
    void look()
    expect([time.resting, time.nextWakeAt]).toEqual([1, undefined])
    void time.sleep(5_000)
    expect([time.resting, Number(time.nextWakeAt) - start]).toEqual([1, 5_000])
    await time.advance(3_000)
    expect(looks).toBe(3)
    stop.abort()
    await time.advance(0)
    expect(time.resting).toBe(0)
  })

  it('can be set back, which sleepers do not notice', async () => {
    const { clock, sleep, advance, jump } = createFakeClock()
    const start = clock.now()
    let woken = false
    void sleep(1_000).then(() => {
      woken = true
    })
    jump(-5_000)
    await advance(999)
    expect([woken, clock.now() - start]).toEqual([false, -4_001])
    await advance(1)
    expect(woken).toBe(true)
  })
})
