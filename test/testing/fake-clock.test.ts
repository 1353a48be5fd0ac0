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
