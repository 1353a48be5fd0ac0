/** The transition table: every state under every command. */
import { describe, expect, it } from 'vitest'
import { after as later } from '../../src/base/clock.ts'
import type { Command, Decision, Refusal } from '../../src/jobs/command.ts'
import { frameworkFailure } from '../../src/jobs/framework-failure.ts'
import type { Job } from '../../src/jobs/job.ts'
import type { Outcome } from '../../src/jobs/outcome.ts'
import { decide, maxCrashes } from '../../src/jobs/state.ts'
import { failure, jobs, now, running, worker } from './support/jobs.ts'

const soon = later(now, 5_000)
const outcomes = {
  succeeded: { kind: 'succeeded', result: { kind: 'json', value: 1 } },
  failed: { kind: 'failed', failure },
  retry: { kind: 'retry', runAt: soon, failure, error: 'Error: no', abandoned: false },
  snoozed: { kind: 'snoozed', runAt: soon },
  interrupted: { kind: 'interrupted', abandoned: false },
  canceledByHandler: { kind: 'canceled', abandoned: false },
  canceledByForce: { kind: 'canceled', abandoned: true },
  lost: { kind: 'lost' },
} as const satisfies Record<string, Outcome>

const commands = {
  promote: { kind: 'promote' },
  claim: { kind: 'claim', worker },
  cancel: { kind: 'cancel' },
  overdue: { kind: 'expire-deadline' },
  progress: { kind: 'progress', progress: { percent: 40 } },
  forget: { kind: 'forget' },
  ...mapValues(outcomes, (outcome) => ({ kind: 'settle', outcome }) as const),
} as const satisfies Record<string, Command>

type StateName = keyof typeof jobs
type CommandName = keyof typeof commands
/** What is expected: the state that follows, or why nothing does. */
type Cell = `T${number} ${Job['state']}` | `same ${Job['state']}` | Refusal

const settlements = (cells: Record<keyof typeof outcomes, Cell>) => cells
const notRunning = settlements(mapValues(outcomes, () => 'not-running'))
const finishedCells = { promote: 'not-waiting', claim: 'not-ready', progress: 'not-running', ...notRunning } as const

const table: Record<StateName, Record<CommandName, Cell>> = {
  waiting: {
    ...finishedCells,
    promote: 'not-due',
    cancel: 'T10 canceled',
    overdue: 'not-due',
    forget: 'not-finished',
  },
  waitingDue: {
    ...finishedCells,
    promote: 'T2 ready',
    cancel: 'T10 canceled',
    overdue: 'not-due',
    forget: 'not-finished',
  },
  ready: {
    ...finishedCells,
    claim: 'T3 running',
    cancel: 'T10 canceled',
    overdue: 'not-due',
    forget: 'not-finished',
  },
  running: {
    promote: 'not-waiting',
    claim: 'not-ready',
    cancel: 'T11 running',
    overdue: 'not-due',
    progress: 'same running',
    forget: 'not-finished',
    succeeded: 'T4 succeeded',
    failed: 'T6 failed',
    retry: 'T5 waiting',
    snoozed: 'T8 waiting',
    interrupted: 'T7 ready',
    canceledByHandler: 'not-canceling',
    canceledByForce: 'not-canceling',
    lost: 'T9 ready',
  },
  canceling: {
    promote: 'not-waiting',
    claim: 'not-ready',
    cancel: 'already-canceled',
    overdue: 'not-due',
    progress: 'same running',
    forget: 'not-finished',
    succeeded: 'T4 succeeded',
    failed: 'T12 canceled',
    retry: 'T12 canceled',
    snoozed: 'T12 canceled',
    interrupted: 'T12 canceled',
    canceledByHandler: 'T12 canceled',
    canceledByForce: 'T12 canceled',
    lost: 'T12 canceled',
  },
  succeeded: {
    ...finishedCells,
    cancel: 'already-finished',
    overdue: 'already-finished',
    forget: 'T14 succeeded',
  },
  failed: { ...finishedCells, cancel: 'already-finished', overdue: 'already-finished', forget: 'T14 failed' },
  canceled: { ...finishedCells, cancel: 'already-canceled', overdue: 'already-canceled', forget: 'T14 canceled' },
}

