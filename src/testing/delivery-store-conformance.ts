/** What every delivery store has to do, as a list of named cases; a store's tests run each against an empty database. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { JobId } from '../base/ids.ts'
import {
  type DeliveryStoreHarness,
  type DeliveryWorld,
  dev,
  inDeliveryWorld,
  leaseMs,
  operator,
} from './delivery-store-world.ts'
import type { ConformanceCase } from './job-store-conformance.ts'

type Case = (harness: DeliveryStoreHarness) => ConformanceCase

function holds(name: string, body: (world: DeliveryWorld) => Promise<void>): Case {
  return (harness) => ({ name, run: () => inDeliveryWorld(harness, body) })
}

/**
 * The cases for one store.
 *
 * @example for (const { name, run } of deliveryStoreConformance(harness)) it(name, run)
 */
export function deliveryStoreConformance(harness: DeliveryStoreHarness): readonly ConformanceCase[] {
  return cases.map((toCase) => toCase(harness))
}

const cases: readonly Case[] = [
  holds('a claim carries the event, the job as it stood, the endpoint and its secret', async (world) => {
    const job = await world.finishJob()
    const claim = await world.claimOne()
    assert.match(claim.delivery.id, /^msg_[A-Za-z0-9]{22}$/)
    assert.deepEqual([claim.delivery.state, claim.delivery.attempts, claim.delivery.log], ['sending', 0, []])
    assert.deepEqual([claim.delivery.job, claim.delivery.url], [job.id, 'https://a.example/hook'])
    assert.equal(claim.delivery.type, 'work.succeeded')
    assert.deepEqual(
      [claim.event.kind, claim.event.at, claim.event.snapshot.revision],
      ['succeeded', world.now(), job.revision],
    )
    assert.equal(claim.endpoint.sealedSecret, 'sealed for api-key:dev at https://a.example')
    assert.deepEqual([claim.body, claim.result], [undefined, undefined])
  }),

  holds('a full delivery brings the result until its body is kept', async (world) => {
    await world.finishJob({ payload: 'full', retryMs: [0] })
    const first = await world.claimOne()
    assert.deepEqual(first.result, { kind: 'json', value: { rows: 3 } })
    await world.deliveries.saveBody(first.fence, '{"full":true}')
    await world.settle(first, { state: 'waiting', dueAt: world.now() })
    const second = await world.claimOne()
    assert.deepEqual([second.body, second.result], ['{"full":true}', undefined])
  }),

  holds('what one has claimed no other can claim (WH-32)', async (world) => {
    await world.finishJob()
    const claims = await Promise.all([world.claim(), world.claim(), world.claim()])
    assert.equal(claims.flat().length, 1)
  }),

  holds('a delivery that is not due is not claimed, and is when its time has come (WH-18)', async (world) => {
    await world.finishJob()
    const claim = await world.claimOne()
    await world.settle(claim, { state: 'waiting', dueAt: after(world.now(), 1_000) })
    assert.equal(await world.deliveries.nextDueAt(), after(world.now(), 1_000))
    await world.time.advance(999)
    assert.deepEqual(await world.claim(), [])
    await world.time.advance(1)
    const again = await world.claimOne()
    assert.equal(again.delivery.id, claim.delivery.id)
    assert.deepEqual(
      again.delivery.log.map(({ number, outcome, status, durationMs }) => ({ number, outcome, status, durationMs })),
      [{ number: 1, outcome: 'http_500', status: 500, durationMs: 7 }],
    )
  }),

  holds('the same bytes go out on every attempt (WH-4)', async (world) => {
    await world.finishJob()
    const first = await world.claimOne()
    assert.equal(await world.deliveries.saveBody(first.fence, '{"a":1}'), 'written')
    await world.settle(first, { state: 'waiting', dueAt: world.now() })
    assert.equal((await world.claimOne()).body, '{"a":1}')
  }),

  holds('a lease that ran out is taken back, its attempt counted and the fence raised (WH-32)', async (world) => {
    await world.finishJob()
    const lost = await world.claimOne()
    await world.deliveries.saveBody(lost.fence, '{"a":1}')
    await world.time.advance(leaseMs - 1)
    assert.deepEqual(await world.claim(), [])
    await world.time.advance(1)
    const again = await world.claimOne()
    assert.equal(again.delivery.id, lost.delivery.id)
    assert.deepEqual([again.delivery.attempts, again.body, again.fence.epoch], [1, '{"a":1}', lost.fence.epoch + 1])
    assert.deepEqual(
      again.delivery.log.map(({ outcome }) => outcome),
      ['lost'],
    )
  }),

  holds('a lease outlives its sender no longer because somebody set the clock back (WH-32)', async (world) => {
    await world.finishJob()
    const lost = await world.claimOne()
    world.time.jump(-3_600_000)
    assert.deepEqual(await world.claim(), [])
    await world.time.advance(leaseMs - 1)
    assert.deepEqual(await world.claim(), [])
    await world.time.advance(1)
    assert.equal((await world.claimOne()).fence.epoch, lost.fence.epoch + 1)
    assert.equal(await world.deliveries.saveBody(lost.fence, 'late'), 'stale')
  }),

  holds('a delivery that is lost on its last attempt has failed (WH-32)', async (world) => {
    const { id } = await world.finishJob({ retryMs: [] })
    await world.claimOne()
    await world.time.advance(leaseMs)
    assert.deepEqual(await world.claim(), [])
    const [delivery] = (await world.deliveries.list(id, dev)) ?? []
    assert.deepEqual([delivery?.state, delivery?.attempts, delivery?.finishedAt], ['failed', 1, world.now()])
  }),

  holds('a stale fence writes nothing (I7)', async (world) => {
    const { id } = await world.finishJob()
    const lost = await world.claimOne()
    await world.time.advance(leaseMs)
    const current = await world.claimOne()
    assert.equal(await world.deliveries.saveBody(lost.fence, 'late'), 'stale')
    assert.equal(
      await world.settle(lost, { state: 'delivered', endpoint: { failed: false, disable: 'gone' } }),
      'stale',
    )
    const foreign = { ...current, fence: { ...current.fence, incarnation: 'another' } }
    assert.equal(await world.deliveries.saveBody(foreign.fence, 'foreign'), 'stale')
    assert.equal(await world.settle(foreign, { state: 'delivered' }), 'stale')
    const [delivery] = (await world.deliveries.list(id, dev)) ?? []
    assert.deepEqual([delivery?.state, delivery?.log.length], ['sending', 1])
    assert.equal((await world.deliveries.findEndpoint(current.endpoint.id, dev))?.disabled, undefined)
    assert.equal(await world.settle(current, { state: 'delivered', endpoint: { failed: false } }), 'written')
    assert.equal(await world.settle(current, { state: 'failed', endpoint: { failed: true } }), 'stale')
  }),

  holds('a finished delivery is claimed no more', async (world) => {
    for (const state of ['delivered', 'failed', 'aborted', 'expired', 'canceled'] as const) {
      await world.finishJob()
      await world.settle(await world.claimOne(), { state })
      await world.time.advance(leaseMs)
      assert.deepEqual(await world.claim(), [], state)
    }
  }),

  holds('a settlement without an attempt leaves the log alone', async (world) => {
    const { id } = await world.finishJob()
    const { fence } = await world.claimOne()
    await world.deliveries.settle(fence, { state: 'expired' })
    const [delivery] = (await world.deliveries.list(id, dev)) ?? []
    assert.deepEqual([delivery?.state, delivery?.attempts, delivery?.log], ['expired', 0, []])
  }),

  holds('no endpoint has more than its share out at once (WH-36)', async (world) => {
    for (let count = 0; count < 6; count += 1) await world.finishJob()
    const first = await world.claim()
    assert.equal(first.length, 4)
    assert.deepEqual(await world.claim(), [])
    const [settled] = first
    assert.ok(settled !== undefined)
    await world.settle(settled, { state: 'delivered', endpoint: { failed: false } })
    assert.equal((await world.claim()).length, 1)
  }),

  holds('no owner has more than its share out at once, whatever its endpoints (WH-36)', async (world) => {
    const origins = ['https://a.example', 'https://b.example', 'https://c.example']
    for (let count = 0; count < 4; count += 1) await world.finishJob({ owner: 'one', origins })
    await world.finishJob({ owner: 'two' })
    await world.finishJob({ owner: 'one', tenant: 'other' })
    const claims = await world.claim()
    const owners = claims.map(({ endpoint }) => `${endpoint.tenant}/${endpoint.owner}`).sort()
    assert.deepEqual(owners, [...Array(8).fill('default/one'), 'default/two', 'other/one'])
    assert.deepEqual(await world.claim(), [])
  }),

  holds('who has the fewest sends out comes first, however long others have waited (WH-33)', async (world) => {
    for (let count = 0; count < 4; count += 1) await world.finishJob({ owner: 'one' })
    await world.time.advance(1)
    for (const owner of ['two', 'three']) {
      for (let count = 0; count < 2; count += 1) await world.finishJob({ owner })
    }
    const ownersOf = async (limit: number) => (await world.claim({ limit })).map(({ endpoint }) => endpoint.owner)
    assert.deepEqual((await ownersOf(3)).sort(), ['one', 'three', 'two'])
    await world.finishJob({ owner: 'four' })
    assert.deepEqual(await ownersOf(1), ['four'])
    assert.deepEqual((await ownersOf(3)).sort(), ['one', 'three', 'two'])
    assert.deepEqual(await ownersOf(8), ['one', 'one'])
  }),

  holds('reserved places go to owners who have nothing out (WH-36)', async (world) => {
    for (let count = 0; count < 4; count += 1) await world.finishJob({ owner: 'one' })
    assert.equal((await world.claim({ limit: 4, reserved: 2 })).length, 2)
    assert.deepEqual(await world.claim({ limit: 2, reserved: 2 }), [])
    await world.finishJob({ owner: 'two' })
    assert.equal((await world.claimOne({ limit: 2, reserved: 2 })).endpoint.owner, 'two')
  }),

  holds('a claim keeps to its limit, the longest waiting first', async (world) => {
    const origins = ['c', 'a', 'e', 'b', 'd', 'f'].map((name) => `https://${name}.example`)
    for (const origin of origins) {
      await world.finishJob({ origins: [origin] })
      await world.time.advance(1)
    }
    const claimed: string[] = []
    for (const _ of origins) {
      const [only, ...others] = await world.claim({ limit: 1 })
      assert.ok(only !== undefined && others.length === 0, 'one delivery is claimed')
      claimed.push(only.endpoint.origin)
    }
    assert.deepEqual(claimed, origins)
  }),

  holds('a backlog at one endpoint does not keep another waiting (WH-33)', async (world) => {
    for (let count = 0; count < 40; count += 1) await world.finishJob()
    assert.equal((await world.claim()).length, 4)
    await world.finishJob({ origins: ['https://b.example'] })
    assert.equal((await world.claimOne()).endpoint.origin, 'https://b.example')
  }),

  holds(
    'one endpoint stands for all callbacks of a principal to an origin, and for nobody else’s (R-WEB-4)',
    async (world) => {
      await world.finishJob()
      await world.finishJob()
      await world.finishJob({ owner: 'api-key:other' })
      assert.equal((await world.deliveries.listEndpoints(dev)).length, 1)
      assert.equal((await world.deliveries.listEndpoints(operator)).length, 2)
    },
  ),

  holds('a paused endpoint is sent nothing, and loses no attempt by it (WH-25)', async (world) => {
    await world.finishJob()
    await world.finishJob()
    const [first] = await world.claim({ limit: 1 })
    assert.ok(first !== undefined)
    const pausedUntil = after(world.now(), 60_000)
    await world.settle(first, {
      state: 'waiting',
      dueAt: after(world.now(), 1_000),
      endpoint: { failed: true, pausedUntil },
    })
    assert.equal(await world.deliveries.nextDueAt(), pausedUntil)
    await world.time.advance(59_999)
    assert.deepEqual(await world.claim(), [])
    await world.time.advance(1)
    const attempts = (await world.claim()).map(({ delivery }) => delivery.attempts).sort()
    assert.deepEqual(attempts, [0, 1])
  }),

  holds('a pause is not shortened by a later answer (WH-25)', async (world) => {
    await world.finishJob()
    await world.finishJob()
    const [long, short] = await world.claim()
    assert.ok(long !== undefined && short !== undefined)
    const pausedUntil = after(world.now(), 60_000)
    await world.settle(long, { state: 'failed', endpoint: { failed: true, pausedUntil } })
    await world.settle(short, { state: 'failed', endpoint: { failed: true, pausedUntil: after(world.now(), 5) } })
    assert.equal((await world.deliveries.findEndpoint(long.endpoint.id, dev))?.pausedUntil, pausedUntil)
  }),

  holds('failures in a row are counted, and a success ends the run', async (world) => {
    const failures: (number | undefined)[] = []
    for (const failed of [true, true, false, true]) {
      await world.finishJob()
      const claim = await world.claimOne()
      await world.settle(claim, { state: failed ? 'failed' : 'delivered', endpoint: { failed } })
      failures.push((await world.deliveries.findEndpoint(claim.endpoint.id, dev))?.consecutiveFailures)
    }
    assert.deepEqual(failures, [1, 2, 0, 1])
  }),

  holds('disabling cancels what waits and what is being sent, and skips what comes after (WH-29)', async (world) => {
    const jobs = [await world.finishJob(), await world.finishJob(), await world.finishJob()]
    const [gone, sending] = await world.claim({ limit: 2 })
    assert.ok(gone !== undefined && sending !== undefined)
    await world.settle(gone, { state: 'failed', endpoint: { failed: true, disable: 'gone' } })
    await world.settle(sending, { state: 'waiting', dueAt: world.now(), endpoint: { failed: true } })
    jobs.push(await world.finishJob())
    const states = []
    for (const { id } of jobs) states.push((await world.deliveries.list(id, dev))?.[0]?.state)
    assert.deepEqual(states, ['failed', 'canceled', 'canceled', 'skipped'])
    const endpoint = await world.deliveries.findEndpoint(gone.endpoint.id, dev)
    assert.deepEqual(endpoint?.disabled, { at: world.now(), reason: 'gone' })
    assert.deepEqual([await world.claim(), await world.deliveries.nextDueAt()], [[], undefined])
  }),

  holds(
    'what was lost on its way to an endpoint that was disabled meanwhile is canceled (WH-29, WH-32)',
    async (world) => {
      const jobs = [await world.finishJob(), await world.finishJob()]
      const [gone] = await world.claim()
      assert.ok(gone !== undefined)
      await world.settle(gone, { state: 'failed', endpoint: { failed: true, disable: 'gone' } })
      await world.time.advance(leaseMs)
      assert.deepEqual(await world.claim(), [])
      const states = []
      for (const { id } of jobs) states.push((await world.deliveries.list(id, dev))?.[0])
      const found = states.map((delivery) => [delivery?.state, delivery?.log.map(({ outcome }) => outcome)])
      assert.deepEqual(found.sort(), [
        ['canceled', ['lost']],
        ['failed', ['http_500']],
      ])
    },
  ),

  holds('the address of a forgotten job is kept only while it is to be sent (R-RES-5)', async (world) => {
    const urlsOf = async (id: JobId) => (await world.deliveries.list(id, dev))?.map(({ url }) => url)
    const told = await world.finishJob()
    await world.settle(await world.claimOne(), { state: 'delivered' })
    await world.jobs.forget(told.id, dev)
    assert.deepEqual(await urlsOf(told.id), ['https://a.example'])
    const open = await world.finishJob()
    await world.jobs.forget(open.id, dev)
    const claim = await world.claimOne()
    await world.settle(claim, { state: 'waiting', dueAt: world.now() })
    assert.deepEqual(await urlsOf(open.id), ['https://a.example/hook'])
    const last = await world.finishJob()
    await world.settle(await world.claimOne({ limit: 1 }), {
      state: 'failed',
      endpoint: { failed: true, disable: 'gone' },
    })
    await world.jobs.forget(last.id, dev)
    assert.deepEqual(await urlsOf(open.id), ['https://a.example'])
    assert.deepEqual(await urlsOf(last.id), ['https://a.example'])
  }),

  holds('a forgotten job is told without its result, even by a body that was on its way (R-RES-5)', async (world) => {
    const { id } = await world.finishJob({ payload: 'full' })
    const early = await world.claimOne()
    await world.jobs.forget(id, dev)
    assert.equal(await world.deliveries.saveBody(early.fence, '{"result":"secret"}'), 'written')
    await world.settle(early, { state: 'waiting', dueAt: world.now() })
    const later = await world.claimOne()
    assert.deepEqual([later.body, later.result, later.delivery.id], [undefined, undefined, early.delivery.id])
  }),

  holds('deliveries and endpoints are shown to their owner and the operator alone (OW-1)', async (world) => {
    const { id } = await world.finishJob()
    const { endpoint } = await world.claimOne()
    const strangers = [
      { ...dev, owner: 'api-key:other' },
      { ...dev, tenant: 'other' },
    ]
    for (const reader of strangers) {
      assert.equal(await world.deliveries.list(id, reader), undefined)
      assert.deepEqual(await world.deliveries.listEndpoints(reader), [])
      assert.equal(await world.deliveries.findEndpoint(endpoint.id, reader), undefined)
    }
    for (const reader of [dev, operator]) {
      assert.equal((await world.deliveries.list(id, reader))?.length, 1)
      assert.deepEqual(await world.deliveries.listEndpoints(reader), [endpoint])
      assert.deepEqual(await world.deliveries.findEndpoint(endpoint.id, reader), endpoint)
    }
  }),
]
