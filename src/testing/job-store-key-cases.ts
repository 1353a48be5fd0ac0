/** Concurrency keys: how many jobs of one key run or wait at a time, counted from what is there, and who is next. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { JobId, WorkerId } from '../base/ids.ts'
import type { Failure, Job } from '../jobs/job.ts'
import type { Claim } from '../jobs/store.ts'
import {
  dayMs,
  firstWorker,
  hourMs,
  leaseMs,
  operator,
  quietSweep,
  type SubmissionChanges,
  secondWorker,
  type World,
  type WorldCases,
} from './job-store-world.ts'

export const keyCases: WorldCases = {
  'no more jobs of a key run at a time than its limit (I12)': async (world) => {
    const [first, second, third] = await submitMany(world, 3, 'a')
    const other = await submitKeyed(world, 'b')
    const claims = await claimKeyed(world, firstWorker, 2)
    assert.deepEqual(idsOf(claims), [first, second, other].map(idOf))
    assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 2)), [])
    await world.store.settle(claimOf(claims, first).fence, succeeded)
    assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 2)), [idOf(third)])
  },
  'one statement does not hand out two jobs of a key that has one place (I12)': async (world) => {
    const [first] = await submitMany(world, 10, 'a')
    assert.deepEqual(idsOf(await claimKeyed(world, firstWorker, 1)), [idOf(first)])
  },
  'a key counts within its operation and tenant (I12)': async (world) => {
    await submitKeyed(world, 'a')
    await submitKeyed(world, 'a', { job: { tenant: 'neighbour' } })
    await submitKeyed(world, 'a', { job: { operation: 'other' } })
    const known = new Map([
      ['work', { revision: 1, concurrency: { limit: 1 } }],
      ['other', { revision: 1, concurrency: { limit: 1 } }],
    ])
    await world.leases.renew(world.lease(firstWorker))
    assert.equal((await world.store.claim({ worker: firstWorker, known, limit: 9 })).length, 3)
  },
  'jobs without a key, and workers that know no limit, are not held up (I12)': async (world) => {
    await submitMany(world, 3, undefined)
    assert.equal((await claimKeyed(world, firstWorker, 1)).length, 3)
    await submitMany(world, 3, 'a')
    assert.equal((await world.claim(secondWorker)).length, 3)
  },
  'a backlog of one key does not hide the jobs of others behind it (I12, L5)': async (world) => {
    await submitMany(world, 40, 'a')
    const other = await submitKeyed(world, 'b')
    assert.equal((await claimKeyed(world, firstWorker, 1, 1)).length, 1)
    assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 1, 1)), [idOf(other)])
  },
  'every job of a key gets its turn, in claim order (I23, L5)': async (world) => {
    const backlog = await submitMany(world, 5, 'a')
    const urgent = await submitKeyed(world, 'a', { job: { priority: 0 } })
    const order: JobId[] = []
    for (const _ of [...backlog, urgent]) {
      const [claim] = await claimKeyed(world, firstWorker, 1)
      assert.ok(claim !== undefined)
      order.push(claim.job.id)
      await world.store.settle(claim.fence, succeeded)
    }
    assert.deepEqual(order, [urgent, ...backlog].map(idOf))
  },
  'a job that leaves the queue gives its turn to the next (I12)': async (world) => {
    const [first, second, third, fourth] = await submitMany(world, 4, 'a')
    const claims = await claimKeyed(world, firstWorker, 1)
    assert.deepEqual(idsOf(await claimKeyed(world, firstWorker, 1)), [])
    await world.store.settle(claimOf(claims, first).fence, succeeded)
    for (const gone of [second, third]) await world.store.cancel(idOf(gone), operator)
    assert.deepEqual(idsOf(await claimKeyed(world, firstWorker, 1)), [idOf(fourth)])
  },
  'abandoned code holds its place until it has ended (I9, I12)': async (world) => {
    const [first, second] = await submitMany(world, 2, 'a')
    const claims = await claimKeyed(world, firstWorker, 1)
    const { fence } = claimOf(claims, first)
    await world.store.cancel(fence.job, operator)
    await world.store.settle(fence, { kind: 'canceled', abandoned: true })
    assert.deepEqual(idsOf(await claimKeyed(world, firstWorker, 1)), [])
    await world.store.releaseRun({ ...fence, incarnation: 'another' })
    assert.deepEqual(idsOf(await claimKeyed(world, firstWorker, 1)), [])
    await world.store.releaseRun(fence)
    assert.deepEqual(idsOf(await claimKeyed(world, firstWorker, 1)), [idOf(second)])
    assert.deepEqual(
      world.runs(fence.job).map(({ abandoned }) => abandoned),
      [false],
    )
  },
  'abandoned code holds its place no longer than the lease of its process (I9, I12)': async (world) => {
    const [first, second] = await submitMany(world, 2, 'a')
    const claims = await claimKeyed(world, firstWorker, 1)
    await world.store.cancel(idOf(first), operator)
    await world.store.settle(claimOf(claims, first).fence, { kind: 'canceled', abandoned: true })
    assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 1)), [])
    await world.time.advance(leaseMs)
    await world.store.sweep(quietSweep)
    assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 1)), [idOf(second)])
  },
  'a new definition with a higher limit applies to those who wait already (D17)': async (world) => {
    await world.store.registerContract([{ id: 'work', hash: 'one' }])
    await submitMany(world, 4, 'a')
    assert.equal((await claimKeyed(world, firstWorker, 1)).length, 1)
    await world.store.registerContract([{ id: 'work', hash: 'two' }])
    assert.equal((await claimKeyed(world, firstWorker, 3)).length, 2)
  },
  'an exclusive submission is refused while its key has as many unfinished jobs as may be (I14, R-INI-11)': async (
    world,
  ) => {
    const submission = exclusive(world, 'a', 2)
    const first = await submitKeyed(world, 'a')
    assert.equal((await world.store.accept(submission)).kind, 'inserted')
    const refused = await world.store.accept(exclusive(world, 'a', 2))
    assert.ok(refused.kind === 'conflict')
    assert.equal(refused.job?.id, first.id)
    assert.equal((await world.store.accept(exclusive(world, 'b', 2))).kind, 'inserted')
    await world.store.cancel(first.id, operator)
    assert.equal((await world.store.accept(exclusive(world, 'a', 2))).kind, 'inserted')
  },
  'of a job that is in the way, only its owner is told (I14, R-INI-11)': async (world) => {
    await submitKeyed(world, 'a', { job: { owner: 'somebody-else' } })
    assert.deepEqual(await world.store.accept(exclusive(world, 'a', 1)), { kind: 'conflict' })
  },
  'a refused submission leaves its idempotency key free, and a repeat is no conflict (I2, I14)': async (world) => {
    const first = await submitKeyed(world, 'a')
    const idempotency = { key: 'k', fingerprint: 'f', expiresAt: after(world.now(), dayMs) }
    assert.equal((await world.store.accept({ ...exclusive(world, 'a', 1), idempotency })).kind, 'conflict')
    await world.store.cancel(first.id, operator)
    const accepted = await world.store.accept({ ...exclusive(world, 'a', 1), idempotency })
    assert.equal(accepted.kind, 'inserted')
    assert.equal((await world.store.accept({ ...exclusive(world, 'a', 1), idempotency })).kind, 'duplicate')
  },
  'a key of which one run was lost has its place back (T9, I12)': async (world) => {
    const [first] = await submitMany(world, 2, 'a')
    await claimKeyed(world, firstWorker, 1)
    await world.time.advance(leaseMs)
    await world.store.sweep(quietSweep)
    assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 1)), [idOf(first)])
  },
}

/** As `keyCases`, one for each way in which a place becomes free. */
export const freedPlaceCases = (): WorldCases =>
  Object.fromEntries(Object.entries(endings).map(([by, end]) => freed(by, end)))

