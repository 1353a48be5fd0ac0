/** What holds after any sequence of commands, whatever order fate deals them in. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, type Instant } from '../../src/base/clock.ts'
import type { Command, Decision } from '../../src/jobs/command.ts'
import { isFinished, type Job } from '../../src/jobs/job.ts'
import type { Outcome } from '../../src/jobs/outcome.ts'
import { decide, maxCrashes } from '../../src/jobs/state.ts'
import { failure, jobs, start, worker } from './support/jobs.ts'

type Change = Extract<Decision, { kind: 'change' }>
interface Moment {
  readonly command: Command
  readonly now: Instant
  readonly before: Job
  readonly change: Change | undefined
}

const waits = fc.integer({ min: 0, max: 60_000 })
/** Outcomes name moments relative to when they are settled. */
const outcomes: fc.Arbitrary<(now: Instant) => Outcome> = fc.oneof(
  fc.constant((): Outcome => ({ kind: 'succeeded', result: { kind: 'empty' } })),
  fc.constant((): Outcome => ({ kind: 'failed', failure })),
  fc.tuple(waits, fc.boolean()).map(
    ([ms, abandoned]) =>
      (now: Instant): Outcome => ({ kind: 'retry', runAt: after(now, ms), failure, error: 'no', abandoned }),
  ),
  waits.map(
    (ms) =>
      (now: Instant): Outcome => ({ kind: 'snoozed', runAt: after(now, ms) }),
  ),
  fc.boolean().map((abandoned) => (): Outcome => ({ kind: 'interrupted', abandoned })),
  fc.boolean().map((abandoned) => (): Outcome => ({ kind: 'canceled', abandoned })),
  fc.constant((): Outcome => ({ kind: 'lost' })),
)
const plain = (command: Command) => fc.constant(() => command)
const commands: fc.Arbitrary<(now: Instant) => Command> = fc.oneof(
  { weight: 3, arbitrary: plain({ kind: 'promote' }) },
  { weight: 4, arbitrary: plain({ kind: 'claim', worker }) },
  {
    weight: 4,
    arbitrary: outcomes.map(
      (of) =>
        (now: Instant): Command => ({ kind: 'settle', outcome: of(now) }),
    ),
  },
  { weight: 1, arbitrary: plain({ kind: 'cancel' }) },
  { weight: 1, arbitrary: plain({ kind: 'expire-deadline' }) },
  { weight: 1, arbitrary: plain({ kind: 'forget' }) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: -10, max: 120 })
      .map((percent) => (): Command => ({ kind: 'progress', progress: { percent } })),
  },
)
const firstJobs: fc.Arbitrary<Job> = fc
  .record({
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    crashes: fc.integer({ min: 0, max: maxCrashes }),
    deadlineMs: fc.option(fc.integer({ min: 1, max: 400_000 })),
  })
  .map(({ maxAttempts, crashes, deadlineMs }) => ({
    ...jobs.ready,
    maxAttempts,
    crashes,
    ...(deadlineMs === null ? {} : { deadlineAt: after(start, deadlineMs) }),
  }))

/** Clocks jump, back as well as forth. */
const steps = fc.array(fc.tuple(commands, fc.integer({ min: -2_000, max: 30_000 })), { maxLength: 60 })
const histories: fc.Arbitrary<readonly Moment[]> = fc.tuple(firstJobs, steps).map(([first, dealt]) => {
  let job = first
  let now = start
  return dealt.map(([of, ms]) => {
    now = after(now, ms)
    const command = of(now)
    const decision = decide(job, command, now)
    const moment = { command, now, before: job, change: decision.kind === 'change' ? decision : undefined }
    job = moment.change?.job ?? job
    return moment
  })
})

const holds = (claim: (history: readonly Moment[]) => void) =>
  fc.assert(
    fc.property(histories, (history) => claim(history)),
    { numRuns: 2_000 },
  )
const changes = (history: readonly Moment[]) =>
  history.flatMap(({ before, change, now, command }) =>
    change === undefined ? [] : [{ before, change, now, command }],
  )

