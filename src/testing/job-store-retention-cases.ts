/** Forgetting and deleting: what goes when, and what has to stay (T14). */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import { frameworkFailure } from '../jobs/framework-failure.ts'
import type { Job } from '../jobs/job.ts'
import {
  caller,
  dayMs,
  hourMs,
  operator,
  quietSweep,
  type SubmissionChanges,
  type World,
  type WorldCases,
} from './job-store-world.ts'

export const retentionCases: WorldCases = {
  'a job outlives its retention as a tombstone that its owner alone sees (T14, R-STA-14)': async (world) => {
    const { id } = await finish(world)
    await world.time.advance(dayMs - 1)
    assert.deepEqual((await world.store.sweep(quietSweep)).forgotten, [])
    await world.time.advance(1)
    const report = await world.store.sweep(quietSweep)
    assert.deepEqual([report.forgotten, report.deleted], [[id], 1])
    const found = await world.store.find(id, caller)
    assert.deepEqual([found?.tombstone, found?.job.id, found?.job.state], [true, id, 'failed'])
    assert.doesNotMatch(JSON.stringify(found), /secret/)
    assert.equal(await world.store.find(id, { ...caller, owner: 'api-key:other' }), undefined)
    assert.deepEqual(await world.store.list({ limit: 10 }, caller), { jobs: [] })
  },
  'a tombstone goes when its time is over (T14)': async (world) => {
    const { id } = await finish(world)
    await world.time.advance(2 * dayMs - 1)
    await world.store.sweep(quietSweep)
    await world.store.sweep(quietSweep)
    assert.equal((await world.store.find(id, caller))?.tombstone, true)
    await world.time.advance(1)
    await world.store.sweep(quietSweep)
    assert.equal(await world.store.find(id, caller), undefined)
    assert.equal(world.kept().tombstones, 0)
  },
  'a job stays until everybody has been told (I21, R-RES-5)': async (world) => {
    const { id } = await finish(world, { callbacks: [world.callback('https://a.example')] })
    await world.store.forget(id, caller)
    assert.equal((await world.store.sweep(quietSweep)).deleted, 0)
    assert.equal((await world.store.find(id, caller))?.tombstone, false)
    world.deliver(id, '{}')
    assert.equal((await world.store.sweep(quietSweep)).deleted, 1)
    assert.equal((await world.store.find(id, caller))?.tombstone, true)
  },
  'an unfinished job is kept however old it gets (I21)': async (world) => {
    const { id } = await world.submit()
    await world.time.advance(400 * dayMs)
    await world.store.sweep(quietSweep)
    assert.equal((await world.store.find(id, caller))?.job.state, 'ready')
  },
  'a key that lives longer than its job still leads to it (I21, R-IDM-7)': async (world) => {
    const idempotency = { key: 'k', fingerprint: 'f', expiresAt: after(world.now(), 10 * dayMs) }
    const { id } = await finish(world, { idempotency, job: { tombstoneMs: hourMs } })
    await world.time.advance(9 * dayMs)
    await world.store.sweep(quietSweep)
    const again = await world.store.accept(world.submission({ idempotency }))
    assert.deepEqual([again.kind, 'job' in again && again.job.id], ['duplicate', id])
    await world.time.advance(dayMs)
    await world.store.sweep(quietSweep)
    assert.deepEqual(world.kept(), { keys: 0, tombstones: 0 })
    assert.equal(await world.store.find(id, operator), undefined)
  },
  'nothing of what was sent, reported or yielded is left of a forgotten job (R-RES-5)': async (world) => {
    const secret = 'the secret'
    const submission = world.submission({ callbacks: [world.callback('https://a.example', { on: ['progress'] })] })
    await world.store.accept({ ...submission, input: { ...submission.input, params: { secret } } })
    const failed = await world.claimOne()
    await world.store.saveStep(failed.fence, 'load', secret)
    const failure = frameworkFailure('handler-error')
    const again = { kind: 'retry', runAt: world.now(), failure, error: secret, abandoned: false } as const
    await world.store.settle(failed.fence, again)
    await world.store.sweep(quietSweep)
    const { fence } = await world.claimOne()
    await world.store.progress(fence, { partial: secret, progress: { percent: 3, message: secret } })
    await world.store.settle(fence, { kind: 'succeeded', result: { kind: 'json', value: secret } })
    world.deliver(fence.job, secret)
    assert.ok(world.holds(secret))
    await world.store.forget(fence.job, caller)
    assert.equal(world.holds(secret), false)
  },
  'what was forgotten stays in the listing of the operator alone': async (world) => {
    const { id } = await finish(world)
    await world.store.forget(id, caller)
    assert.deepEqual((await world.store.list({ limit: 10 }, caller)).jobs, [])
    assert.deepEqual(
      (await world.store.list({ limit: 10 }, operator)).jobs.map((job) => job.id),
      [id],
    )
  },
}

/** A job that ran and failed, with something in it that should be forgotten. */
async function finish(world: World, changes: SubmissionChanges = {}): Promise<Job> {
  const job = await world.submit(changes)
  const { fence } = await world.claimOne()
  await world.store.progress(fence, { partial: 'secret', progress: { percent: 3, message: 'secret' } })
  await world.store.saveStep(fence, 'load', 'secret')
  await world.store.settle(fence, { kind: 'failed', failure: frameworkFailure('handler-error', 'secret') })
  return job
}
