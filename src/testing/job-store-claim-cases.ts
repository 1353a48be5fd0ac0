/** Claims and leases: who gets which job, in which order, and what becomes of it when its worker is gone. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { WorkerId } from '../base/ids.ts'
import { firstWorker, leaseMs, operator, quietSweep, secondWorker, type WorldCases } from './job-store-world.ts'

export const claimCases: WorldCases = {
  'jobs are claimed by priority, then by due time, then by age (I23)': async (world) => {
    const low = await world.submit({ job: { priority: 200 } })
    const later = await world.submit({ delayMs: 10 })
    const first = await world.submit()
    const second = await world.submit()
    const high = await world.submit({ delayMs: 10, job: { priority: 0 } })
    await world.time.advance(10)
    await world.store.sweep(quietSweep)
    const claimed = [...(await world.claim(firstWorker, 2)), ...(await world.claim(secondWorker, 9))]
    assert.deepEqual(
      claimed.map(({ job }) => job.id),
      [high, first, second, later, low].map(({ id }) => id),
    )
  },
  'a claim brings the input as it was submitted': async (world) => {
    const submission = world.submission()
    await world.store.accept(submission)
    assert.deepEqual((await world.claimOne()).input, submission.input)
  },
  'a job is claimed once, however many ask at the same time (I8)': async (world) => {
    for (let count = 0; count < 20; count += 1) await world.submit()
    const workers = Array.from({ length: 8 }, (_, index) => `wrk_${index}` as WorkerId)
    const claims = (await Promise.all(workers.map((worker) => world.claim(worker, 5)))).flat()
    assert.equal(claims.length, 20)
    assert.equal(new Set(claims.map(({ job }) => job.id)).size, 20)
  },
  'unknown operations and higher revisions wait for a worker that knows them (I13, D17)': async (world) => {
    await world.submit({ job: { operation: 'other' } })
    await world.submit({ job: { contractRevision: 3 } })
    const older = await world.submit({ job: { contractRevision: 1 } })
    await world.store.renewLease(world.lease(firstWorker))
    const claimed = await world.store.claim({ worker: firstWorker, known: new Map([['work', 2]]), limit: 9 })
    assert.deepEqual(
      claimed.map(({ job }) => job.id),
      [older.id],
    )
    const known = new Map([
      ['work', 3],
      ['other', 1],
    ])
    assert.equal((await world.store.claim({ worker: firstWorker, known, limit: 9 })).length, 2)
  },
  'a worker without a living lease, or one that drains, is given nothing (I19)': async (world) => {
    await world.submit()
    const ask = () => world.store.claim({ worker: firstWorker, known: new Map([['work', 1]]), limit: 9 })
    assert.deepEqual(await ask(), [])
    await world.store.renewLease(world.lease(firstWorker, { draining: true }))
    assert.deepEqual(await ask(), [])
    await world.store.renewLease(world.lease(firstWorker))
    await world.time.advance(leaseMs)
    assert.deepEqual(await ask(), [])
    assert.equal((await world.claim()).length, 1)
  },
  'no handler starts after the deadline, swept or not (I19)': async (world) => {
    await world.submit({ job: { deadlineAt: after(world.now(), 10) } })
    await world.time.advance(10)
    assert.deepEqual(await world.claim(), [])
  },
  'a renewal tells which jobs are still held and which should stop (T11)': async (world) => {
    const job = await world.submit()
    const kept = await world.submit()
    await world.claim()
    await world.store.cancel(job.id, operator)
    const renewal = await world.store.renewLease(world.lease(firstWorker))
    assert.deepEqual(renewal.cancelRequested, [job.id])
    assert.deepEqual(renewal.held.map((held) => held.job).sort(), [job.id, kept.id].sort())
    assert.deepEqual(await world.store.renewLease(world.lease(secondWorker)), { cancelRequested: [], held: [] })
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
    assert.deepEqual((await world.store.renewLease(world.lease(firstWorker))).held, [])
  },
  'a lease that was given up frees its claims at once (T9)': async (world) => {
    await world.submit()
    await world.claim()
    await world.store.endLease(firstWorker)
    assert.equal((await world.store.sweep(quietSweep)).lost, 1)
  },
  'a process that is surely dead loses its claims at once, another keeps them (T9, L2)': async (world) => {
    const job = await world.submit()
    await world.claim(firstWorker)
    await world.submit()
    await world.claim(secondWorker)
    const report = await world.store.sweep({ chunk: 100, isDead: (host) => host.startTime === firstWorker })
    assert.deepEqual(report.revoked, [{ job: job.id, worker: firstWorker }])
  },
  'a sweep does all that is due, however small its chunks': async (world) => {
    for (let count = 0; count < 7; count += 1) await world.submit({ delayMs: 5 })
    await world.time.advance(5)
    const report = await world.store.sweep({ ...quietSweep, chunk: 2 })
    assert.equal(report.promoted, 7)
    assert.equal(report.ready.length, 7)
  },
}
