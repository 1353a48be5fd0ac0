/**
 * Runs the schedules of a contract: a cron task wakes it every second, it asks the store which times have come, and the store decides who
 * was first. It owns no state (D10).
 */
import { after, type Instant } from '../base/clock.ts'
import { type JobId, newJobId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { SchedulePolicy } from '../contract/async-policy.ts'
import { asyncOperations } from '../contract/contract.ts'
import { isJsonMediaType } from '../contract/media-type.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { Registry } from '../contract/registry.ts'
import { system } from '../security/principal.ts'
import { everySecond } from '../work/every-second.ts'
import { createPollLoop } from '../work/poll-loop.ts'
import { draftSubmission } from './draft-submission.ts'
import type { Engine } from './engine.ts'
import type { JobInput } from './job.ts'
import { revalidate } from './revalidate.ts'
import { firstTime, planSchedule } from './schedule.ts'
import type { Fired, Firing, ScheduleStore, StoredSchedule } from './schedule-store.ts'

export interface SchedulerOptions {
  readonly schedules: ScheduleStore
  readonly engine: Engine
  readonly runtime: Runtime
  readonly registry: Pick<Registry, 'contract' | 'validators'>
  /** operation -> number of its definition, as `registerContract` gave it (D17). */
  readonly revisions: ReadonlyMap<string, number>
  /** Called for each job that was made here. */
  changed(job: JobId): void
}

export interface Scheduler {
  /** Makes the contract's schedules known and begins to run them. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Runs what is due, now. */
  runDue(): Promise<void>
}

/** Cron wakes it sooner; this is for when a tick is missed. */
const idleMs = 5_000
/** A schedule of a newer revision that nobody has run for so long is run by whoever is there: the newer one was taken back. */
const orphanedMs = 60_000

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { runtime } = options
  const scheduled = scheduledOperations(options)
  const loop = createPollLoop({
    ...runtime,
    idleMs,
    failureMs: idleMs,
    turn: () => runDue(options, scheduled).then(() => 'idle'),
    failed: (cause) => runtime.observe({ name: 'schedule.failed', level: 'error', facts: {}, cause }),
  })
  const ticker = everySecond(loop.wake, runtime.rest)
  let started = false
  return {
    start: async () => {
      await register(options, scheduled)
      if (scheduled.size === 0) return
      started = true
      loop.start()
      ticker.start()
    },
    stop: async () => {
      if (!started) return
      ticker.stop()
      await loop.stop()
    },
    runDue: () => runDue(options, scheduled),
  }
}

interface Scheduled {
  readonly operation: AsyncOperation
  readonly policy: SchedulePolicy
  readonly revision: number
}

function scheduledOperations({ registry, revisions }: SchedulerOptions): ReadonlyMap<string, Scheduled> {
  const scheduled = new Map<string, Scheduled>()
  for (const operation of asyncOperations(registry.contract)) {
    const [policy, revision] = [operation.async.schedule, revisions.get(operation.id)]
    if (policy !== undefined && revision !== undefined) scheduled.set(operation.id, { operation, policy, revision })
  }
  return scheduled
}

async function register(options: SchedulerOptions, scheduled: ReadonlyMap<string, Scheduled>): Promise<void> {
  const without = [...options.revisions].filter(([operation]) => !scheduled.has(operation))
  await options.schedules.unregister(without.map(([operation, revision]) => ({ operation, revision })))
  await define(options, [...scheduled.values()])
}

async function define({ schedules, runtime }: SchedulerOptions, scheduled: readonly Scheduled[]): Promise<void> {
  const now = runtime.clock.now()
  const definitions = scheduled.flatMap(({ operation: { id }, policy, revision }) => {
    const nextAt = firstTime(policy, now)
    const { cron, timezone } = policy
    return nextAt === undefined ? [] : [{ operation: id, revision, cron, timezone, nextAt }]
  })
  if (definitions.length > 0) await schedules.register(definitions, after(now, -orphanedMs))
}

async function runDue(options: SchedulerOptions, scheduled: ReadonlyMap<string, Scheduled>): Promise<void> {
  if (scheduled.size === 0) return
  for (const stored of await options.schedules.list()) {
    const own = scheduled.get(stored.operation)
    if (own === undefined) continue
    if (stored.revision <= own.revision) await runSchedule(options, own, stored)
    else if (stored.nextAt <= options.runtime.clock.now() - orphanedMs) await define(options, [own])
  }
}

/** As often as it takes to catch up; another process that is faster ends it. */
async function runSchedule(options: SchedulerOptions, own: Scheduled, stored: StoredSchedule): Promise<void> {
  for (let expected: Instant | undefined = stored.nextAt; expected !== undefined; ) {
    const now = options.runtime.clock.now()
    const { fireAt, nextAt, missed } = planSchedule(own.policy, expected, now)
    if (nextAt === undefined || (fireAt.length === 0 && nextAt === expected)) return
    const fired = await options.schedules.fire(toFiring(options, own, expected, nextAt, fireAt))
    if (fired === 'stale') return
    tell(options, own, fired, missed)
    expected = nextAt <= now ? nextAt : undefined
  }
}

function toFiring(
  options: SchedulerOptions,
  own: Scheduled,
  expected: Instant,
  nextAt: Instant,
  fireAt: readonly Instant[],
): Firing {
  const skipsOverlap = own.policy.overlap === 'skip'
  const fires = fireAt.map((at) => ({ fireAt: at, ...toSubmission(options, own) }))
  return { operation: own.operation.id, expected, nextAt, skipsOverlap, fires }
}

function toSubmission(
  { registry, runtime }: SchedulerOptions,
  { operation, policy, revision }: Scheduled,
): Pick<Firing['fires'][number], 'submission'> {
  const input = toInput(operation, policy)
  if (revalidate(input, operation, registry.validators).length > 0) return {}
  const id = newJobId(runtime.random)
  const facts = { id, contractRevision: revision, principal: system, now: runtime.clock.now() }
  return { submission: { ...draftSubmission(operation, input, facts), input, callbacks: [] } }
}

function toInput({ requestBody }: AsyncOperation, { input }: SchedulePolicy): JobInput {
  const mediaType = requestBody?.content.find((content) => isJsonMediaType(content.mediaType))?.mediaType
  const nothing = { params: {}, query: {}, headers: {}, cookies: {}, principal: system }
  if (input === undefined || mediaType === undefined) return { ...nothing, body: { kind: 'none' } }
  return { ...nothing, body: { kind: 'json', value: input, mediaType } }
}

function tell(
  { engine, runtime, changed }: SchedulerOptions,
  { operation: { id: operation } }: Scheduled,
  fired: readonly Fired[],
  missed: boolean,
): void {
  const jobs = fired.flatMap(({ job }) => job ?? [])
  engine.offer(jobs)
  for (const job of jobs) changed(job)
  for (const { outcome } of fired) {
    const level = outcome === 'accepted' ? 'info' : 'warn'
    runtime.observe({ name: 'schedule.fired', level, facts: { operation, outcome } })
  }
  if (missed) runtime.observe({ name: 'schedule.missed', level: 'warn', facts: { operation } })
}
