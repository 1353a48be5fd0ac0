/** Values of more than 256 KB: whoever needs them gets them whole, others are spared them, and nothing is left of those that nobody took. */
import assert from 'node:assert/strict'
import type { JobInput, JobResult } from '../jobs/job.ts'
import type { Claim, Submission } from '../jobs/store.ts'
import { caller, dayMs, operator, quietSweep, type World, type WorldCases } from './job-store-world.ts'

export const largeCases: WorldCases = {
  'a large input reaches every claim of its job whole (T1, T3, R-INI-15)': async (world) => {
    const submission = withInput(world, largeText('input'))
    await world.store.accept(submission)
    const first = await world.claimOne()
    assert.deepEqual(first.input, submission.input)
    assert.equal(first.unreadable, undefined)
    await world.store.settle(first.fence, { kind: 'interrupted', abandoned: false })
    assert.deepEqual((await world.claimOne()).input, submission.input)
  },
  'a large result is found as it was settled, and left out where it is not asked for (T4)': async (world) => {
    for (const result of largeResults()) {
      const { job, settled } = await succeed(world, result)
      assert.deepEqual(settled.kind === 'settled' && settled.job.state === 'succeeded' && settled.job.result, result)
      const found = await world.store.find(job.id, caller)
      assert.deepEqual(found?.job.state === 'succeeded' && found.job.result, result)
      const size = Buffer.byteLength(JSON.stringify('value' in result ? result.value : null))
      for (const brief of await withoutValues(world, job)) {
        assert.ok(brief?.state === 'succeeded' && 'leftOut' in brief.result)
        assert.deepEqual([brief.result.kind, brief.result.value, brief.result.leftOut?.size], [result.kind, null, size])
      }
    }
  },
  'a large result that comes under a stale fence changes nothing and leaves nothing (I4, I7)': async (world) => {
    const job = await world.submit()
    const { fence } = await world.claimOne()
    await world.store.settle(fence, { kind: 'succeeded', result: { kind: 'json', value: largeText('first') } })
    const late = await world.store.settle(fence, {
      kind: 'succeeded',
      result: { kind: 'json', value: largeText('late') },
    })
    assert.deepEqual(late, { kind: 'stale' })
    const found = await world.store.find(job.id, caller)
    assert.deepEqual(found?.job.state === 'succeeded' && found.job.result, { kind: 'json', value: largeText('first') })
    assert.equal(world.holds('late'), false)
  },
  'a large submission that makes no job leaves nothing (I2, T1)': async (world) => {
    const idempotency = { key: 'k', fingerprint: 'f', expiresAt: world.now() + dayMs } as Submission['idempotency']
    const accept = async (mark: string) => {
      const submission = { ...withInput(world, largeText(mark)), ...(idempotency === undefined ? {} : { idempotency }) }
      return (await world.store.accept(submission)).kind
    }
    assert.deepEqual([await accept('first'), await accept('again')], ['inserted', 'duplicate'])
    assert.equal(world.holds('first'), true)
    assert.equal(world.holds('again'), false)
  },
  'nothing large is left of a job that is forgotten, by hand or by time (T14, R-RES-5)': async (world) => {
    for (const forget of [
      (job: Submission['job']) => world.store.forget(job.id, caller),
      async () => {
        await world.time.advance(dayMs)
        await world.store.sweep(quietSweep)
      },
    ]) {
      const { job } = await succeed(world, { kind: 'json', value: largeText('made here') }, largeText('sent here'))
      assert.deepEqual([world.holds('sent here'), world.holds('made here')], [true, true])
      await forget(job)
      assert.deepEqual([world.holds('sent here'), world.holds('made here')], [false, false])
    }
  },
}

/** Past the limit in bytes, though not in characters. */
function largeText(mark: string): string {
  return `${mark} ${'\u00fc'.repeat(140_000)}`
}

function largeResults(): readonly JobResult[] {
  return [
    { kind: 'json', value: { rows: [largeText('json'), null, { '"': 1 }] } },
    { kind: 'resource', value: { id: 1, text: largeText('resource') }, location: '/reports/1' },
  ]
}

function withInput(world: World, text: string): Submission {
  const submission = world.submission()
  const body: JobInput['body'] = { kind: 'json', value: { text }, mediaType: 'application/json' }
  return { ...submission, input: { ...submission.input, body } }
}

async function succeed(world: World, result: JobResult, input = 'small') {
  const submission = withInput(world, input)
  await world.store.accept(submission)
  const { fence }: Claim = await world.claimOne()
  return { job: submission.job, settled: await world.store.settle(fence, { kind: 'succeeded', result }) }
}

/** The job as the verbs have it that leave values out. */
async function withoutValues(world: World, { id }: Submission['job']) {
  return [
    (await world.store.find(id, caller, { large: 'leave-out' }))?.job,
    (await world.store.list({ limit: 1 }, operator)).jobs[0],
    (await world.store.cancel(id, operator))?.job,
  ]
}
