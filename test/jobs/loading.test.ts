/** The time of a run whose code is loaded elsewhere before its handler begins, on a runner that begins when it is told to. */
import { describe, expect, it } from 'vitest'
import type { JobId } from '../../src/base/ids.ts'
import type { AsyncPolicy } from '../../src/contract/async-policy.ts'
import { JobAborted } from '../../src/jobs/job-context.ts'
import type { RunEnding, Runner } from '../../src/jobs/runner.ts'
import { inspectJob } from '../../src/stores/sqlite/inspect-job.ts'
import { policy } from './support/jobs.ts'
import { eventually, inWorld, turn, type World } from './support/world.ts'

describe('while the code of the handler is loaded elsewhere', () => {
  it("the attempt's time does not count; once it has begun it does (T5)", () =>
    whileLoading(async ({ world, id, load, told }) => {
      await world.time.advance(seconds(50))
      load.begin()
      await turn()
      await world.time.advance(seconds(3) - 1)
      expect(told).toEqual([])
      await world.time.advance(1)
      expect(told).toEqual(['abort timeout'])
      load.end({ kind: 'threw', error: new JobAborted('timeout') })
      await world.until(id, 'waiting')
      expect(lastErrorOf(world, id)).toBe('attempt-timeout')
    }))

  it('a limit of its own counts, whose error says so, and no handler is asked to stop (T5)', () =>
    whileLoading(async ({ world, id, told }) => {
      await world.time.advance(seconds(60) - 1)
      expect(told).toEqual([])
      await world.time.advance(1)
      expect(await world.until(id, 'waiting')).toMatchObject({ why: 'retry', attempt: 1, epoch: 1 })
      expect(told).toEqual(['kill'])
      expect(lastErrorOf(world, id)).toMatch(/did not load in time/)
      expect(world.observed).toContainEqual(expect.objectContaining({ name: 'job.unloaded', level: 'warn' }))
    }))

  it("the job's deadline counts all the while (T13)", () =>
    whileLoading(
      async ({ world, id, told }) => {
        await world.time.advance(seconds(20))
        expect((await world.until(id, 'failed')).failure.code).toBe('deadline-exceeded')
        expect(told).toEqual(['kill'])
      },
      { timeout: { attemptMs: 3_000, totalMs: 20_000 } },
    ))

  it('the deadline cuts the attempt short that began late (T13)', () =>
    whileLoading(
      async ({ world, load, told }) => {
        await world.time.advance(seconds(19))
        load.begin()
        await turn()
        await world.time.advance(seconds(1))
        expect(told).toEqual(['abort timeout'])
        load.end({ kind: 'threw', error: new JobAborted('timeout') })
      },
      { timeout: { attemptMs: 3_000, totalMs: 20_000 } },
    ))

  it('code that cannot be loaded is told as what it threw, and nothing is ended later', () =>
    whileLoading(
      async ({ world, id, load, told }) => {
        load.end({ kind: 'threw', error: new Error('cannot be loaded') })
        await world.until(id, 'failed')
        await world.time.advance(seconds(60))
        expect(told).toEqual([])
        expect(lastErrorOf(world, id)).toBe('Error: cannot be loaded')
      },
      { retry: { ...policy.retry, maxAttempts: 1 } },
    ))
})

interface Load {
  /** The handler is called. */
  begin(): void
  end(ending: RunEnding): void
}

interface Loading {
  readonly world: World
  readonly id: JobId
  readonly load: Load
  /** What the worker asked of the run. */
  readonly told: readonly string[]
}

/** Runs the test while the first run of a job is loading. */
function whileLoading(test: (loading: Loading) => Promise<void>, changes: Partial<AsyncPolicy> = {}): Promise<void> {
  const told: string[] = []
  const loads: Load[] = []
  const neverInline = () => {
    throw new Error('runs elsewhere')
  }
  const body = async (world: World) => {
    await world.anotherWorker({ runner: slowRunner(loads, told) }).start()
    const id = await world.submit()
    await eventually(() => loads.length === 1)
    const [load] = loads
    if (load !== undefined) await test({ world, id, load, told })
    for (const each of loads) each.end({ kind: 'died', detail: 'the test is over' })
  }
  return inWorld(neverInline, body, { policy: { timeout: { attemptMs: 3_000 }, ...changes } })
}

/** Each run begins and ends when its load says so, and says what it was told. */
function slowRunner(loads: Load[], told: string[]): Runner {
  const start: Runner['start'] = () => {
    const begun = Promise.withResolvers<void>()
    const done = Promise.withResolvers<RunEnding>()
    loads.push({ begin: begun.resolve, end: done.resolve })
    const kill = () => {
      told.push('kill')
      done.resolve({ kind: 'died', detail: 'killed' })
      return true
    }
    return { begun: begun.promise, done: done.promise, abort: (why) => void told.push(`abort ${why}`), kill }
  }
  return { start, stop: async () => {} }
}

function lastErrorOf({ database }: World, id: JobId): string | undefined {
  return inspectJob(database, id).runs.at(-1)?.error
}

function seconds(count: number): number {
  return count * 1_000
}
