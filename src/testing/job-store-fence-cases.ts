/** The fence: who lost the right to write changes nothing, whatever it tries. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import { frameworkFailure } from '../jobs/framework-failure.ts'
import type { Fence, JobStore } from '../jobs/store.ts'
import { leaseMs, operator, quietSweep, secondWorker, type World, type WorldCases } from './job-store-world.ts'

export const fenceCases: WorldCases = {
  'an older claim of a job writes nothing (I7, I8)': async (world) => {
    await world.submit({ callbacks: [world.callback('https://a.example', { on: ['progress', 'succeeded'] })] })
    const { fence: paused } = await world.claimOne()
    await world.time.advance(leaseMs)
    await world.store.sweep(quietSweep)
    await refusesAll(world, world.store, paused)
    const { fence: current } = await world.claimOne(secondWorker)
    assert.ok(current.epoch > paused.epoch)
    await refusesAll(world, world.store, paused)
    assert.equal((await world.store.settle(current, { kind: 'succeeded', result: { kind: 'empty' } })).kind, 'settled')
    await refusesAll(world, world.store, current)
  },
  'a claim from before a restore writes nothing into the restored database (I22)': async (world) => {
    await world.submit()
    const { fence } = await world.claimOne()
    await refusesAll(world, await world.restore(), fence)
  },
  'a job that ran when its database was copied is taken back in the copy (I22)': async (world) => {
    const job = await world.submit()
    await world.claimOne()
    const restored = await world.restore()
    assert.equal((await restored.sweep(quietSweep)).lost, 1)
    assert.equal((await restored.find(job.id, operator))?.job.state, 'ready')
  },
  'a step keeps its first value, and later runs are given it (I16)': async (world) => {
    await world.submit()
    const { fence } = await world.claimOne()
    assert.equal(await world.store.saveStep(fence, 'load', { rows: 3 }), 'written')
    assert.equal(await world.store.saveStep(fence, 'load', { rows: 4 }), 'duplicate')
    assert.equal(await world.store.saveStep(fence, 'empty', null), 'written')
    await world.store.settle(fence, { kind: 'interrupted', abandoned: false })
    const next = await world.claimOne()
    assert.deepEqual(
      [...next.steps].sort(([one], [other]) => (one < other ? -1 : 1)),
      [
        ['empty', null],
        ['load', { rows: 3 }],
      ],
    )
  },
  'a run that was not asked to stop cannot end as canceled (I18)': async (world) => {
    await world.submit()
    const { fence } = await world.claimOne()
    assert.deepEqual(await world.store.settle(fence, { kind: 'canceled', abandoned: false }), { kind: 'stale' })
  },
}

/** Tries every fenced write and finds the job as it was. */
async function refusesAll(world: World, store: JobStore, fence: Fence): Promise<void> {
  const look = async () => [await store.find(fence.job, operator), world.events(fence.job), world.runs(fence.job)]
  const before = await look()
  const runAt = after(world.now(), 1)
  const failure = frameworkFailure('handler-error')
  for (const outcome of [
    { kind: 'succeeded', result: { kind: 'json', value: 'late' } },
    { kind: 'failed', failure },
    { kind: 'retry', runAt, failure, error: 'late', abandoned: false },
    { kind: 'snoozed', runAt },
    { kind: 'interrupted', abandoned: false },
    { kind: 'canceled', abandoned: false },
    { kind: 'lost' },
  ] as const) {
    assert.deepEqual(await store.settle(fence, outcome), { kind: 'stale' })
  }
  assert.equal(await store.progress(fence, { progress: { percent: 99 }, partial: 'late' }), 'stale')
  assert.equal(await store.saveStep(fence, 'late', 1), 'stale')
  assert.deepEqual(await look(), before)
}