describe('every state under every command (I3)', () => {
  for (const [state, row] of entries(table)) {
    for (const [command, cell] of entries(row)) {
      it(`${state} + ${command} -> ${cell}`, () => {
        const job: Job = jobs[state]
        const decision = decide(job, commands[command], now)
        expect(summary(decision)).toBe(cell.replace(/^(T\d+|same) /, ''))
      })
    }
  }

  it('a decision leaves the job it was asked about as it was', () => {
    for (const [name, job] of entries(jobs)) {
      const before = structuredClone(job)
      for (const command of Object.values(commands)) decide(job, command, now)
      expect(jobs[name]).toEqual(before)
    }
  })
})

describe('T2 to T4', () => {
  it('T2 changes nothing that callers see', () => {
    const job = changed(decide(jobs.waitingDue, commands.promote, now)).job
    expect(job).toEqual({ ...without(jobs.waitingDue, 'why'), state: 'ready' })
  })

  it('T3 raises epoch and attempt, opens a run, and starts progress anew', () => {
    const decision = changed(decide({ ...jobs.ready, progress: { percent: 80 } }, commands.claim, now))
    expect(decision).toMatchObject({ opensRun: true, event: 'started' })
    expect(decision.job).toMatchObject({ epoch: 1, attempt: 1, worker, startedAt: now, revision: 2 })
    expect(decision.job.progress).toBeUndefined()
  })

  it('T3 says `started` once, and keeps the first start', () => {
    const decision = changed(decide({ ...jobs.ready, startedAt: start(jobs.ready) }, commands.claim, now))
    expect(decision.event).toBeUndefined()
    expect(decision.job.startedAt).toBe(start(jobs.ready))
  })

  it('T3 counts the estimate from the start instead of from acceptance', () => {
    const job = { ...jobs.ready, estimatedCompletionAt: later(jobs.ready.createdAt, 5_000) }
    expect(changed(decide(job, commands.claim, now)).job.estimatedCompletionAt).toBe(later(now, 5_000))
  })

  it('T3 refuses a job that is not due because the clock went back (I11)', () => {
    expect(decide({ ...jobs.ready, runAt: soon }, commands.claim, now)).toEqual({ kind: 'refuse', reason: 'not-due' })
  })

  it('T3 refuses after the deadline, and before the first start after `startBy` (I19)', () => {
    const refusal = { kind: 'refuse', reason: 'overdue' }
    expect(decide({ ...jobs.ready, deadlineAt: now }, commands.claim, now)).toEqual(refusal)
    expect(decide({ ...jobs.ready, startBy: now }, commands.claim, now)).toEqual(refusal)
    expect(decide({ ...jobs.ready, startBy: now, startedAt: now }, commands.claim, now).kind).toBe('change')
  })

  it('T4 records result, end and expiry, and completes the progress', () => {
    const decision = changed(
      decide({ ...running, progress: { percent: 40, message: 'on it' } }, commands.succeeded, now),
    )
    expect(decision).toMatchObject({ event: 'succeeded', closesRun: { outcome: 'succeeded', abandoned: false } })
    expect(decision.job).toMatchObject({
      result: { kind: 'json', value: 1 },
      finishedAt: now,
      expiresAt: later(now, running.retentionMs),
      progress: { percent: 100, message: 'on it' },
    })
  })
})

