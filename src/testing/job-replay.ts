/**
 * Drives one job through a store and, beside it, through the pure state machine, and compares the two after each step: the job, its
 * events and its runs. So the store cannot drift away from `decide`.
 */
import assert from 'node:assert/strict'
import { after, type Instant } from '../base/clock.ts'
import type { WorkerId } from '../base/ids.ts'
import type { Command, Decision, ProgressChange } from '../jobs/command.ts'
import { isRecorded, type JobEventKind } from '../jobs/events.ts'
import type { Job } from '../jobs/job.ts'
import type { Outcome } from '../jobs/outcome.ts'
import { decide } from '../jobs/state.ts'
import type { Claim, Fence } from '../jobs/store.ts'
import { firstWorker, leaseMs, operator, quietSweep, type SubmissionChanges, type World } from './job-store-world.ts'

/** A job whose commands are played in a store and in the state machine alike. */
export interface Replay {
  /** The job as the state machine has it. */
  readonly job: Job
  /** Of the last claim. */
  readonly fence: Fence
  claim(worker?: WorkerId): Promise<Claim>
  settle(outcome: Outcome): Promise<void>
  progress(change: ProgressChange): Promise<void>
  cancel(): Promise<void>
  forget(): Promise<void>
  /** Lets that much time pass and sweeps; the sweep must do to the job what the command would. */
  sweep(ms: number, command: Command): Promise<void>
}

/** Everything the state machine has said so far. */
interface Model {
  job: Job
  fence: Fence | undefined
  /** Until when the worker that claimed last holds its lease. */
  leasedUntil: Instant | undefined
  readonly events: JobEventKind[]
  readonly runs: { epoch: number; outcome?: string; abandoned: boolean }[]
}

/** Accepts a job (T1) and replays what is done to it from then on. */
export async function replayJob(world: World, changes: SubmissionChanges = {}): Promise<Replay> {
  const job = await world.submit(changes)
  const model: Model = { job, fence: undefined, leasedUntil: undefined, events: ['accepted'], runs: [] }
  const heardBy = (kind: JobEventKind) =>
    (changes.callbacks ?? []).filter(({ on }) => kind !== 'accepted' && on.includes(kind))
  const expect = async (command: Command): Promise<Job> => {
    const decision = decide(model.job, command, world.now())
    advance(model, decision, (kind) => isRecorded(kind, heardBy(kind)))
    await compare(world, model)
    return model.job
  }
  await compare(world, model)
  return {
    get job() {
      return model.job
    },
    get fence() {
      assert.ok(model.fence !== undefined, 'the job was claimed')
      return model.fence
    },
    ...replayedVerbs(world, model, expect),
  }
}

function replayedVerbs(
  world: World,
  model: Model,
  expect: (command: Command) => Promise<Job>,
): Omit<Replay, 'job' | 'fence'> {
  const { store } = world
  const fence = (): Fence => {
    assert.ok(model.fence !== undefined, 'the job was claimed')
    return model.fence
  }
  const change = async (command: { readonly kind: 'cancel' | 'forget' }): Promise<void> => {
    const decided = decide(model.job, command, world.now())
    const changed = await store[command.kind](model.job.id, operator)
    assert.equal(changed?.kind, decided.kind === 'change' ? 'changed' : 'refused')
    assert.deepEqual(changed?.job, await expect(command))
  }
  return {
    claim: async (worker = firstWorker) => {
      const claim = await world.claimOne(worker)
      model.fence = claim.fence
      model.leasedUntil = after(world.now(), leaseMs)
      assert.deepEqual(claim.job, await expect({ kind: 'claim', worker }))
      return claim
    },
    settle: async (outcome) => {
      const settled = await store.settle(fence(), outcome)
      assert.deepEqual(settled, { kind: 'settled', job: await expect({ kind: 'settle', outcome }) })
    },
    progress: async (report) => {
      assert.equal(await store.progress(fence(), report), 'written')
      await expect({ kind: 'progress', ...report })
    },
    cancel: () => change({ kind: 'cancel' }),
    forget: () => change({ kind: 'forget' }),
    sweep: async (ms, command) => {
      await world.time.advance(ms)
      await store.sweep(quietSweep)
      endAbandonedRuns(model, world.now())
      await expect(command)
    },
  }
}

/** I9: what was abandoned is over once its process is gone. */
function endAbandonedRuns({ leasedUntil, runs }: Model, now: Instant): void {
  if (leasedUntil === undefined || leasedUntil > now) return
  for (const run of runs) run.abandoned = false
}

function advance(model: Model, decision: Decision, isKept: (kind: JobEventKind) => boolean): void {
  if (decision.kind === 'refuse') return
  const { job, event, closesRun, opensRun } = decision
  model.job = job
  const open = model.runs.at(-1)
  if (closesRun !== undefined && open !== undefined) {
    open.outcome = closesRun.outcome
    open.abandoned = closesRun.abandoned
  }
  if (opensRun) model.runs.push({ epoch: job.epoch, abandoned: false })
  if (event !== undefined && isKept(event)) model.events.push(event)
}

/** I5, I6 and I9 hold after every step, whatever it was. */
async function compare(world: World, model: Model): Promise<void> {
  const found = await world.store.find(model.job.id, operator)
  assert.deepEqual(found?.job, model.job)
  assert.equal(found?.tombstone, false)
  const events = world.events(model.job.id)
  assert.deepEqual(
    events.map(({ number, kind }) => [number, kind]),
    model.events.map((kind, index) => [index + 1, kind]),
  )
  assert.equal(events.at(-1)?.snapshot.id, model.job.id)
  assert.deepEqual(world.runs(model.job.id), model.runs)
  const open = model.runs.filter(({ outcome }) => outcome === undefined).length
  assert.equal(open, model.job.state === 'running' ? 1 : 0)
}
