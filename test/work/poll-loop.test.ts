/** The loop that workers and the sweep turn in. */
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createPollLoop } from '../../src/work/poll-loop.ts'

interface Turns {
  count: number
  readonly errors: unknown[]
}

function aLoop(turn: (count: number) => 'more' | 'idle' | Promise<'more' | 'idle'> = () => 'idle') {
  const time = createFakeClock()
  const turns: Turns = { count: 0, errors: [] }
  const loop = createPollLoop({
    ...time,
    idleMs: 1_000,
    failureMs: 5_000,
    turn: async () => {
      turns.count += 1
      return turn(turns.count)
    },
    failed: (error) => turns.errors.push(error),
  })
  return { loop, turns, advance: time.advance }
}

describe('the loop', () => {
  it('turns at once, then after each idle pause, and not in between', async () => {
    const { loop, turns, advance } = aLoop()
    loop.start()
    await advance(999)
    expect(turns.count).toBe(1)
    await advance(1)
    expect(turns.count).toBe(2)
    await loop.stop()
  })

  it('goes on without a pause while there is more', async () => {
    const { loop, turns, advance } = aLoop((count) => (count < 5 ? 'more' : 'idle'))
    loop.start()
    await advance(0)
    expect(turns.count).toBe(5)
    await loop.stop()
  })

  it('is woken from its pause', async () => {
    const { loop, turns, advance } = aLoop()
    loop.start()
    await advance(10)
    loop.wake()
    await advance(0)
    expect(turns.count).toBe(2)
    await loop.stop()
  })

  it('woken during a turn takes another right after it, and never two at once', async () => {
    let finish = () => {}
    let most = 0
    let inside = 0
    const { loop, turns, advance } = aLoop(async (count): Promise<'idle'> => {
      inside += 1
      most = Math.max(most, inside)
      if (count === 1) await new Promise<void>((resolve) => (finish = resolve))
      inside -= 1
      return 'idle'
    })
    loop.start()
    await advance(0)
    for (let hint = 0; hint < 10; hint += 1) loop.wake()
    await advance(0)
    expect(turns.count).toBe(1)
    finish()
    await advance(0)
    expect([turns.count, most]).toEqual([2, 1])
    await loop.stop()
  })

  it('pauses after a failed turn instead of spinning', async () => {
    const { loop, turns, advance } = aLoop((count) => (count === 1 ? Promise.reject(new Error('no')) : 'idle'))
    loop.start()
    await advance(4_999)
    expect([turns.count, turns.errors.length]).toEqual([1, 1])
    await advance(1)
    expect(turns.count).toBe(2)
    await loop.stop()
  })

  it('stops after the current turn, for good, and stopping twice is fine', async () => {
    const { loop, turns, advance } = aLoop()
    loop.start()
    await advance(0)
    await Promise.all([loop.stop(), loop.stop()])
    loop.wake()
    await advance(10_000)
    expect(turns.count).toBe(1)
  })
})

it('the loop does not sleep at all while there is more, and rests instead of sleeping where it may', async () => {
  const time = createFakeClock()
  const pauses: string[] = []
  const pause = (name: string) => (ms: number, signal?: AbortSignal) => {
    pauses.push(`${name} ${ms}`)
    return time.sleep(ms, signal)
  }
  let turns = 0
  const turn = async () => {
    turns += 1
    return turns < 3 ? ('more' as const) : ('idle' as const)
  }
  const options = { turn, idleMs: 1_000, failureMs: 5_000, sleep: pause('sleep'), failed: () => {} }
  const sleeping = createPollLoop(options)
  sleeping.start()
  await time.advance(0)
  await sleeping.stop()
  const resting = createPollLoop({ ...options, rest: pause('rest') })
  resting.start()
  await time.advance(0)
  await resting.stop()
  expect(pauses).toEqual(['sleep 1000', 'rest 1000'])
})
