/** Doing a job again: a new one with what was sent for the old one, in one step, or nothing (T1). */
import assert from 'node:assert/strict'
import { newJobId } from '../base/ids.ts'
import type { Job, JobFacts, JobInput } from '../jobs/job.ts'
import type { Drafted, Repeated, RepeatRefusal } from '../jobs/store.ts'
import { caller, dayMs, operator, quietSweep, type World, type WorldCases } from './job-store-world.ts'

export const repeatCases: WorldCases = {
  'a repeated job is a new one with the old input, its subscriptions and a first event (T1, I5)': async (world) => {
    const callbacks = [world.callback('https://a.example'), world.callback('https://b.example', { on: ['canceled'] })]
    const original = await fail(world, await world.submit({ callbacks }))
    const repeated = await repeat(world, original)
    assert.equal(repeated?.kind, 'inserted')
    const { job } = repeated
    assert.deepEqual([job.retriedFrom, job.attempt, job.state], [original.id, 0, 'ready'])
    assert.deepEqual((await world.store.find(job.id, caller))?.job, job)
    assert.deepEqual(
      world.events(job.id).map(({ number, kind }) => [number, kind]),
      [[1, 'accepted']],
    )
    const { fence, input } = await world.claimOne()
    assert.deepEqual([fence.job, input.body], [job.id, world.submission().input.body])
    await world.store.settle(fence, { kind: 'succeeded', result: { kind: 'empty' } })
    assert.deepEqual(
      world.deliveries(job.id).map(({ endpoint, type }) => [endpoint, type]),
      world.deliveries(original.id).map(({ endpoint }) => [endpoint, 'work.succeeded']),
    )
  },
  'the original stays as it was, and is done again as often as it is asked for (I4)': async (world) => {
    const original = await fail(world, await world.submit())
    const before = await world.store.find(original.id, operator)
    const ids = [await repeat(world, original), await repeat(world, original)].map((one) => one?.job?.id)
    assert.equal(new Set([...ids, original.id]).size, 3)
    assert.deepEqual(await world.store.find(original.id, operator), before)
  },
  'the draft sees the job and its whole input, however large': async (world) => {
    const submission = world.submission()
    const body: JobInput['body'] = { kind: 'json', value: 'x'.repeat(300_000), mediaType: 'application/json' }
    await world.store.accept({ ...submission, input: { ...submission.input, body } })
    const original = await fail(world, submission.job)
    const seen: JobInput[] = []
    await repeat(world, original, {}, (input) => seen.push(input))
    const { input } = await world.claimOne()
    assert.deepEqual([seen[0]?.body, input.body], [body, body])
  },
  'nothing is made where the draft refuses, or of what is not there': async (world) => {
    const running = await world.submit()
    const refuse = (): Drafted => ({ kind: 'refused', reason: 'not-finished' })
    const refused = await world.store.repeat(running.id, caller, refuse)
    assert.deepEqual(refused, { kind: 'refused', reason: 'not-finished', job: running })
    const original = await fail(world, running)
    assert.equal(await world.store.repeat(newJobId(world.random), operator, refuse), undefined)
    assert.equal(await world.store.repeat(original.id, { ...caller, owner: 'api-key:other' }, refuse), undefined)
    assert.equal(await jobCount(world), 1)
  },
  'nothing is made of what was forgotten, as long as anything is known of it (T14, R-RES-5)': async (world) => {
    const original = await fail(world, await world.submit())
    await world.store.forget(original.id, caller)
    assert.equal(reasonOf(await repeat(world, original)), 'forgotten')
    await world.store.sweep(quietSweep)
    assert.equal((await world.store.find(original.id, operator))?.tombstone, true)
    assert.equal(reasonOf(await repeat(world, original)), 'forgotten')
    await world.time.advance(2 * dayMs)
    await world.store.sweep(quietSweep)
    assert.equal(await repeat(world, original), undefined)
  },
  'a repeated job respects the limit of its key like any other submission (I14)': async (world) => {
    const job = { concurrencyKey: 'k' }
    const original = await fail(world, await world.submit({ job }))
    const inTheWay = await world.submit({ job })
    const conflict = await repeat(world, original, job, undefined, { limit: 1 })
    assert.deepEqual(conflict, { kind: 'conflict', job: inTheWay })
    assert.equal((await repeat(world, original, job, undefined, { limit: 2 }))?.kind, 'inserted')
  },
  'an operator may list the jobs of one owner, those before a moment, and those that nobody has repeated': async (
    world,
  ) => {
    const repeated = await fail(world, await world.submit())
    await world.time.advance(1)
    const other = await fail(world, await world.submit({ job: { owner: 'api-key:other' } }))
    const repeats = await repeat(world, repeated)
    const list = async (query: object) =>
      (await world.store.list({ limit: 9, ...query }, operator)).jobs.map(({ id }) => id)
    assert.deepEqual(await list({ owner: 'api-key:other' }), [other.id])
    assert.deepEqual(await list({ createdBefore: other.createdAt }), [repeated.id])
    assert.deepEqual(await list({ unrepeated: true }), [repeats?.job?.id, other.id])
  },
}

function repeat(
  world: World,
  { id }: Job,
  facts: Partial<JobFacts> = {},
  look: (input: JobInput) => void = () => {},
  exclusive?: { readonly limit: number },
): Promise<Repeated | undefined> {
  return world.store.repeat(id, operator, (original, input) => {
    look(input)
    const { job } = world.submission({ job: { ...facts, retriedFrom: original.id } })
    return { kind: 'drafted', job, ...(exclusive === undefined ? {} : { exclusive }) }
  })
}

/** The job once it has run and failed. */
async function fail(world: World, { id }: Job): Promise<Job> {
  const { fence } = await world.claimOne()
  const failure = { code: 'no', title: 'No', status: 422, retriable: false }
  await world.store.settle(fence, { kind: 'failed', failure })
  const found = await world.store.find(id, operator)
  assert.equal(found?.job.state, 'failed')
  return found.job
}

function reasonOf(repeated: Repeated | undefined): RepeatRefusal | undefined {
  return repeated?.kind === 'refused' ? repeated.reason : undefined
}

async function jobCount(world: World): Promise<number> {
  return (await world.store.list({ limit: 9 }, operator)).jobs.length
}
