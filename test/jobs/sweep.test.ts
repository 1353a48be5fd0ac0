/** What time alone does to jobs, and what the sweep tells whom about it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobId } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import type { Runtime } from '../../src/base/runtime.ts'
import type { Engine } from '../../src/jobs/engine.ts'
import { createInProcessGuardian } from '../../src/jobs/in-process-guardian.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { identifyProcess } from '../../src/work/host.ts'
import { eventually, inWorld, owner, untilAborted, type World } from './support/world.ts'

const aDay = 86_400_000

describe('the sweep', () => {
  it('takes the jobs of a dead process back once its lease has run out, and they run to their end (T9, L2)', async () => {
    let runs = 0
    const handler = () => {
      runs += 1
      return runs === 1 ? new Promise(() => {}) : 'done'
    }
    await inWorld(handler, async (world) => {
      const runtime = frozen(world)
      const guardian = createInProcessGuardian({ leases: world.leases, runtime })
      const dying = world.anotherWorker({ runtime, guardian })
      await dying.start()
      const id = await world.submit()
      await eventually(() => runs === 1)
      await world.time.advance(29_999)
      await world.sweep.sweepOnce()
      expect((await world.find(id)).state).toBe('running')
      await world.time.advance(1)
      await world.worker.start()
      await world.sweep.sweepOnce()
      expect(await world.until(id, 'succeeded')).toMatchObject({ crashes: 1, attempt: 1, epoch: 3 })
    })
  })

  it('takes the jobs of a process of this host that is surely gone back at once', async () => {
    let runs = 0
    const handler = () => {
      runs += 1
      return runs === 1 ? new Promise(() => {}) : 'done'
    }
    await inWorld(handler, async (world) => {
      const own = identifyProcess(process.pid)
      const gone = world.anotherWorker({ host: { ...own, startTime: `${own.startTime}0` } })
      await gone.start()
      const id = await world.submit()
      await eventually(() => runs === 1)
      await world.anotherSweep({ host: own }).sweepOnce()
      await world.worker.start()
      await world.until(id, 'succeeded')
    })
  })

  it('wakes the workers for what became due', () =>
    inWorld(
      (_, job) => {
        if (job.attempt === 1) throw job.retryAfter('5s')
        return 'done'
      },
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'waiting')
        const offered: JobId[] = []
        const engine: Engine = { offer: (ids) => offered.push(...ids), consume: () => () => {}, stop: async () => {} }
        const sweep = world.anotherSweep({ engine })
        await world.time.advance(4_999)
        await sweep.sweepOnce()
        expect(offered).toEqual([])
        await world.time.advance(1)
        await sweep.sweepOnce()
        expect(offered).toEqual([id])
      },
    ))

  it('tells a worker of this process at once that its job was taken away (T13)', async () => {
    const reasons: unknown[] = []
    const handler = (_: unknown, job: JobContext) =>
      untilAborted(job.signal).catch((error: { readonly why: string }) => {
        reasons.push(error.why)
        throw error
      })
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await world.until(id, 'running')
      await world.leases.end(world.worker.id)
      await world.sweep.sweepOnce()
      await eventually(() => reasons.length === 1)
      expect(reasons).toEqual(['lease-lost'])
    })
  })

  it('forgets an expired job with its files, and deletes the row after (T14, R-STA-14)', () =>
    inWorld(
      async ({ body }, job) => {
        await writeFile(String(body), 'picture')
        return job.file(String(body))
      },
      async (world) => {
        await world.worker.start()
        const id = await world.submit(join(world.folder, 'made.webp'))
        const { result } = await world.until(id, 'succeeded')
        expect(result.kind).toBe('file')
        expect(await world.filesOf(id)).toHaveLength(1)
        await world.worker.stop()
        await world.time.advance(aDay)
        await world.sweep.sweepOnce()
        expect(await world.filesOf(id)).toEqual([])
        expect(await world.store.find(id, owner)).toMatchObject({ tombstone: true })
      },
      { policy: { result: { kind: 'file', status: 200, mediaType: 'image/webp' } } },
    ))

  it('reports a queued job that it fails because it never started in time (T13)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const id = await world.submit()
        const changed: JobId[] = []
        const sweep = world.anotherSweep({ changed: (job) => changed.push(job) })
        await world.time.advance(1_000)
        expect(await sweep.sweepOnce()).toMatchObject({ overdue: 1, ended: [id], revoked: [] })
        expect((await world.find(id)).state).toBe('failed')
        expect(changed).toEqual([id])
      },
      { policy: { timeout: { attemptMs: 60_000, startMs: 1_000 } } },
    ))

  it('tells the store how long the leases of its workers are, 30 s unless it is told (L2)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const lengths: number[] = []
        const store: typeof world.store = {
          ...world.store,
          sweep: (request) => {
            lengths.push(request.leaseMs)
            return world.store.sweep(request)
          },
        }
        await world.anotherSweep({ store }).sweepOnce()
        await world.anotherSweep({ store, leaseMs: 60_000 }).sweepOnce()
        expect(lengths).toEqual([30_000, 60_000])
      },
    ))

  it('is woken by its ticker and rests when it is stopped (D10)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const sweeps: number[] = []
        const sweep = world.anotherSweep({
          store: {
            ...world.store,
            sweep: (request) => {
              sweeps.push(sweeps.length)
              return world.store.sweep(request)
            },
          },
        })
        sweep.start()
        // The first is at the start, the second can only be the ticker's: without it, the next were seconds away.
        await eventually(() => sweeps.length === 1)
        await world.time.advance(1_000)
        await eventually(() => sweeps.length === 2)
        await sweep.stop()
        await world.time.advance(60_000)
        expect(sweeps).toHaveLength(2)
      },
    ))
})

/** Sleeps only until it is told to stop: a process that no longer does anything on its own. */
function frozen({ time }: World): Runtime {
  const sleep: Runtime['sleep'] = (_, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) resolve()
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  return { clock: time.clock, sleep, random: systemRandom, observe() {} }
}
