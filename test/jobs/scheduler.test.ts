/** Schedules on the real store, with time that the test moves: weeks of them in milliseconds. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { after } from '../../src/base/clock.ts'
import type { AsyncPolicy, SchedulePolicy } from '../../src/contract/async-policy.ts'
import { createLocalEngine } from '../../src/engines/local/local-engine.ts'
import type { ScheduleStore } from '../../src/jobs/schedule-store.ts'
import { createScheduler, type Scheduler, type SchedulerOptions } from '../../src/jobs/scheduler.ts'
import { openDatabase } from '../../src/stores/sqlite/open.ts'
import { sqliteScheduleStore } from '../../src/stores/sqlite/schedules.ts'
import { inWorld, operationId, type World } from './support/world.ts'

const hourMs = 3_600_000
const hourly: SchedulePolicy = { cron: '0 * * * *', timezone: 'UTC', catchUp: 'one', overlap: 'allow' }

async function jobsOf({ store }: World): Promise<number> {
  return (await store.list({ limit: 1_000 }, { kind: 'operator' })).jobs.length
}

interface Scheduled {
  readonly world: World
  readonly schedules: ScheduleStore
  readonly scheduler: Scheduler
  /** Another process with another definition of the schedule. */
  another(policy: SchedulePolicy, revision: number): Scheduler
  /** Time goes by, and each second's tick looks at the schedules. */
  pass(ms: number, everyMs?: number): Promise<void>
}

async function scheduled(
  policy: SchedulePolicy,
  test: (scheduled: Scheduled) => Promise<void>,
  more: Partial<AsyncPolicy> = {},
  validate?: SchedulerOptions['registry']['validators'][string],
): Promise<void> {
  const requestBody = {
    required: false,
    maxBytes: 100,
    content: [{ mediaType: 'application/json', kind: 'json' }],
  } as const
  const validators = validate === undefined ? {} : { [`${operationId}.body.0`]: validate }
  await inWorld(
    () => 'done',
    async (world) => {
      const schedules = sqliteScheduleStore(world.database, world.runtime)
      const another = (changed: SchedulePolicy, revision: number): Scheduler =>
        createScheduler({
          schedules,
          engine: createLocalEngine(),
          runtime: world.runtime,
          registry: withSchedule(world, changed),
          revisions: new Map([[operationId, revision]]),
          changed: () => {},
        })
      const scheduler = another(policy, 1)
      await scheduler.start()
      await scheduler.stop()
      const pass = async (ms: number, everyMs = hourMs) => {
        for (let passed = 0; passed < ms; passed += everyMs) {
          world.time.jump(everyMs)
          await scheduler.runDue()
        }
      }
      await test({ world, schedules, scheduler, another, pass })
    },
    { policy: { ...more, schedule: policy }, requestBody, validators },
  )
}

function withSchedule({ registry }: World, schedule: SchedulePolicy): SchedulerOptions['registry'] {
  const operations = registry.contract.operations.map((operation) =>
    operation.async === undefined ? operation : { ...operation, async: { ...operation.async, schedule } },
  )
  return { ...registry, contract: { ...registry.contract, operations } }
}

