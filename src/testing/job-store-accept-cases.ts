/** Accepting: one job for one key, and one endpoint for one principal and origin. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { Submission } from '../jobs/store.ts'
import { caller, dayMs, operator, quietSweep, type World, type WorldCases } from './job-store-world.ts'

export const acceptCases: WorldCases = {
  'fifty parallel submissions with one key make one job and fifty equal answers (I2, R-IDM-1)': async (world) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.store.accept(keyed(world, 'k'))))
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      ['inserted', ...Array(49).fill('duplicate')],
    )
    assert.equal(new Set(answers.map((answer) => ('job' in answer ? answer.job.id : ''))).size, 1)
    assert.equal((await world.store.list({ limit: 100 }, operator)).jobs.length, 1)
  },
  'a repeated submission is answered with the job as it is now (R-IDM-1)': async (world) => {
    await world.store.accept(keyed(world, 'k'))
    const { job } = await world.claimOne()
    assert.deepEqual(await world.store.accept(keyed(world, 'k')), { kind: 'duplicate', job })
  },
  'a key with another payload makes no job (R-IDM-2)': async (world) => {
    await world.store.accept(keyed(world, 'k'))
    assert.deepEqual(await world.store.accept(keyed(world, 'k', { fingerprint: 'other' })), { kind: 'mismatch' })
    assert.equal((await world.store.list({ limit: 100 }, operator)).jobs.length, 1)
  },
  'a key belongs to one principal and one operation (R-IDM-6)': async (world) => {
    const others = [{}, { owner: 'api-key:other' }, { tenant: 'other' }, { operation: 'other' }]
    for (const job of others) {
      assert.equal((await world.store.accept(keyed(world, 'k', { job }))).kind, 'inserted')
    }
  },
  'a key is new again once its window has ended, and not before (R-IDM-7)': async (world) => {
    await world.store.accept(keyed(world, 'k'))
    await world.time.advance(dayMs - 1)
    assert.equal((await world.store.accept(keyed(world, 'k'))).kind, 'duplicate')
    await world.time.advance(1)
    assert.equal((await world.store.accept(keyed(world, 'k', { fingerprint: 'other' }))).kind, 'inserted')
    await world.store.sweep(quietSweep)
    assert.equal(world.kept().keys, 1)
  },
  'a submission that fails leaves nothing behind, and others of its moment stay (T1)': async (world) => {
    const first = world.submission()
    const callback = world.callback('https://a.example')
    const same = { ...keyed(world, 'k'), job: first.job, callbacks: [callback] }
    const answers = await Promise.allSettled([world.store.accept(first), world.store.accept(same)])
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
    assert.equal(world.kept().keys, 0)
    assert.equal((await world.store.find(first.job.id, caller))?.job.state, 'ready')
  },
  'callbacks to one origin share an endpoint, those of another principal or origin do not (R-WEB-4)': async (world) => {
    const endpoints = async (origin: string, owner: string): Promise<readonly string[]> => {
      const job = await world.submit({ job: { owner }, callbacks: [world.callback(origin)] })
      await world.store.cancel(job.id, operator)
      return world.deliveries(job.id).map(({ endpoint }) => endpoint)
    }
    const [first] = await endpoints('https://a.example', 'api-key:dev')
    assert.deepEqual(await endpoints('https://a.example', 'api-key:dev'), [first])
    const others = [
      ...(await endpoints('https://b.example', 'api-key:dev')),
      ...(await endpoints('https://a.example', 'api-key:other')),
    ]
    assert.equal(new Set([first, ...others]).size, 3)
  },
  'an event and its deliveries are there together, one for each endpoint that listens (I6, WH-31, WH-33)': async (
    world,
  ) => {
    const callbacks = [
      world.callback('https://a.example', { on: ['started'] }),
      world.callback('https://a.example', { on: ['started', 'succeeded'], url: 'https://a.example/other' }),
      world.callback('https://b.example', { on: ['succeeded'] }),
    ]
    const job = await world.submit({ callbacks })
    assert.deepEqual(typesOf(world, job.id), [])
    const { fence } = await world.claimOne()
    assert.deepEqual(typesOf(world, job.id), ['work.started'])
    await world.store.settle(fence, { kind: 'succeeded', result: { kind: 'json', value: 'the result' } })
    assert.deepEqual(typesOf(world, job.id), ['work.started', 'work.succeeded', 'work.succeeded'])
    assert.doesNotMatch(JSON.stringify(world.events(job.id)), /the result/)
  },
  'what a disabled endpoint would have heard is kept as skipped (WH-29)': async (world) => {
    const job = await world.submit({ callbacks: [world.callback('https://a.example')] })
    world.disableEndpoints()
    await world.store.cancel(job.id, operator)
    assert.deepEqual(
      world.deliveries(job.id).map(({ state }) => state),
      ['skipped'],
    )
  },
}

function typesOf(world: World, job: Submission['job']['id']): readonly string[] {
  return world.deliveries(job).map(({ type }) => type)
}

function keyed(
  world: World,
  key: string,
  changes: { readonly fingerprint?: string; readonly job?: object } = {},
): Submission {
  const { fingerprint = 'same', job = {} } = changes
  return world.submission({ job, idempotency: { key, fingerprint, expiresAt: after(world.now(), dayMs) } })
}
