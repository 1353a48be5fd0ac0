/** Renewing a lease, and stopping in time when that fails. */
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createLeaseKeeper, createLeaseWatch, leaseTtlMs } from '../../src/work/lease.ts'

type Answer = 'renewed' | 'refused' | 'never'

function aLease() {
  const time = createFakeClock()
  const seen = { renewals: 0, fences: 0, failures: 0 }
  const world: { answer: Answer } = { answer: 'renewed' }
  const lease = createLeaseKeeper({
    ...time,
    ttlMs: leaseTtlMs,
    renew: async () => {
      seen.renewals += 1
      if (world.answer === 'refused') throw new Error('busy')
      if (world.answer === 'never') await new Promise(() => {})
    },
    fence: () => {
      seen.fences += 1
    },
    failed: () => {
      seen.failures += 1
    },
  })
  return { lease, seen, world, advance: time.advance }
}

describe('a lease', () => {
  it('is not held before it was taken, and cannot be started without', async () => {
    const { lease, world } = aLease()
    expect(lease.isHeld()).toBe(false)
    world.answer = 'refused'
    await expect(lease.start()).rejects.toThrow('busy')
    expect(lease.isHeld()).toBe(false)
  })

  it('is renewed every 10 s', async () => {
    const { lease, seen, advance } = aLease()
    await lease.start()
    await advance(30_000)
    expect(seen).toEqual({ renewals: 4, fences: 0, failures: 0 })
    expect(lease.isHeld()).toBe(true)
    await lease.stop()
  })

  it('is asked for every second while renewing fails, and given up after 20 s without', async () => {
    const { lease, seen, world, advance } = aLease()
    await lease.start()
    world.answer = 'refused'
    await advance(19_999)
    expect([seen.failures, seen.fences, lease.isHeld()]).toEqual([10, 0, true])
    await advance(1)
    expect([seen.fences, lease.isHeld()]).toEqual([1, false])
    await advance(60_000)
    expect(seen.fences).toBe(1)
    await lease.stop()
  })

  it('is held again after the next renewal, and given up again when that stops', async () => {
    const { lease, seen, world, advance } = aLease()
    await lease.start()
    world.answer = 'refused'
    await advance(25_000)
    world.answer = 'renewed'
    await advance(1_000)
    expect(lease.isHeld()).toBe(true)
    world.answer = 'refused'
    await advance(30_000)
    expect([seen.fences, lease.isHeld()]).toEqual([2, false])
    await lease.stop()
  })

  it('is given up as well when a renewal neither succeeds nor fails', async () => {
    const { lease, seen, world, advance } = aLease()
    await lease.start()
    world.answer = 'never'
    await advance(20_000)
    expect([seen.fences, lease.isHeld()]).toEqual([1, false])
  })

  it('counts from when it was asked for, not from when the answer came', async () => {
    const time = createFakeClock()
    const lease = createLeaseKeeper({
      ...time,
      ttlMs: leaseTtlMs,
      renew: () => time.sleep(5_000),
      fence() {},
      failed() {},
    })
    const started = lease.start()
    await time.advance(5_000)
    await started
    await time.advance(5_000)
    expect(lease.isHeld()).toBe(true)
    await lease.stop()
    await time.advance(10_000)
    expect(lease.isHeld()).toBe(false)
  })

  it.each([-3_600_000, 3_600_000])(
    'is neither lost nor kept because somebody set the clock by %i ms',
    async (setBy) => {
      const time = createFakeClock()
      let fences = 0
      let broken = false
      const lease = createLeaseKeeper({
        ...time,
        ttlMs: leaseTtlMs,
        renew: () => (broken ? Promise.reject(new Error('busy')) : Promise.resolve()),
        fence: () => {
          fences += 1
        },
        failed() {},
      })
      await lease.start()
      broken = true
      time.jump(setBy)
      await time.advance(19_999)
      expect([lease.isHeld(), fences]).toEqual([true, 0])
      await time.advance(1)
      expect([lease.isHeld(), fences]).toEqual([false, 1])
      await lease.stop()
    },
  )

  it('is not renewed any more once stopped', async () => {
    const { lease, seen, advance } = aLease()
    await lease.start()
    await lease.stop()
    await advance(60_000)
    expect(seen.renewals).toBe(1)
  })
})

describe('the watch over a lease', () => {
  function aWatch(renewedAt: number | undefined) {
    const time = createFakeClock()
    const sleeps: number[] = []
    let fences = 0
    const began = time.clock.elapsedMs()
    const watch = createLeaseWatch({
      ttlMs: leaseTtlMs,
      clock: { now: time.clock.now, elapsedMs: () => time.clock.elapsedMs() - began },
      sleep: (ms, signal) => {
        sleeps.push(ms)
        return time.sleep(ms, signal)
      },
      renewedAt: () => renewedAt,
      fence: () => {
        fences += 1
      },
    })
    return { watch, sleeps, advance: time.advance, fences: () => fences }
  }

  it('holds nothing before the first renewal, however young the clock', () => {
    expect(aWatch(undefined).watch.isHeld()).toBe(false)
    expect(aWatch(0).watch.isHeld()).toBe(true)
  })

  it('fences at once when the last renewal is too long ago as it starts, and once', async () => {
    const { watch, advance, fences } = aWatch(-leaseTtlMs)
    watch.start()
    await advance(5_000)
    expect(fences()).toBe(1)
    await watch.stop()
  })

  it('sleeps for as long as the lease is held, and looks no more once it is stopped', async () => {
    const { watch, sleeps, advance, fences } = aWatch(0)
    watch.start()
    await advance(19_999)
    expect(sleeps).toEqual([20_000])
    await watch.stop()
    await advance(60_000)
    expect([fences(), sleeps.length]).toEqual([0, 1])
  })
})

it('a lease that stops waits for the renewal under way', async () => {
  const time = createFakeClock()
  const second = Promise.withResolvers<void>()
  let renewals = 0
  const lease = createLeaseKeeper({
    ...time,
    ttlMs: leaseTtlMs,
    renew: async () => {
      renewals += 1
      if (renewals === 2) await second.promise
    },
    fence: () => {},
    failed: () => {},
  })
  await lease.start()
  await time.advance(10_000)
  let stopped = false
  const stopping = lease.stop().then(() => {
    stopped = true
  })
  await time.advance(0)
  expect([renewals, stopped]).toEqual([2, false])
  second.resolve()
  await stopping
})
