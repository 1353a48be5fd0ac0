/** What becomes of jobs whose handlers run in threads and child processes, in bad hands. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobId } from '../../src/base/ids.ts'
import { owner, turn, type World } from '../jobs/support/world.ts'
import { inIsolatedWorld, isolated, obedient } from './support.ts'

describe.each(isolated)('a job whose handler runs in a %s', (_name, createRunner) => {
  it('that loops for ever meets its timeout, while others come and go (T5)', () =>
    inIsolatedWorld(
      createRunner,
      obedient,
      async (world) => {
        const looping = await world.submit({ do: 'spin' })
        await untilDoing(world, looping, 'spin')
        await world.until(await world.submit({ do: 'nothing' }), 'succeeded')
        await world.time.advance(60_000)
        await world.until(await world.submit({ do: 'nothing' }), 'succeeded')
        await world.time.advance(5_000)
        expect(await world.until(looping, 'waiting')).toMatchObject({ why: 'retry', attempt: 1, crashes: 0 })
        expect(forced(world)).toEqual([{ aborted: 'timeout', abandoned: false }])
      },
      { policy: { timeout: { attemptMs: 60_000 } } },
    ))

  it('that loops for ever is canceled once the grace is over, and gives its place to the next (T11, T12, L4)', () =>
    inIsolatedWorld(
      createRunner,
      obedient,
      async (world) => {
        const looping = await world.submit({ do: 'spin' })
        await untilDoing(world, looping, 'spin')
        const next = await world.submit({ do: 'nothing' })
        await world.service.cancel(looping, owner)
        world.isolatedWorker.noteCancel(looping)
        await world.time.advance(9_999)
        expect(await world.find(looping)).toMatchObject({ state: 'running' })
        await world.time.advance(1)
        await world.until(looping, 'canceled')
        await world.until(next, 'succeeded')
        expect(forced(world)).toEqual([{ aborted: 'cancel', abandoned: false }])
      },
      { concurrency: 1 },
    ))

  it('that listens is canceled at once (T12)', () =>
    inIsolatedWorld(createRunner, obedient, async (world) => {
      const waiting = await world.submit({ do: 'wait' })
      await untilDoing(world, waiting, 'wait')
      await world.service.cancel(waiting, owner)
      world.isolatedWorker.noteCancel(waiting)
      await world.until(waiting, 'canceled')
      expect(forced(world)).toEqual([])
    }))

  it('that ends its process is tried again at once, uncharged (T9)', () =>
    inIsolatedWorld(createRunner, obedient, async (world) => {
      const neighbour = await world.submit({ do: 'wait' })
      await untilDoing(world, neighbour, 'wait')
      const job = await world.submit({ do: 'exit' })
      await eventually(async () => (await world.find(job)).crashes === 1)
      expect(world.observed.find(({ name }) => name === 'job.died')?.facts).toMatchObject({ job })
      expect(await world.find(neighbour)).toMatchObject({ state: 'running', crashes: 0 })
    }))

  it('whose code loads for longer than an attempt may last succeeds at its first (T4)', () =>
    inIsolatedWorld(
      createRunner,
      slowToLoad,
      async (world) => {
        const job = await world.submit()
        await eventually(async () => existsSync(join(world.project, 'underway')))
        await world.time.advance(55_000)
        await writeFile(join(world.project, 'finished'), '')
        expect(await world.until(job, 'succeeded')).toMatchObject({ attempt: 1, crashes: 0 })
      },
      { policy: { timeout: { attemptMs: 3_000 } } },
    ))

  it('whose code never loads is ended for it and tried again (T5)', () =>
    inIsolatedWorld(createRunner, slowToLoad, async (world) => {
      const job = await world.submit()
      await eventually(async () => existsSync(join(world.project, 'underway')))
      await world.time.advance(60_000)
      expect(await world.until(job, 'waiting')).toMatchObject({ why: 'retry', attempt: 1, crashes: 0 })
      await writeFile(join(world.project, 'finished'), '')
      await world.time.advance(1_000)
      await world.sweep.sweepOnce()
      expect(await world.until(job, 'succeeded')).toMatchObject({ attempt: 2 })
    }))

  it(
    'that takes all memory each time fails after five losses, uncharged, and its neighbours go on (T9, I10)',
    () =>
      inIsolatedWorld(createRunner, obedient, async (world) => {
        const neighbour = await world.submit({ do: 'wait' })
        await untilDoing(world, neighbour, 'wait')
        const job = await world.submit({ do: 'allocate' })
        for (let crashes = 1; crashes <= 5; crashes += 1) {
          await eventually(async () => (await world.find(job)).crashes === crashes)
          // The first loss is run again at once, in the commit that records it: that run counts until it is lost as well.
          const { state, attempt } = await world.find(job)
          expect(attempt).toBe(state === 'running' ? 1 : 0)
          await world.time.advance(16_000)
          await world.sweep.sweepOnce()
        }
        const failed = await world.until(job, 'failed')
        expect(failed).toMatchObject({ failure: { code: 'crash-loop' }, crashes: 5, attempt: 0 })
        expect(await world.find(neighbour)).toMatchObject({ state: 'running', crashes: 0 })
      }),
    60_000,
  )

  it('is handed back at a shutdown, asked or forced (T7)', () =>
    inIsolatedWorld(createRunner, obedient, async (world) => {
      const [listening, lingering] = [await world.submit({ do: 'wait' }), await world.submit({ do: 'linger' })]
      await untilDoing(world, listening, 'wait')
      await untilDoing(world, lingering, 'linger')
      const stopped = world.isolatedWorker.stop()
      await world.time.advance(20_000)
      await world.until(listening, 'ready')
      await world.time.advance(3_000)
      await stopped
      for (const job of [listening, lingering])
        expect(await world.find(job)).toMatchObject({ state: 'ready', attempt: 0, interrupts: 1 })
      expect(forced(world)).toEqual([{ aborted: 'shutdown', abandoned: false }])
    }))

  it('keeps its steps from one run to the next, wherever that is (I16)', () =>
    inIsolatedWorld(
      createRunner,
      `async ({ body }, job) => {
        const loaded = await job.step('load', () => ({ in: job.attempt }))
        await job.progress(50 * job.attempt, 'loaded', { loaded })
        if (job.attempt === 1) throw new Error('once')
        return loaded
      }`,
      async (world) => {
        const id = await world.submit()
        expect(await world.until(id, 'waiting')).toMatchObject({ progress: { percent: 50, message: 'loaded' } })
        await world.time.advance(1_000)
        await world.sweep.sweepOnce()
        expect(await world.until(id, 'succeeded')).toMatchObject({ result: { value: { in: 1 } }, attempt: 2 })
        const thrown = world.observed.find(({ name }) => name === 'job.threw')?.cause
        expect(thrown).toMatchObject({ message: 'once', stack: expect.stringContaining('createReport.ts') })
      },
    ))

  it('fails with the code that its handler names, and sleeps and waits as it says (T6, T8)', () =>
    inIsolatedWorld(
      createRunner,
      `({ body }, job) => {
        if (body === 'fail') throw job.fail('unreadable-data', 'row 7')
        if (body === 'snooze') throw job.snooze('5m')
        throw job.retryAfter('10m')
      }`,
      async (world) => {
        const now = world.time.clock.now()
        const failed = await world.until(await world.submit('fail'), 'failed')
        expect(failed.failure).toMatchObject({ code: 'unreadable-data', detail: 'row 7' })
        const asleep = await world.until(await world.submit('snooze'), 'waiting')
        expect(asleep).toMatchObject({ why: 'snooze', attempt: 0, runAt: now + 300_000 })
        const later = await world.until(await world.submit('retry'), 'waiting')
        expect(later).toMatchObject({ why: 'retry', attempt: 1, runAt: now + 600_000 })
      },
    ))

  it('reads its upload and leaves a file as its result', () =>
    inIsolatedWorld(
      createRunner,
      `async ({ body }, job) => {
        const { appendFile } = await import('node:fs/promises')
        const target = body.path + '.copy'
        for await (const chunk of body.stream()) await appendFile(target, chunk)
        return job.file(target, { mediaType: 'text/csv', name: 'copy.csv' })
      }`,
      async (world) => {
        const job = await world.submitUpload('a,b\n1,2\n')
        const { result } = await world.until(job, 'succeeded')
        expect(result).toMatchObject({ kind: 'file', file: { size: 8, mediaType: 'text/csv', filename: 'copy.csv' } })
      },
      { policy: { result: { kind: 'file', status: 200, mediaType: 'text/csv' } } },
    ))

  it('is one of a hundred, of which never more than four run at once, in four threads or children', () =>
    inIsolatedWorld(
      createRunner,
      `async ({ body }, job) => {
        const { threadId } = await import('node:worker_threads')
        globalThis.running = (globalThis.running ?? 0) + 1
        await job.step('pause', () => new Promise((resolve) => setImmediate(() => resolve('over'))))
        const together = globalThis.running--
        return { where: process.pid + '.' + threadId, together, body }
      }`,
      async (world) => {
        const numbers = Array.from({ length: 100 }, (_, number) => number)
        const jobs = await Promise.all(numbers.map((number) => world.submit(number)))
        const results: { readonly where: string; readonly together: number; readonly body: number }[] = []
        for (const job of jobs) {
          const { result } = await world.until(job, 'succeeded')
          if (result.kind === 'json') results.push(JSON.parse(JSON.stringify(result.value)))
        }
        expect(results.map(({ body }) => body)).toEqual(numbers)
        expect(new Set(results.map(({ together }) => together))).toEqual(new Set([1]))
        expect(new Set(results.map(({ where }) => where)).size).toBeLessThanOrEqual(4)
      },
    ))
})

/** Until the handler has said what it does. */
async function untilDoing(world: World, job: JobId, what: string): Promise<void> {
  await eventually(async () => {
    await world.time.advance(0)
    const { partial } = await world.find(job)
    return typeof partial === 'object' && partial !== null && 'doing' in partial && partial.doing === what
  })
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await turn()
}

function forced(world: World): unknown[] {
  return world.observed
    .filter(({ name }) => name === 'job.forced')
    .map(({ facts: { aborted, abandoned } }) => ({ aborted, abandoned }))
}

/** Keeps its thread or child busy from when it is loaded until a file says otherwise. */
const slowToLoad = `(() => {
  const fs = process.getBuiltinModule('node:fs')
  fs.writeFileSync(import.meta.dirname + '/../underway', '')
  while (!fs.existsSync(import.meta.dirname + '/../finished')) {}
  return (_, job) => ({ attempt: job.attempt })
})()`
