/** Sleeps longer than a timer can be. */
import { expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { sleepLong } from '../../src/work/long-sleep.ts'

const aDay = 86_400_000

it('a sleep of forty days is made of timers that none of them overflows', async () => {
  const time = createFakeClock()
  const timers: number[] = []
  const sleep = (ms: number, signal?: AbortSignal) => {
    timers.push(ms)
    return time.sleep(ms, signal)
  }
  let slept: boolean | undefined
  void sleepLong(sleep, 40 * aDay + 5, new AbortController().signal).then((whole) => {
    slept = whole
  })
  await time.advance(40 * aDay + 4)
  expect(slept).toBeUndefined()
  await time.advance(1)
  expect(slept).toBe(true)
  expect(Math.max(...timers)).toBeLessThan(2 ** 31)
  expect(timers.at(-1)).toBe(5)
})

it('a sleep that is cut short says so', async () => {
  const time = createFakeClock()
  const stop = new AbortController()
  const slept = sleepLong(time.sleep, 10 * aDay, stop.signal)
  await time.advance(2 * aDay)
  stop.abort()
  expect(await slept).toBe(false)
})

it.each([
  [0, []],
  [aDay, [aDay]],
  [2 * aDay, [aDay, aDay]],
])('a sleep of %i ms sets no timer more than it needs', async (ms, expected) => {
  const timers: number[] = []
  const sleep = async (one: number) => void timers.push(one)
  expect(await sleepLong(sleep, ms, new AbortController().signal)).toBe(true)
  expect(timers).toEqual(expected)
})