describe('T5 to T9: attempts, crashes and interruptions are counted apart', () => {
  it('T5 keeps the attempt charged and waits for its time', () => {
    const decision = changed(decide(running, commands.retry, now))
    expect(decision.job).toMatchObject({ state: 'waiting', why: 'retry', runAt: soon, attempt: 1, epoch: 1 })
    expect(decision).toMatchObject({ closesRun: { outcome: 'retry', error: 'Error: no', abandoned: false } })
    expect(decision.event).toBeUndefined()
  })

  it('T6 instead of T5 when the attempts are used up', () => {
    const decision = changed(decide({ ...running, attempt: 3 }, commands.retry, now))
    expect(decision.job).toMatchObject({ state: 'failed', failure })
    expect(decision.event).toBe('failed')
  })

  it('T6 instead of T5 when the next attempt would not start before the deadline', () => {
    expect(changed(decide({ ...running, deadlineAt: soon }, commands.retry, now)).job.state).toBe('failed')
    expect(changed(decide({ ...running, deadlineAt: later(soon, 1) }, commands.retry, now)).job.state).toBe('waiting')
  })

  it('T7 gives the attempt back and counts an interruption', () => {
    expect(changed(decide(running, commands.interrupted, now)).job).toMatchObject({
      attempt: 0,
      interrupts: 1,
      epoch: 1,
    })
  })

  it('T8 gives the attempt back', () => {
    const { job } = changed(decide(running, commands.snoozed, now))
    expect(job).toMatchObject({ state: 'waiting', why: 'snooze', attempt: 0, interrupts: 0, runAt: soon })
  })

  it('T6 instead of T8 when it would sleep past its deadline', () => {
    const { job } = changed(decide({ ...running, deadlineAt: soon }, commands.snoozed, now))
    expect(job).toMatchObject({ state: 'failed', failure: frameworkFailure('deadline-exceeded') })
  })

  it('T9 gives the attempt back, counts a crash and shuts the old run out', () => {
    const decision = changed(decide(running, commands.lost, now))
    expect(decision.job).toMatchObject({ state: 'ready', attempt: 0, crashes: 1, epoch: 2 })
    expect(decision).toMatchObject({ closesRun: { outcome: 'lost', abandoned: false } })
  })

  it('T9 waits longer with each further crash, so that a poisonous job does not take the service with it', () => {
    const waits = [1, 2, 3, 4].map((crashes) => {
      const { job } = changed(decide({ ...running, crashes }, commands.lost, now))
      return job.state === 'waiting' ? job.runAt - now : undefined
    })
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('T9 fails the job as crash-loop after the last crash it may survive (I10)', () => {
    const decision = changed(decide({ ...running, crashes: maxCrashes }, commands.lost, now))
    expect(decision.job).toMatchObject({
      state: 'failed',
      failure: { code: 'crash-loop' },
      crashes: maxCrashes,
      epoch: 2,
    })
    expect(decision.event).toBe('failed')
  })

  it('a run that was abandoned is shut out by a higher epoch (I7)', () => {
    const retry: Command = { kind: 'settle', outcome: { ...outcomes.retry, abandoned: true } }
    const interrupted: Command = { kind: 'settle', outcome: { kind: 'interrupted', abandoned: true } }
    expect(changed(decide(running, retry, now)).job.epoch).toBe(2)
    expect(changed(decide({ ...running, attempt: 3 }, retry, now)).job.epoch).toBe(2)
    expect(changed(decide(running, interrupted, now))).toMatchObject({
      job: { epoch: 2 },
      closesRun: { abandoned: true },
    })
  })
})

describe('T10 to T14', () => {
  it('T10 ends a job that nobody runs', () => {
    const decision = changed(decide(jobs.ready, commands.cancel, now))
    expect(decision).toMatchObject({ event: 'canceled', job: { finishedAt: now, epoch: 0 } })
    expect(decision.closesRun).toBeUndefined()
  })

  it('T11 notes the first request, says nothing to subscribers, and a second one changes nothing', () => {
    const decision = changed(decide(running, commands.cancel, now))
    expect(decision.job).toMatchObject({ state: 'running', cancelRequestedAt: now, revision: 3 })
    expect(decision.event).toBeUndefined()
    expect(decide(decision.job, commands.cancel, soon)).toEqual({ kind: 'refuse', reason: 'already-canceled' })
  })

  it('T12 by force raises the epoch and marks the run abandoned', () => {
    const decision = changed(decide(jobs.canceling, commands.canceledByForce, now))
    expect(decision).toMatchObject({ job: { epoch: 2 }, closesRun: { abandoned: true }, event: 'canceled' })
  })

  it('T12 by the handler itself needs no force', () => {
    const decision = changed(decide(jobs.canceling, commands.canceledByHandler, now))
    expect(decision).toMatchObject({ job: { epoch: 1 }, closesRun: { abandoned: false } })
  })

  it('T12 instead of T9 shuts the lost run out as well', () => {
    expect(changed(decide(jobs.canceling, commands.lost, now))).toMatchObject({
      job: { state: 'canceled', epoch: 2, crashes: 0 },
      closesRun: { outcome: 'lost' },
    })
  })

  it('T13 fails whatever has not finished by its deadline', () => {
    for (const job of [jobs.waiting, jobs.ready, running]) {
      const decision = changed(decide({ ...job, deadlineAt: now }, commands.overdue, now))
      expect(decision.job).toMatchObject({ state: 'failed', failure: frameworkFailure('deadline-exceeded') })
      expect(decision.event).toBe('failed')
    }
  })

  it('T13 of a running job shuts its run out', () => {
    expect(changed(decide({ ...running, deadlineAt: now }, commands.overdue, now))).toMatchObject({
      job: { epoch: 2 },
      closesRun: { outcome: 'deadline-exceeded', abandoned: true },
    })
  })

  it('T13 looks at `startBy` until the first claim', () => {
    expect(changed(decide({ ...jobs.ready, startBy: now }, commands.overdue, now)).job.state).toBe('failed')
    expect(decide({ ...running, startBy: now }, commands.overdue, now)).toEqual({ kind: 'refuse', reason: 'not-due' })
  })

  it('T12 instead of T13 once cancellation was requested', () => {
    const decision = changed(decide({ ...jobs.canceling, deadlineAt: now }, commands.overdue, now))
    expect(decision).toMatchObject({ job: { state: 'canceled', epoch: 2 }, closesRun: { abandoned: true } })
  })

  it('T14 takes result, failure detail and what the handler reported away, once, and ends the retention', () => {
    const reported = { progress: { percent: 40 }, partial: [1] }
    const succeeded = changed(decide({ ...jobs.succeeded, ...reported }, commands.forget, now))
    expect(succeeded).toMatchObject({
      forgets: true,
      job: { result: { kind: 'empty' }, forgottenAt: now, expiresAt: now },
    })
    expect(succeeded.job.progress ?? succeeded.job.partial).toBeUndefined()
    expect(decide(succeeded.job, commands.forget, soon)).toEqual({ kind: 'refuse', reason: 'already-forgotten' })
    expect(changed(decide(jobs.failed, commands.forget, now)).job).toMatchObject({ failure })
  })

  it('T14 by retention keeps the moment at which the job expired', () => {
    const late = later(jobs.canceled.expiresAt, 60_000)
    expect(changed(decide(jobs.canceled, commands.forget, late)).job).toMatchObject({
      expiresAt: jobs.canceled.expiresAt,
      forgottenAt: late,
    })
  })
})

describe('what a change leaves out', () => {
  it('a job without an estimate, progress or partial result gets none (T3, T4)', () => {
    const claimed = changed(decide(jobs.ready, commands.claim, now)).job
    expect('estimatedCompletionAt' in claimed).toBe(false)
    expect('progress' in changed(decide(running, commands.succeeded, now)).job).toBe(false)
    expect('partial' in changed(decide(running, commands.progress, now)).job).toBe(false)
  })

  it('only a claim opens a run, be it the first or a later one, and only forgetting forgets', () => {
    const again = { ...jobs.ready, attempt: 1, epoch: 1, startedAt: now } as const
    const decisions = Object.entries(commands).flatMap(([name, command]) =>
      [...Object.values(jobs), again].map((job) => ({ name, decision: decide(job, command, now) })),
    )
    const changes = decisions.flatMap(({ name, decision }) => (decision.kind === 'change' ? [{ name, decision }] : []))
    const opening = changes.filter(({ decision }) => decision.opensRun).map(({ name }) => name)
    const forgetting = changes.filter(({ decision }) => decision.forgets).map(({ name }) => name)
    expect(opening).toEqual(['claim', 'claim'])
    expect(forgetting).toEqual(['forget', 'forget', 'forget'])
  })

  it('a job that does not run has no run to close, and keeps its epoch, when its time is over (T13)', () => {
    for (const job of [jobs.waiting, jobs.ready]) {
      const decision = changed(decide({ ...job, epoch: 2, deadlineAt: now }, commands.overdue, now))
      expect('closesRun' in decision).toBe(false)
      expect(decision.job).toMatchObject({ state: 'failed', epoch: 2 })
    }
  })

  it('a job that was forgotten has nothing that its state does not have (T14)', () => {
    const forgotten = (job: Job) => Object.keys(changed(decide(job, commands.forget, now)).job)
    for (const job of [jobs.failed, jobs.canceled]) {
      expect(forgotten(job).sort()).toEqual([...Object.keys(job), 'forgottenAt'].sort())
    }
    const { job } = changed(decide(jobs.failed, commands.forget, now))
    expect(job).toMatchObject({ revision: jobs.failed.revision + 1, failure })
    expect(job.state === 'failed' && 'detail' in job.failure).toBe(false)
  })
})

it('a command or an outcome of tomorrow is not taken for one of today', () => {
  expect(() => decide(running, { kind: 'later' } as never, now)).toThrow(/later/)
  expect(() => decide(running, { kind: 'settle', outcome: { kind: 'later' } } as never, now)).toThrow(/later/)
})

it('a job may be claimed at the very moment it is due, and until the one by which it must start (T3, T13)', () => {
  expect(decide({ ...jobs.ready, runAt: now }, commands.claim, now).kind).toBe('change')
  expect(decide({ ...jobs.ready, startBy: later(now, 1) }, commands.claim, now).kind).toBe('change')
  expect(decide({ ...jobs.ready, startBy: now }, commands.claim, now)).toEqual({ kind: 'refuse', reason: 'overdue' })
})

it('a job that was lost again waits as one that is tried again (T9)', () => {
  const lost = changed(decide({ ...running, crashes: 1 }, commands.lost, now))
  expect(lost.job).toMatchObject({ state: 'waiting', why: 'retry', runAt: later(now, 1_000) })
  expect(lost.closesRun).toEqual({ outcome: 'lost', abandoned: false })
})

it('a run that ends in a snooze is closed as one (T8)', () => {
  expect(changed(decide(running, commands.snoozed, now)).closesRun).toEqual({ outcome: 'snoozed', abandoned: false })
})

it('the loss that fails a job is not charged as an attempt either (T9, I10)', () => {
  const loop = changed(decide({ ...running, attempt: 2, crashes: maxCrashes }, commands.lost, now)).job
  expect(loop).toMatchObject({ state: 'failed', attempt: 1, crashes: maxCrashes })
})

describe('progress', () => {
  it('is an event', () => {
    expect(changed(decide(running, commands.progress, now)).event).toBe('progress')
  })

  const report = (percent: number, job: Job = running) =>
    changed(decide(job, { kind: 'progress', progress: { percent } }, now)).job

  it('percent never goes back within a claim, and stays within 0 to 100 (R-STA-2)', () => {
    const half = report(50)
    expect(report(30, half).progress?.percent).toBe(50)
    expect(report(170, half).progress?.percent).toBe(100)
    expect(report(-5).progress?.percent).toBe(0)
  })

  it('a partial result leaves the progress alone and is no event', () => {
    const decision = changed(decide(report(50), { kind: 'progress', partial: { rows: 2 } }, now))
    expect(decision.job).toMatchObject({ progress: { percent: 50 }, partial: { rows: 2 }, revision: 4 })
    expect(decision.event).toBeUndefined()
  })
})

function summary(decision: Decision): string {
  return decision.kind === 'change' ? decision.job.state : decision.reason
}

function changed(decision: Decision): Extract<Decision, { kind: 'change' }> {
  if (decision.kind === 'refuse') throw new Error(`refused: ${decision.reason}`)
  return decision
}

function start(job: Job) {
  return job.createdAt
}

function without<Value extends object, Name extends keyof Value>(value: Value, name: Name): Omit<Value, Name> {
  const { [name]: _, ...rest } = value
  return rest
}

function entries<Value extends object>(value: Value): [keyof Value, Value[keyof Value]][] {
  return Object.entries(value) as [keyof Value, Value[keyof Value]][]
}

function mapValues<Value extends object, Mapped>(
  value: Value,
  map: <Name extends keyof Value>(item: Value[Name]) => Mapped,
): Record<keyof Value, Mapped> {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, map(item)])) as Record<
    keyof Value,
    Mapped
  >
}
