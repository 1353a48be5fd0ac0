/** What every schedule store has to do, as a list of named cases; a store's tests run each against an empty database. */
import assert from 'node:assert/strict'
import { after, type Instant } from '../base/clock.ts'
import { newJobId } from '../base/ids.ts'
import type { Random } from '../base/random.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Job, JobInput } from '../jobs/job.ts'
import type { Fired, Firing, ScheduleDefinition, ScheduleStore, StoredSchedule } from '../jobs/schedule-store.ts'
import type { JobStore, Submission } from '../jobs/store.ts'
import { system } from '../security/principal.ts'
import { createFakeClock } from './fake-clock.ts'
import type { ConformanceCase } from './job-store-conformance.ts'
import { dayMs, operator } from './job-store-world.ts'
import { createSeededRandom } from './seeded-random.ts'

/** What a store's author hands in. */
export interface ScheduleStoreHarness {
  open(runtime: Runtime): Promise<OpenScheduleStore>
}

/** A fresh schedule store, beside the job store of the same database. */
export interface OpenScheduleStore {
  readonly schedules: ScheduleStore
  /** Over the same database. */
  readonly jobs: JobStore
  /** The store of another process over the same database. */
  another(): Promise<ScheduleStore>
  close(): Promise<void>
}

interface World extends OpenScheduleStore {
  readonly now: Instant
  register(changes?: Partial<ScheduleDefinition>, orphanedBefore?: Instant): Promise<void>
  submission(changes?: Partial<Job>): Submission
  firing(changes?: Partial<Firing>): Firing
  /** The same for the time after. */
  firingAfter(firing: Firing): Firing
  only(): Promise<StoredSchedule>
}

/**
 * The cases for one store.
 *
 * @example for (const { name, run } of scheduleStoreConformance(harness)) it(name, run)
 */
export function scheduleStoreConformance(harness: ScheduleStoreHarness): readonly ConformanceCase[] {
  return Object.entries(cases).map(([name, body]) => ({ name, run: () => inWorld(harness, body) }))
}

const minuteMs = 60_000

const cases: Readonly<Record<string, (world: World) => Promise<void>>> = {
  'a time makes a job and moves the schedule on, at once (I15)': async (world) => {
    await world.register()
    const firing = world.firing()
    const [fired] = outcomes(await world.schedules.fire(firing))
    assert.equal(fired?.outcome, 'accepted')
    assert.ok(fired?.job !== undefined)
    assert.equal((await world.jobs.find(fired.job, operator))?.job.owner, 'system')
    const { nextAt, last, skipped } = await world.only()
    assert.deepEqual({ nextAt, last, skipped }, { nextAt: firing.nextAt, last: fired, skipped: 0 })
  },
  'of several processes that see a time come, one runs it (I15)': async (world) => {
    await world.register()
    const others = [await world.another(), await world.another()]
    const all = [world.schedules, ...others].map((store) => store.fire(world.firing()))
    const answers = await Promise.all(all)
    assert.equal(answers.filter((answer) => answer === 'stale').length, 2)
    assert.equal((await world.jobs.list({ limit: 10 }, operator)).jobs.length, 1)
  },
  'a time that has run does not run again, whatever the clock says (I15)': async (world) => {
    await world.register()
    const firing = world.firing()
    await world.schedules.fire(firing)
    const back = { ...world.firing(), expected: firing.nextAt, nextAt: firing.expected }
    assert.deepEqual(await world.schedules.fire({ ...back, fires: [] }), [])
    assert.deepEqual(await world.schedules.fire(world.firing()), [])
    assert.equal((await world.jobs.list({ limit: 10 }, operator)).jobs.length, 1)
  },
  'several times make several jobs, in one step (I15)': async (world) => {
    await world.register()
    const times = [0, 1, 2].map((minutes) => after(world.now, minutes * minuteMs))
    const fires = times.map((fireAt) => ({ fireAt, submission: world.submission() }))
    const fired = outcomes(await world.schedules.fire(world.firing({ fires })))
    assert.deepEqual(
      fired.map(({ fireAt, outcome }) => [fireAt, outcome]),
      times.map((time) => [time, 'accepted']),
    )
  },
  'a time that may not overlap makes no job while an earlier one is unfinished': async (world) => {
    await world.register()
    const first = world.firing({ skipsOverlap: true })
    const [{ job } = raise()] = outcomes(await world.schedules.fire(first))
    const second = world.firingAfter(first)
    assert.deepEqual(outcomes(await world.schedules.fire(second)), [{ fireAt: first.nextAt, outcome: 'overlap' }])
    assert.equal((await world.only()).skipped, 1)
    await world.jobs.cancel(job ?? raise(), operator)
    const third = world.firingAfter(second)
    assert.equal(outcomes(await world.schedules.fire(third))[0]?.outcome, 'accepted')
  },
  "a caller's job does not hold a schedule up": async (world) => {
    await world.register()
    await world.jobs.accept(world.submission({ owner: 'api-key:dev' }))
    assert.equal(outcomes(await world.schedules.fire(world.firing({ skipsOverlap: true })))[0]?.outcome, 'accepted')
  },
  'a time whose concurrency key is taken, or whose input does not fit, is recorded without a job (I14)': async (
    world,
  ) => {
    await world.register()
    const submission = { ...world.submission({ concurrencyKey: 'k' }), exclusive: { limit: 1 } }
    await world.jobs.accept(world.submission({ owner: 'api-key:dev', concurrencyKey: 'k' }))
    const first = world.firing({ fires: [{ fireAt: world.now, submission }] })
    assert.equal(outcomes(await world.schedules.fire(first))[0]?.outcome, 'conflict')
    const second = { ...world.firingAfter(first), fires: [{ fireAt: first.nextAt }] }
    assert.equal(outcomes(await world.schedules.fire(second))[0]?.outcome, 'invalid-input')
    assert.equal((await world.only()).skipped, 2)
  },
  'an unchanged schedule goes on waiting for its time, a changed one for its new one': async (world) => {
    const soon = after(world.now, minuteMs)
    await world.register({ nextAt: soon })
    await world.register({ nextAt: after(world.now, dayMs), revision: 2 })
    assert.equal((await world.only()).nextAt, soon)
    await world.register({ nextAt: after(world.now, dayMs), revision: 2, cron: '1 * * * *' })
    assert.equal((await world.only()).nextAt, after(world.now, dayMs))
  },
  'a time that came before the definition changed is owed all the same (I15)': async (world) => {
    await world.register()
    await world.register({ nextAt: after(world.now, dayMs), revision: 2, cron: '1 * * * *', timezone: 'Europe/Berlin' })
    const { nextAt, cron, timezone } = await world.only()
    assert.deepEqual([nextAt, cron, timezone], [world.now, '1 * * * *', 'Europe/Berlin'])
  },
  'an older definition does not displace a newer one, until nobody runs that (D17)': async (world) => {
    await world.register({ revision: 2, cron: '1 * * * *' })
    await world.register({ revision: 1 }, after(world.now, -1))
    assert.equal((await world.only()).revision, 2)
    await world.schedules.unregister([{ operation: 'work', revision: 1 }])
    assert.equal((await world.only()).revision, 2)
    await world.register({ revision: 1 }, world.now)
    assert.equal((await world.only()).revision, 1)
  },
  'a schedule that was taken out of the spec is gone (D17)': async (world) => {
    await world.register()
    await world.schedules.unregister([{ operation: 'work', revision: 1 }])
    assert.deepEqual(await world.schedules.list(), [])
    assert.equal(await world.schedules.fire(world.firing()), 'stale')
  },
}

