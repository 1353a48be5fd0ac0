/** What reports of progress cost: a handler may report as often as it likes, and the store hears of it once a second. */
import { describe, expect, it } from 'vitest'
import type { JobContext } from '../../src/jobs/job-context.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import { eventually, inWorld, type World } from './support/world.ts'

const seconds = 10
const updates = 50_000

/** Notes when each write of progress was asked for, and what it said. */
function noting(writes: { readonly at: number; readonly percent: number | undefined }[], now: () => number) {
  return (store: JobStore): JobStore => ({
    ...store,
    progress: (fence, change) => {
      writes.push({ at: now(), percent: change.progress?.percent })
      return store.progress(fence, change)
    },
  })
}

describe('progress', () => {
  it('of 50,000 updates within ten seconds costs one write a second, the last value written with the end (R-STA-2)', async () => {
    let world: World | undefined
    const writes: { at: number; percent: number | undefined }[] = []
    let naps = 0
    const clock = () => world?.time.clock.now() ?? Number.NaN
    const handler = async (_: unknown, job: JobContext) => {
      for (let update = 1; update <= updates; update += 1) {
        await job.progress((100 * update) / updates)
        if (update % (updates / seconds) !== 0) continue
        naps += 1
        await world?.time.sleep(1_000)
      }
    }
    await inWorld(
      handler,
      async (made) => {
        world = made
        await world.worker.start()
        const id = await world.submit()
        const startedAt = clock()
        for (let second = 0; second < seconds; second += 1) {
          await eventually(() => naps > second)
          await world.time.advance(1_000)
        }
        const job = await world.until(id, 'succeeded')
        expect(writes.map(({ at }) => at - startedAt)).toEqual(
          Array.from({ length: seconds }, (_, second) => 1_000 * second)
            .concat(1_000 * seconds)
            .slice(0, writes.length),
        )
        expect([seconds, seconds + 1]).toContain(writes.length)
        expect(writes.at(-1)?.percent).toBe(100)
        // One revision each for acceptance, claim and settlement, and one for each commit of progress.
        expect(job.revision).toBe(3 + writes.length)
      },
      { wrapStore: noting(writes, clock) },
    )
  })

  it('does not go back within a run, whatever the handler reports, and starts anew with the next (I17)', async () => {
    let world: World | undefined
    const shown: (number | undefined)[] = []
    const handler = async (_: unknown, job: JobContext) => {
      for (const percent of job.attempt === 1 ? [30, 10, 60, 20] : [5, 3]) {
        await job.progress(percent)
        await world?.time.sleep(1_000)
      }
      if (job.attempt === 1) throw new Error('again')
    }
    const watching = (store: JobStore): JobStore => ({
      ...store,
      progress: async (fence, change) => {
        const written = await store.progress(fence, change)
        shown.push((await world?.find(fence.job))?.progress?.percent)
        return written
      },
    })
    await inWorld(
      handler,
      async (made) => {
        world = made
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        await world.time.advance(4_000)
        await world.until(id, 'waiting')
        expect(shown).toEqual([30, 30, 60, 60])
        await world.time.advance(1_000)
        await world.sweep.sweepOnce()
        await world.until(id, 'running')
        await world.time.advance(2_000)
        await world.until(id, 'succeeded')
        expect(shown.slice(4)).toEqual([5, 5])
      },
      { wrapStore: watching },
    )
  })
})
