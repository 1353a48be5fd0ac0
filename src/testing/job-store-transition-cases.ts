/** Every row of the transition table, replayed against a store; and long random walks through all of them. */
import assert from 'node:assert/strict'
import { after, type Instant } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import { frameworkFailure } from '../jobs/framework-failure.ts'
import type { JobIn } from '../jobs/job.ts'
import type { Outcome } from '../jobs/outcome.ts'
import { maxCrashes } from '../jobs/state.ts'
import { type Replay, replayJob } from './job-replay.ts'
import {
  caller,
  dayMs,
  firstWorker,
  hourMs,
  leaseMs,
  operator,
  quietSweep,
  type World,
  type WorldCases,
} from './job-store-world.ts'

const failure = { code: 'unreadable-data', title: 'The data cannot be read', status: 422, retriable: false } as const
const succeeded: Outcome = { kind: 'succeeded', result: { kind: 'json', value: { rows: [1, 2, null] } } }
const lost = { kind: 'settle', outcome: { kind: 'lost' } } as const
const promote = { kind: 'promote' } as const

function retryAt(runAt: Instant): Outcome {
  return { kind: 'retry', runAt, failure: frameworkFailure('handler-error'), error: 'Error: no', abandoned: false }
}

export const transitionCases: WorldCases = {
  'an accepted job is ready, or waits until it is due (T1, T2)': async (world) => {
    await replayJob(world)
    const later = await replayJob(world, { delayMs: 60_000 })
    await later.sweep(59_999, promote)
    assert.equal(later.job.state, 'waiting')
    await later.sweep(1, promote)
    assert.equal(later.job.state, 'ready')
  },
  'a claimed job runs, reports and succeeds with its result (T3, T4, I9)': async (world) => {
    const callbacks = [world.callback('https://a.example', { on: ['started', 'progress', 'succeeded'] })]
    const replay = await replayJob(world, { callbacks })
    await replay.claim()
    await replay.progress({ progress: { percent: 40, message: 'Aggregating', detail: { row: 7 } } })
    await replay.progress({ partial: { rows: [1] } })
    await replay.settle(succeeded)
    assert.deepEqual((replay.job as JobIn<'succeeded'>).result, { kind: 'json', value: { rows: [1, 2, null] } })
  },
  'each kind of result is kept as it was given (T4)': async (world) => {
    const file = { name: 'result-1', size: 3, mediaType: 'image/png', sha256: 'ab', filename: 'a.png' }
    for (const result of [
      { kind: 'file', file },
      { kind: 'resource', value: { id: 'r1' }, location: '/reports/r1' },
      { kind: 'json', value: null },
      { kind: 'empty' },
    ] as const) {
      const replay = await replayJob(world)
      await replay.claim()
      await replay.settle({ kind: 'succeeded', result })
    }
  },
  'a failed attempt is repeated after its delay until the attempts are used up (T5, T6, I10)': async (world) => {
    const replay = await replayJob(world, { job: { maxAttempts: 2 } })
    await replay.claim()
    await replay.settle(retryAt(after(world.now(), 5_000)))
    await replay.sweep(5_000, promote)
    await replay.claim()
    await replay.settle(retryAt(after(world.now(), 5_000)))
    assert.equal(replay.job.state, 'failed')
  },
  'the operator is told what a handler last threw, and its caller is not': async (world) => {
    const replay = await replayJob(world, { job: { maxAttempts: 2 } })
    await replay.claim()
    assert.equal((await world.store.find(replay.job.id, operator))?.lastError, undefined)
    await replay.settle(retryAt(after(world.now(), 5_000)))
    assert.equal((await world.store.find(replay.job.id, operator))?.lastError, 'Error: no')
    assert.equal((await world.store.find(replay.job.id, caller))?.lastError, undefined)
  },
  'a declared failure is final at once (T6)': async (world) => {
    const replay = await replayJob(world)
    await replay.claim()
    await replay.settle({ kind: 'failed', failure: { ...failure, detail: 'Row 3' } })
    assert.equal(replay.job.state, 'failed')
  },
  'a hand-back at shutdown and a snooze cost no attempt (T7, T8, I10)': async (world) => {
    const replay = await replayJob(world)
    await replay.claim()
    await replay.settle({ kind: 'interrupted', abandoned: false })
    await replay.claim()
    await replay.settle({ kind: 'snoozed', runAt: after(world.now(), hourMs) })
    await replay.sweep(hourMs, promote)
    assert.deepEqual([replay.job.state, replay.job.attempt, replay.job.interrupts], ['ready', 0, 1])
  },
  'a job whose worker is lost runs again, and fails once that happened too often (T9, I10)': async (world) => {
    const replay = await replayJob(world)
    for (let crash = 0; crash <= maxCrashes; crash += 1) {
      if (replay.job.state === 'waiting') await replay.sweep(hourMs, promote)
      await replay.claim()
      await replay.sweep(leaseMs, lost)
    }
    assert.equal(replay.job.state, 'failed')
  },
  'a job that does not run is canceled at once (T10, I18)': async (world) => {
    for (const delayMs of [0, hourMs]) {
      const replay = await replayJob(world, { delayMs })
      await replay.cancel()
      await replay.cancel()
      assert.equal(replay.job.state, 'canceled')
    }
    assert.deepEqual(await world.claim(), [])
  },
  'a running job is asked to stop, and is canceled when it does (T11, T12)': async (world) => {
    const replay = await replayJob(world)
    await replay.claim()
    await replay.cancel()
    await replay.cancel()
    assert.equal(replay.job.state, 'running')
    await replay.settle({ kind: 'canceled', abandoned: true })
    assert.equal(replay.job.state, 'canceled')
  },
  'after a cancel request every end but success is a cancel (T12)': async (world) => {
    const ends: readonly Outcome[] = [
      retryAt(after(world.now(), 1)),
      { kind: 'failed', failure },
      { kind: 'interrupted', abandoned: false },
      { kind: 'snoozed', runAt: after(world.now(), 1) },
      succeeded,
    ]
    for (const end of ends) {
      const replay = await replayJob(world)
      await replay.claim()
      await replay.cancel()
      await replay.settle(end)
      assert.equal(replay.job.state, end === succeeded ? 'succeeded' : 'canceled')
    }
    const replay = await replayJob(world)
    await replay.claim()
    await replay.cancel()
    await replay.sweep(leaseMs, lost)
    assert.equal(replay.job.state, 'canceled')
  },
  'a job that is not done by its deadline fails, wherever it is (T13)': async (world) => {
    const until = (ms: number) => ({ job: { deadlineAt: after(world.now(), ms) } })
    const waiting = await replayJob(world, { ...until(20), delayMs: hourMs })
    await waiting.sweep(20, { kind: 'expire-deadline' })
    const ready = await replayJob(world, until(20))
    await ready.sweep(20, { kind: 'expire-deadline' })
    const running = await replayJob(world, until(20))
    await running.claim()
    await running.sweep(20, { kind: 'expire-deadline' })
    assert.deepEqual([waiting.job.state, ready.job.state, running.job.state], ['failed', 'failed', 'failed'])
  },
  'the time to start ends with the first claim (T13)': async (world) => {
    const startBy = after(world.now(), 20)
    const started = await replayJob(world, { job: { startBy } })
    await started.claim()
    const late = await replayJob(world, { job: { startBy } })
    await late.sweep(20, { kind: 'expire-deadline' })
    assert.deepEqual([started.job.state, late.job.state], ['running', 'failed'])
    const soon = after(world.now(), 1)
    const last = await replayJob(world, { job: { startBy: soon, deadlineAt: soon } })
    await world.time.advance(1)
    await world.leases.renew(world.lease(firstWorker))
    const { overdue, ended, revoked } = await world.store.sweep(quietSweep)
    assert.deepEqual({ overdue, ended, revoked }, { overdue: 1, ended: [last.job.id], revoked: [] })
    assert.equal((await world.store.find(last.job.id, operator))?.job.state, 'failed')
  },
  'a job is forgotten when its retention ends (T14)': async (world) => {
    const replay = await replayJob(world, { callbacks: [world.callback('https://a.example')] })
    await replay.claim()
    await replay.progress({ partial: { secret: true }, progress: { percent: 1, message: 'secret' } })
    await replay.settle(succeeded)
    await replay.sweep(dayMs, { kind: 'forget' })
    assert.doesNotMatch(JSON.stringify(world.events(replay.job.id)), /secret/)
  },
  'a finished job takes no command but to be forgotten, once (I3, I4)': async (world) => {
    for (const end of [succeeded, { kind: 'failed', failure }] as const) {
      const replay = await replayJob(world)
      await replay.claim()
      await replay.settle(end)
      await replay.cancel()
      assert.deepEqual(await world.store.settle(replay.fence, { kind: 'failed', failure }), { kind: 'stale' })
      await replay.forget()
      await replay.forget()
    }
  },
  'an unfinished job is not forgotten (R-RES-5)': async (world) => {
    const replay = await replayJob(world)
    await replay.forget()
    await replay.claim()
    await replay.forget()
    assert.equal(replay.job.state, 'running')
  },
  'whatever happens to a job, the store has what the state machine decides (I3)': async (world) => {
    for (let walk = 0; walk < 25; walk += 1) await randomWalk(world)
  },
}

