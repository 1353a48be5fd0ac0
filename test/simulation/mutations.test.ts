/** The simulator sees what it is there to see: with a guard taken away, it finds the promise broken within a few seeds. */
import { describe, expect, it } from 'vitest'
import { createMutant } from './mutate.ts'
import { mutations } from './mutations.ts'

const mostSeeds = 300
const timeout = 600_000

describe('without one of its guards, the engine is caught breaking its promise', () => {
  it.each(mutations)(
    '$name breaks $breaks',
    async (mutation) => {
      const mutant = createMutant(mutation)
      try {
        const found = await mutant.find(mutation.breaks, 0, mostSeeds)
        expect(found.others).toContain(mutation.breaks)
        expect(found.seed).toBeDefined()
      } finally {
        mutant.remove()
      }
    },
    timeout,
  )
})

it(
  'a seed that broke breaks again at the same step, with the same trace',
  async () => {
    const [mutation = { name: '', breaks: '', changes: [] }] = mutations
    const mutant = createMutant(mutation)
    try {
      const found = await mutant.find(mutation.breaks, 0, mostSeeds)
      const again = await mutant.find(mutation.breaks, found.seed ?? 0, 1)
      expect(found.trace?.length).toBeGreaterThan(0)
      expect(again).toMatchObject({ seed: found.seed, brokenAt: found.brokenAt, trace: found.trace })
    } finally {
      mutant.remove()
    }
  },
  timeout,
)