const succeeded = { kind: 'succeeded', result: { kind: 'empty' } } as const

/** The ways in which a run gives its place back without having succeeded. */
const endings: Readonly<Record<string, (world: World, claim: Claim) => Promise<unknown>>> = {
  snooze: (world, { fence }) => world.store.settle(fence, { kind: 'snoozed', runAt: after(world.now(), dayMs) }),
  'deadline that passed': async (world) => {
    await world.time.advance(hourMs)
    await world.store.sweep(quietSweep)
  },
  cancellation: async (world, { fence }) => {
    await world.store.cancel(fence.job, operator)
    await world.store.settle(fence, { kind: 'canceled', abandoned: false })
  },
  'failure for good': (world, { fence }) => world.store.settle(fence, { kind: 'failed', failure }),
  'failure that is tried again': (world, { fence }) =>
    world.store.settle(fence, {
      kind: 'retry',
      runAt: after(world.now(), dayMs),
      failure,
      error: '',
      abandoned: false,
    }),
}

function freed(by: string, end: (world: World, claim: Claim) => Promise<unknown>): [string, WorldCases[string]] {
  return [
    `a place of a key is given on after a ${by} (I12)`,
    async (world) => {
      const first = await submitKeyed(world, 'a', { job: { deadlineAt: after(world.now(), hourMs) } })
      const second = await submitKeyed(world, 'a')
      const claims = await claimKeyed(world, firstWorker, 1)
      assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 1)), [])
      await end(world, claimOf(claims, first))
      // A deadline that passes leaves the code behind: its process has to be gone as well.
      await world.time.advance(leaseMs)
      await world.store.sweep(quietSweep)
      assert.deepEqual(idsOf(await claimKeyed(world, secondWorker, 1)), [second.id])
    },
  ]
}

const failure: Failure = { code: 'unreadable', title: 'Unreadable', status: 422, retriable: false }

function submitKeyed(world: World, concurrencyKey: string | undefined, changes: SubmissionChanges = {}): Promise<Job> {
  return world.submit({
    ...changes,
    job: { ...changes.job, ...(concurrencyKey === undefined ? {} : { concurrencyKey }) },
  })
}

async function submitMany(
  world: World,
  count: number,
  key: string | undefined,
  job: SubmissionChanges['job'] = {},
): Promise<readonly Job[]> {
  const jobs: Job[] = []
  for (let made = 0; made < count; made += 1) jobs.push(await submitKeyed(world, key, { job }))
  return jobs
}

async function claimKeyed(world: World, worker: WorkerId, perKey: number, limit = 100): Promise<readonly Claim[]> {
  await world.leases.renew(world.lease(worker))
  const known = new Map([['work', { revision: 9, concurrency: { limit: perKey } }]])
  return world.store.claim({ worker, known, limit })
}

function exclusive(world: World, concurrencyKey: string, limit: number) {
  return { ...world.submission({ job: { concurrencyKey } }), exclusive: { limit } }
}

function idsOf(claims: readonly Claim[]): readonly JobId[] {
  return claims.map(({ job }) => job.id)
}

function idOf(job: Job | undefined): JobId {
  assert.ok(job !== undefined)
  return job.id
}

function claimOf(claims: readonly Claim[], job: Job | undefined): Claim {
  const claim = claims.find((each) => each.job.id === job?.id)
  assert.ok(claim !== undefined)
  return claim
}