/** Up to 30 legal steps of one job, chosen by the world's seed. */
async function randomWalk(world: World): Promise<void> {
  const callbacks = [world.callback('https://a.example', { on: ['started', 'progress', 'succeeded', 'failed'] })]
  const deadlineAt = after(world.now(), 20 * hourMs)
  const replay = await replayJob(world, { callbacks, job: { maxAttempts: 4, deadlineAt } })
  for (let step = 0; step < 30 && !('finishedAt' in replay.job); step += 1) {
    await pick(world.random, stepsFrom(world, replay))()
  }
  if (!('finishedAt' in replay.job)) await replay.cancel()
  if (replay.job.state === 'running') await replay.settle({ kind: 'canceled', abandoned: false })
}

function stepsFrom(world: World, replay: Replay): readonly (() => Promise<unknown>)[] {
  const soon = after(world.now(), 1 + Math.floor(world.random.unit() * hourMs))
  const rarely = world.random.unit() < 0.2 ? [() => replay.cancel(), () => replay.settle(succeeded)] : []
  switch (replay.job.state) {
    case 'waiting':
      return [() => replay.sweep(hourMs, promote)]
    case 'ready':
      return [() => replay.claim()]
    case 'running':
      return [
        ...rarely,
        () => replay.progress({ progress: { percent: Math.floor(world.random.unit() * 120) } }),
        () => replay.settle(retryAt(soon)),
        () => replay.settle({ kind: 'snoozed', runAt: soon }),
        () => replay.settle({ kind: 'interrupted', abandoned: world.random.unit() < 0.5 }),
        () => replay.sweep(leaseMs, lost),
      ]
    default:
      return []
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random.unit() * items.length)]
  if (item === undefined) throw new Error('There is nothing to choose from.')
  return item
}