describe('after any sequence of commands', () => {
  it('only arrows of the table are taken (I3)', () => {
    const arrows = new Set([
      'waiting>ready',
      'ready>running',
      'running>running',
      ...['waiting', 'ready', 'succeeded', 'failed', 'canceled'].map((to) => `running>${to}`),
      ...['waiting', 'ready'].flatMap((from) => [`${from}>canceled`, `${from}>failed`]),
      ...['succeeded', 'failed', 'canceled'].map((end) => `${end}>${end}`),
    ])
    holds((history) => {
      for (const { before, change } of changes(history)) expect(arrows).toContain(`${before.state}>${change.job.state}`)
    })
  })

  it('each arrow has its guard: who was asked to cancel goes back to no queue, and who is late starts nowhere (I3, I18)', () => {
    holds((history) => {
      for (const { before, change, command, now } of changes(history)) {
        const arrow = `${before.state}>${change.job.state}`
        const isOverdue = before.deadlineAt !== undefined && now >= before.deadlineAt
        if (arrow === 'waiting>ready') expect(command.kind).toBe('promote')
        if (arrow === 'ready>running') expect([command.kind, isOverdue]).toEqual(['claim', false])
        if (before.state === 'running' && before.cancelRequestedAt !== undefined) {
          expect(['running', 'succeeded', 'canceled']).toContain(change.job.state)
        }
        const isPutOff = change.closesRun?.outcome === 'retry' || change.closesRun?.outcome === 'snoozed'
        if (isPutOff && change.job.state === 'waiting' && change.job.deadlineAt !== undefined) {
          expect(change.job.runAt).toBeLessThan(change.job.deadlineAt)
        }
      }
    })
  })

  it('whoever gives up code that may go on shuts it out by a higher epoch, and nobody else raises it (I7)', () => {
    holds((history) => {
      for (const { before, change } of changes(history)) {
        if (change.opensRun) continue
        const givenUp = change.closesRun?.abandoned === true || change.closesRun?.outcome === 'lost'
        expect(change.job.epoch).toBe(before.epoch + (givenUp ? 1 : 0))
      }
    })
  })

  it('of the claims that were charged, those remain that were not given back (I10)', () => {
    holds((history) => {
      let charged = 0
      for (const { before, change } of changes(history)) {
        if (change.opensRun) charged += 1
        const isGivenBack = ['lost', 'interrupted', 'snoozed'].includes(change.closesRun?.outcome ?? '')
        // A job that ends keeps the charge of its last run, unless it ends as a crash loop.
        if (isGivenBack && (!isFinished(change.job) || change.job.attempt < before.attempt)) charged -= 1
        expect(change.job.attempt).toBe(charged)
        expect(change.job.crashes + change.job.interrupts).toBeGreaterThanOrEqual(before.crashes + before.interrupts)
      }
    })
  })

  it('a finished job keeps its state, its end and its failure; forgetting is all that happens to it (I4, R-STA-5)', () => {
    holds((history) => {
      for (const { before, change } of changes(history)) {
        if (!isFinished(before)) continue
        expect(change.forgets).toBe(true)
        expect(change.job).toMatchObject({ state: before.state, finishedAt: before.finishedAt, epoch: before.epoch })
        expect(change.event).toBeUndefined()
      }
    })
  })

  it('there is one terminal event, exactly when the job finishes, and it is the last (I5)', () => {
    holds((history) => {
      const events = changes(history).map(({ change }) => change.event)
      const terminal = events.filter((event) => event === 'succeeded' || event === 'failed' || event === 'canceled')
      const last = changes(history).at(-1)?.change.job
      expect(terminal.length).toBe(last !== undefined && isFinished(last) ? 1 : 0)
      if (last !== undefined && isFinished(last))
        expect(events.findLast((event) => event !== undefined)).toBe(last.state)
    })
  })

  it('each claim has a higher epoch than every one before, and the epoch never goes back (I7)', () => {
    holds((history) => {
      let claimed = 0
      for (const { before, change } of changes(history)) {
        expect(change.job.epoch).toBeGreaterThanOrEqual(before.epoch)
        if (!change.opensRun) continue
        expect(change.job.epoch).toBeGreaterThan(claimed)
        claimed = change.job.epoch
      }
    })
  })

  it('a job is running if and only if it has a worker and one open run (I9)', () => {
    holds((history) => {
      let open = 0
      for (const { change } of changes(history)) {
        open += (change.opensRun ? 1 : 0) - (change.closesRun === undefined ? 0 : 1)
        expect(open).toBe(change.job.state === 'running' ? 1 : 0)
        expect('worker' in change.job).toBe(change.job.state === 'running')
      }
    })
  })

  it('attempts and crashes keep to their limits; a crash, a deploy or a nap charges no attempt (I10)', () => {
    holds((history) => {
      for (const { before, change, command } of changes(history)) {
        const { job } = change
        expect(job.attempt).toBeGreaterThanOrEqual(0)
        expect(job.attempt).toBeLessThanOrEqual(job.maxAttempts)
        expect(job.crashes).toBeLessThanOrEqual(maxCrashes)
        const givenBack =
          ['lost', 'interrupted', 'snoozed'].includes(change.closesRun?.outcome ?? '') && !isFinished(job)
        if (givenBack) expect(job.attempt).toBe(before.attempt - 1)
        if (command.kind !== 'claim') expect(job.attempt).toBeLessThanOrEqual(before.attempt)
      }
    })
  })

  it('nothing starts before its time or after its deadline (I11, I19)', () => {
    holds((history) => {
      for (const { before, change, now } of changes(history)) {
        if (!change.opensRun || !('runAt' in before)) continue
        expect(before.runAt).toBeLessThanOrEqual(now)
        if (before.deadlineAt !== undefined) expect(now).toBeLessThan(before.deadlineAt)
      }
    })
  })

  it('canceled means that it was asked for, and what was asked for while queued never runs (I18)', () => {
    holds((history) => {
      const asked = changes(history).findIndex(({ command }) => command.kind === 'cancel')
      const canceled = changes(history).findIndex(({ change }) => change.job.state === 'canceled')
      if (canceled >= 0) expect(asked).toBeGreaterThanOrEqual(0)
      if (asked >= 0) {
        expect(asked).toBeLessThanOrEqual(canceled >= 0 ? canceled : asked)
        expect(
          changes(history)
            .slice(asked)
            .some(({ change }) => change.opensRun),
        ).toBe(false)
      }
    })
  })

  it('every change that callers see raises the revision by one; a promotion is none (R-STA-2)', () => {
    holds((history) => {
      for (const { before, change, command } of changes(history)) {
        expect(change.job.revision).toBe(before.revision + (command.kind === 'promote' ? 0 : 1))
      }
    })
  })

  it('percent does not go back within a claim (R-STA-2)', () => {
    holds((history) => {
      for (const { before, change } of changes(history)) {
        if (change.opensRun || change.forgets) continue
        expect(change.job.progress?.percent ?? 0).toBeGreaterThanOrEqual(before.progress?.percent ?? 0)
      }
    })
  })
})
