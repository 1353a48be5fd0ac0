/** What a worker makes of claims that reach it late, as those of a process that stood still after its commit. */
import { expect, it } from 'vitest'
import { after } from '../../src/base/clock.ts'
import type { Guardian } from '../../src/jobs/guardian.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import { inWorld, type World } from './support/world.ts'

/** Keeps back the first claims until they are let go. */
function slowClaims() {
  const gate = Promise.withResolvers<void>()
  const wrapStore = (store: JobStore): JobStore => ({
    ...store,
    claim: async (request) => {
      const claims = await store.claim(request)
      if (claims.length > 0) await gate.promise
      return claims
    },
  })
  return { wrapStore, letGo: gate.resolve }
}

it('nothing starts whose deadline went by after the claim; it fails uncharged (I19, T13)', async () => {
  let runs = 0
  const { wrapStore, letGo } = slowClaims()
  await inWorld(
    () => {
      runs += 1
    },
    async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await world.until(id, 'running')
      world.time.jump(60_000)
      letGo()
      expect(await world.until(id, 'ready')).toMatchObject({ attempt: 0, interrupts: 1 })
      await world.sweep.sweepOnce()
      expect(await world.find(id)).toMatchObject({ state: 'failed', failure: { code: 'deadline-exceeded' } })
      expect(runs).toBe(0)
    },
    { wrapStore, policy: { timeout: { attemptMs: 10_000, totalMs: 60_000 } } },
  )
})

it('nothing starts without the lease that it was claimed under (I8)', async () => {
  let runs = 0
  let isHeld = true
  const { wrapStore, letGo } = slowClaims()
  const guardian = (world: World): Guardian => ({
    watch: () => () => {},
    guard: async ({ worker, host }) => {
      await world.leases.renew({ worker, host, draining: false, until: after(world.time.clock.now(), 3_600_000) })
      return { isHeld: () => isHeld, drain() {}, end: async () => {} }
    },
  })
  await inWorld(
    () => {
      runs += 1
    },
    async (world) => {
      await world.anotherWorker({ guardian: guardian(world) }).start()
      const id = await world.submit()
      await world.until(id, 'running')
      isHeld = false
      letGo()
      expect(await world.until(id, 'ready')).toMatchObject({ attempt: 0, interrupts: 1 })
      expect(runs).toBe(0)
    },
    { wrapStore },
  )
})