async function inWorld(harness: ScheduleStoreHarness, body: (world: World) => Promise<void>): Promise<void> {
  const time = createFakeClock()
  const random = createSeededRandom(1)
  const open = await harness.open({ clock: time.clock, sleep: time.sleep, random, observe: () => {} })
  try {
    await body(createWorld(open, random, time.clock.now()))
  } finally {
    await open.close()
  }
}

function createWorld(open: OpenScheduleStore, random: Random, now: Instant): World {
  const { schedules } = open
  const submission = (changes: Partial<Job> = {}): Submission => ({
    job: { ...firstJob(random, now), ...changes } as Job,
    input,
    callbacks: [],
  })
  return {
    ...open,
    now,
    submission,
    register: (changes, orphanedBefore = after(now, -1)) =>
      schedules.register([{ ...definition, nextAt: now, ...changes }], orphanedBefore),
    firing: (changes) => ({
      operation: 'work',
      expected: now,
      nextAt: after(now, minuteMs),
      skipsOverlap: false,
      fires: [{ fireAt: now, submission: submission() }],
      ...changes,
    }),
    firingAfter: (firing) => ({
      ...firing,
      expected: firing.nextAt,
      nextAt: after(firing.nextAt, minuteMs),
      fires: [{ fireAt: firing.nextAt, submission: submission() }],
    }),
    only: async () => (await schedules.list())[0] ?? raise(),
  }
}

const definition = { operation: 'work', revision: 1, cron: '* * * * *', timezone: 'UTC' }

const input: JobInput = {
  params: {},
  query: {},
  headers: {},
  cookies: {},
  body: { kind: 'none' },
  principal: system,
}

function firstJob(random: Random, now: Instant): Job {
  return {
    id: newJobId(random),
    operation: 'work',
    contractRevision: 1,
    tenant: system.tenant,
    owner: system.subject,
    priority: 100,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    attempt: 0,
    maxAttempts: 3,
    crashes: 0,
    interrupts: 0,
    epoch: 0,
    retentionMs: dayMs,
    tombstoneMs: dayMs,
    state: 'ready',
    runAt: now,
  }
}

function outcomes(answer: readonly Fired[] | 'stale'): readonly Fired[] {
  assert.ok(answer !== 'stale')
  return answer
}

function raise(): never {
  throw new Error('There is none.')
}
