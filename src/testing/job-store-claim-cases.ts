/** Claims: who gets which job, and in which order. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { WorkerId } from '../base/ids.ts'
import { firstWorker, hourMs, operator, quietSweep, secondWorker, type WorldCases } from './job-store-world.ts'

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
  'waiting counts: an hour of it is worth a step of priority, so none waits for ever (I23, L5)': async (world) => {
    const low = await world.submit({ job: { priority: 200 } })
    await world.time.advance(hourMs)
    const normal = await world.submit()
    await world.time.advance(1)
    await world.submit()
    await world.time.advance(hourMs)
    await world.submit({ job: { priority: 0 } })
    assert.deepEqual(
      (await world.claim(firstWorker, 2)).map(({ job }) => job.id),
      [low, normal].map(({ id }) => id),
    )
  },
  'a claim brings the input as it was submitted': async (world) => {
    const submission = world.submission()
    await world.store.accept(submission)
    assert.deepEqual((await world.claimOne()).input, submission.input)
  },
  'an input keeps its names, whatever inputs were read before it': async (world) => {
    const values = [
      { text: 1, '\\': 2 },
      { text: 1, '"': 2 },
    ]
    const submissions = values.map((value) => {
      const submission = world.submission()
      const body = { kind: 'json', value, mediaType: 'application/json' } as const
      return { ...submission, input: { ...submission.input, body } }
    })
    for (const submission of submissions) await world.store.accept(submission)
    const claimed = await world.claim()
    assert.deepEqual(
      claimed.map(({ input }) => input),
      submissions.map(({ input }) => input),
    )
  },
  'a result keeps its names, whatever results were read before it': async (world) => {
    for (const value of [
      { text: 1, '\\': 2 },
      { text: 1, '"': 2 },
    ]) {
      await world.submit()
      const { fence } = await world.claimOne()
      const result = { kind: 'json', value } as const
      await world.store.settle(fence, { kind: 'succeeded', result })
      const job = (await world.store.find(fence.job, operator))?.job
      assert.deepEqual(job?.state === 'succeeded' && job.result, result)
    }
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
    await world.leases.renew(world.lease(firstWorker))
    const claimed = await world.store.claim({
      worker: firstWorker,
      known: new Map([['work', { revision: 2 }]]),
      limit: 9,
    })
    assert.deepEqual(
      claimed.map(({ job }) => job.id),
      [older.id],
    )
    const known = new Map([
      ['work', { revision: 3 }],
      ['other', { revision: 1 }],
    ])
    assert.equal((await world.store.claim({ worker: firstWorker, known, limit: 9 })).length, 2)
  },
  'no handler starts after the deadline, swept or not (I19)': async (world) => {
    await world.submit({ job: { deadlineAt: after(world.now(), 10) } })
    await world.time.advance(10)
    assert.deepEqual(await world.claim(), [])
  },
  'times are moments: what was due before the clock was set back is due again when it has caught up (I11)': async (
    world,
  ) => {
    const [ready, waiting] = [await world.submit(), await world.submit({ delayMs: 1_000 })]
    world.time.jump(-hourMs)
    const meanwhile = await world.submit()
    const runAll = async () => {
      await world.store.sweep(quietSweep)
      const claims = await world.claim()
      for (const { fence } of claims) {
        await world.store.settle(fence, { kind: 'succeeded', result: { kind: 'json', value: 1 } })
      }
      return claims.map(({ job }) => job.id)
    }
    assert.deepEqual(await runAll(), [meanwhile.id])
    await world.time.advance(hourMs - 1)
    assert.deepEqual(await runAll(), [])
    await world.time.advance(1)
    assert.deepEqual(await runAll(), [ready.id])
    await world.time.advance(1_000)
    assert.deepEqual(await runAll(), [waiting.id])
  },
  'a sweep does all that is due, however small its chunks': async (world) => {
    for (let count = 0; count < 7; count += 1) await world.submit({ delayMs: 5 })
    await world.time.advance(5)
    const report = await world.store.sweep({ ...quietSweep, chunk: 2 })
    assert.equal(report.promoted, 7)
    assert.equal(report.ready.length, 7)
  },
}
