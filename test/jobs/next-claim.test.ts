/** When a worker asks for its next jobs: as soon as code has ended, not only once its outcome is on the disk. */
import { describe, expect, it } from 'vitest'
import type { ClaimRequest, JobStore } from '../../src/jobs/store.ts'
import { eventually, inWorld, turn, type World } from './support/world.ts'

const jobs = 12

/** A store whose settlements wait until the gate is open. */
function behindGate(store: JobStore, gate: Promise<void>): JobStore {
  return { ...store, settle: (fence, outcome) => gate.then(() => store.settle(fence, outcome)) }
}

async function submitAll({ submit }: World): Promise<void> {
  for (let job = 0; job < jobs; job += 1) await submit(job)
}

describe('a worker', () => {
  it('asks for its next jobs in the commit that holds the outcomes of the last', async () => {
    const calls: string[] = []
    const wrapStore = (store: JobStore): JobStore => ({
      ...store,
      settle: async (fence, outcome) => {
        calls.push('settle')
        const settled = await store.settle(fence, outcome)
        calls.push('settled')
        return settled
      },
      claim: (request: ClaimRequest) => {
        calls.push(`claim ${request.limit}`)
        return store.claim(request)
      },
    })
    await inWorld(
      () => {},
      async (world) => {
        await submitAll(world)
        await world.worker.start()
        await eventually(() => calls.filter((call) => call === 'settled').length === jobs)
        const round = [...Array(4).fill('settle'), 'claim 4', ...Array(4).fill('settled')]
        expect(calls.slice(0, 19)).toEqual(['claim 4', ...round, ...round])
      },
      { wrapStore, concurrency: 4 },
    )
  })

  it('claims no more than it has places while as many outcomes again wait for the disk', async () => {
    const gate = Promise.withResolvers<void>()
    let started = 0
    await inWorld(
      () => {
        started += 1
      },
      async (world) => {
        await submitAll(world)
        await world.worker.start()
        await eventually(() => started >= 6)
        for (let turns = 0; turns < 50; turns += 1) await turn()
        expect(started).toBe(6)
        gate.resolve()
        await eventually(() => started === jobs)
      },
      { wrapStore: (store) => behindGate(store, gate.promise), concurrency: 3 },
    )
  })
})
