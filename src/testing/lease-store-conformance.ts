/**
 * What every lease store must do, beside the job store of the same database, as a list of named cases that any test runner can run: who
 * may claim, what a renewal tells, and what becomes of the claims of a worker that is gone.
 */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { ConformanceCase } from './job-store-conformance.ts'
import {
  firstWorker,
  hourMs,
  inWorld,
  type JobStoreHarness,
  leaseMs,
  operator,
  quietSweep,
  secondWorker,
  type WorldCases,
} from './job-store-world.ts'

/**
 * The cases for one store; a store whose leases are renewed elsewhere hands in a harness whose `leases` are those.
 *
 * @example for (const { name, run } of leaseStoreConformance(harness)) it(name, run)
 */
export function leaseStoreConformance(harness: JobStoreHarness): readonly ConformanceCase[] {
  return Object.entries(leaseCases).map(([name, body]) => ({ name, run: () => inWorld(harness, body) }))
}

const leaseCases: WorldCases = {
  'a worker without a living lease, or one that drains, is given nothing (I19)': async (world) => {
    await world.submit()
    const ask = () => world.store.claim({ worker: firstWorker, known: new Map([['work', { revision: 1 }]]), limit: 9 })
    assert.deepEqual(await ask(), [])
    await world.leases.renew(world.lease(firstWorker, { draining: true }))
    assert.deepEqual(await ask(), [])
    await world.leases.renew(world.lease(firstWorker))
    await world.time.advance(leaseMs)
    assert.deepEqual(await ask(), [])
    assert.equal((await world.claim()).length, 1)
  },
  'a renewal tells which jobs are still held and which should stop (T11)': async (world) => {
    const job = await world.submit()
    const kept = await world.submit()
    await world.claim()
    await world.store.cancel(job.id, operator)
    const renewal = await world.leases.renew(world.lease(firstWorker))
    assert.deepEqual(renewal.cancelRequested, [job.id])
    assert.deepEqual(renewal.held.map((held) => held.job).sort(), [job.id, kept.id].sort())
    assert.deepEqual(await world.leases.renew(world.lease(secondWorker)), { cancelRequested: [], held: [] })
  },
  'claims outlive their worker by its lease and no longer (T9, L2)': async (world) => {
    const job = await world.submit()
    await world.claim()
    await world.time.advance(leaseMs - 1)
    assert.deepEqual((await world.store.sweep(quietSweep)).revoked, [])
    await world.time.advance(1)
    const report = await world.store.sweep(quietSweep)
    assert.deepEqual(report.revoked, [{ job: job.id, worker: firstWorker }])
    assert.deepEqual(report.ready, [job.id])
    assert.deepEqual((await world.leases.renew(world.lease(firstWorker))).held, [])
  },
  'the claims of a dead worker outlive it no longer because somebody set the clock back (T9, L2)': async (world) => {
    const job = await world.submit()
    await world.claim()
    world.time.jump(-hourMs)
    assert.deepEqual((await world.store.sweep(quietSweep)).revoked, [])
    await world.time.advance(leaseMs - 1)
    assert.deepEqual((await world.store.sweep(quietSweep)).revoked, [])
    await world.time.advance(1)
    assert.deepEqual((await world.store.sweep(quietSweep)).ready, [job.id])
  },
  'a sweep shortens only the leases that last longer than the length it is told (T9, L2)': async (world) => {
    const job = await world.submit()
    await world.claim()
    await world.leases.renew(world.lease(firstWorker, { until: after(world.now(), 2 * leaseMs) }))
    await world.store.sweep({ ...quietSweep, leaseMs: 2 * leaseMs })
    await world.time.advance(leaseMs + 1)
    assert.deepEqual((await world.store.sweep({ ...quietSweep, leaseMs: 2 * leaseMs })).revoked, [])
    await world.store.sweep({ ...quietSweep, leaseMs: 1_000 })
    await world.time.advance(1_000)
    assert.deepEqual((await world.store.sweep(quietSweep)).ready, [job.id])
  },
  'a living worker keeps its claims when somebody sets the clock back (L2)': async (world) => {
    await world.submit()
    const [claim] = await world.claim()
    world.time.jump(-hourMs)
    await world.store.sweep(quietSweep)
    for (let renewals = 0; renewals < 10; renewals += 1) {
      await world.time.advance(leaseMs / 3)
      await world.leases.renew(world.lease(firstWorker))
      assert.deepEqual((await world.store.sweep(quietSweep)).revoked, [])
    }
    assert.ok(claim !== undefined)
    const settled = await world.store.settle(claim.fence, { kind: 'succeeded', result: { kind: 'json', value: 1 } })
    assert.equal(settled.kind, 'settled')
  },
  'a clock that is set forward may cost a living worker its claims, and no job an attempt (T9, I7)': async (world) => {
    const job = await world.submit()
    const [claim] = await world.claim()
    world.time.jump(hourMs)
    assert.deepEqual((await world.store.sweep(quietSweep)).ready, [job.id])
    assert.ok(claim !== undefined)
    const settled = await world.store.settle(claim.fence, { kind: 'succeeded', result: { kind: 'json', value: 1 } })
    assert.equal(settled.kind, 'stale')
    const [again] = await world.claim()
    assert.deepEqual([again?.job.attempt, again?.job.crashes, again?.job.epoch], [1, 1, 3])
  },
  'a lease that was given up frees its claims at once (T9)': async (world) => {
    await world.submit()
    await world.claim()
    await world.leases.end(firstWorker)
    assert.equal((await world.store.sweep(quietSweep)).lost, 1)
  },
  'a process that is surely dead loses its claims at once, another keeps them (T9, L2)': async (world) => {
    const job = await world.submit()
    await world.claim(firstWorker)
    await world.submit()
    await world.claim(secondWorker)
    const report = await world.store.sweep({ ...quietSweep, isDead: (host) => host.startTime === firstWorker })
    assert.deepEqual(report.revoked, [{ job: job.id, worker: firstWorker }])
  },
}