describe('a schedule', () => {
  it('makes a job at each of its times, for weeks (I15)', () =>
    scheduled(hourly, async ({ world, pass }) => {
      await pass(21 * 24 * hourMs)
      expect(await jobsOf(world)).toBe(21 * 24)
    }))

  it('makes jobs of the system, with the input that it has (D14)', () =>
    scheduled({ ...hourly, input: { project: 'night' } }, async ({ world, pass }) => {
      await pass(hourMs)
      const [job] = (await world.store.list({ limit: 1 }, { kind: 'operator' })).jobs
      expect(job).toMatchObject({ owner: 'system', state: 'ready', operation: operationId })
      const { input } = await firstClaim(world)
      expect(input).toMatchObject({
        body: { kind: 'json', value: { project: 'night' } },
        principal: { subject: 'system' },
      })
    }))

  it('is run by one of the processes that look at it, whoever is first (I15)', () =>
    scheduled(hourly, async ({ world, schedules }) => {
      const database = await openDatabase(join(world.folder, 'jobs.db'), { runtime: world.runtime, mode: 'server' })
      try {
        const stores = [schedules, sqliteScheduleStore(database, world.runtime)]
        const racers = stores.map((store) => racer(world, store))
        for (let hour = 0; hour < 48; hour += 1) {
          world.time.jump(hourMs)
          await Promise.all(racers.map((each) => each.runDue()))
        }
        expect(await jobsOf(world)).toBe(48)
      } finally {
        await database.close()
      }
    }))

  it('catches up on every time after an outage, in order (I15)', () =>
    scheduled({ ...hourly, catchUp: 'all' }, async ({ world, scheduler, schedules }) => {
      world.time.jump(300 * hourMs)
      await scheduler.runDue()
      expect(await jobsOf(world)).toBe(300)
      expect((await schedules.list())[0]?.nextAt).toBeGreaterThan(world.time.clock.now())
    }))

  it('catches up once, or not at all, where it says so', async () => {
    for (const [catchUp, jobs] of [
      ['one', 1],
      ['skip', 0],
    ] as const) {
      await scheduled({ ...hourly, catchUp }, async ({ world, scheduler }) => {
        world.time.jump(300 * hourMs + 120_000)
        await scheduler.runDue()
        expect(await jobsOf(world)).toBe(jobs)
        expect(world.observed.map(({ name }) => name)).toContain('schedule.missed')
      })
    }
  })

  it('runs no time twice when the clock is set back, and goes on when it comes again (I15)', () =>
    scheduled(hourly, async ({ world, pass, scheduler }) => {
      await pass(3 * hourMs)
      world.time.jump(-2 * hourMs)
      await scheduler.runDue()
      await pass(2 * hourMs)
      expect(await jobsOf(world)).toBe(3)
      await pass(hourMs)
      expect(await jobsOf(world)).toBe(4)
    }))

  it('that may not overlap waits for its last job', () =>
    scheduled({ ...hourly, overlap: 'skip' }, async ({ world, pass, schedules }) => {
      await pass(5 * hourMs)
      expect([await jobsOf(world), (await schedules.list())[0]?.skipped]).toEqual([1, 4])
    }))

  it('whose input no longer fits makes no job and says so', () =>
    scheduled(
      { ...hourly, input: { project: 7 } },
      async ({ world, pass, schedules }) => {
        await pass(hourMs)
        expect(await jobsOf(world)).toBe(0)
        expect((await schedules.list())[0]?.last).toMatchObject({ outcome: 'invalid-input' })
        expect(world.observed).toContainEqual(
          expect.objectContaining({
            name: 'schedule.fired',
            level: 'warn',
            facts: expect.objectContaining({ outcome: 'invalid-input' }),
          }),
        )
      },
      {},
      () => [{ pointer: '/project', detail: 'must be string' }],
    ))

  it('of an operation that takes one job at a time keeps to it (I14)', () =>
    scheduled(
      hourly,
      async ({ world, pass, schedules }) => {
        await pass(3 * hourMs)
        expect([await jobsOf(world), (await schedules.list())[0]?.last?.outcome]).toEqual([1, 'conflict'])
      },
      { concurrency: { limit: 1, onConflict: 'reject' } },
    ))

  it('of a newer definition is left alone by older processes, until the newer ones are gone (D17)', () =>
    scheduled(hourly, async ({ world, pass, scheduler, another, schedules }) => {
      const newer = another({ ...hourly, cron: '30 * * * *' }, 2)
      await newer.start()
      await newer.stop()
      const [{ nextAt } = { nextAt: 0 }] = await schedules.list()
      world.time.jump(nextAt - world.time.clock.now() + 59_000)
      await scheduler.runDue()
      expect([await jobsOf(world), (await schedules.list())[0]?.revision]).toEqual([0, 2])
      await pass(2_000, 1_000)
      expect((await schedules.list())[0]).toMatchObject({ revision: 1, cron: '0 * * * *' })
      // The time that the newer one left behind is owed, and then the older one's own.
      await pass(hourMs)
      expect(await jobsOf(world)).toBe(2)
    }))

  it('that changes during a deploy keeps the times that came in between (I15)', () =>
    scheduled({ ...hourly, catchUp: 'all' }, async ({ world, schedules, another }) => {
      world.time.jump(3 * hourMs)
      const changed = another({ ...hourly, cron: '30 * * * *', catchUp: 'all' }, 2)
      await changed.start()
      await changed.stop()
      await changed.runDue()
      // Three hours of owed times: the first by the old definition, the rest by the new one.
      expect(await jobsOf(world)).toBe(3)
      expect((await schedules.list())[0]).toMatchObject({ revision: 2, cron: '30 * * * *' })
    }))
})

function racer(world: World, schedules: ScheduleStore): Scheduler {
  const shared = {
    engine: createLocalEngine(),
    runtime: world.runtime,
    registry: world.registry,
    revisions: world.revisions,
  }
  return createScheduler({ ...shared, schedules, changed: () => {} })
}

async function firstClaim(world: World) {
  const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }
  const until = after(world.time.clock.now(), 30_000)
  await world.leases.renew({ worker: world.worker.id, until, draining: false, host })
  const known = new Map([[operationId, { revision: 1 }]])
  const [claim] = await world.store.claim({ worker: world.worker.id, known, limit: 1 })
  if (claim === undefined) throw new Error('Nothing could be claimed.')
  return claim
}
