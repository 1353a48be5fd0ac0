/** Runs one seed: so many steps in which anything may happen, then calm, in which everything must come to its end. */
import { checkLedger } from './checks/ledger.ts'
import { checkLiveness } from './checks/liveness.ts'
import { act } from './world/actions.ts'
import { createWorld, type Violation, type World } from './world/world.ts'

export interface Simulated {
  readonly seed: number
  readonly violations: readonly Violation[]
  /** Number of the step at which something broke; undefined when nothing did. */
  readonly brokenAt: number | undefined
  readonly trace: readonly string[]
  /** What happened, by name: tells whether the faults were there at all. */
  readonly counts: Readonly<Record<string, number>>
  readonly simulatedMs: number
}

const defaultSteps = 30

/**
 * The same seed is the same run, to the last id.
 *
 * @example await simulate(7) // { violations: [], … }
 */
export async function simulate(seed: number, steps: number = defaultSteps): Promise<Simulated> {
  const world = createWorld(seed)
  const counts: Record<string, number> = {}
  try {
    world.start(1)
    world.start(world.chance.happens(0.5) ? 2 : 1)
    await world.settle()
    for (let step = 1; step <= steps; step += 1) {
      const action = await act(world, step)
      counts[action] = (counts[action] ?? 0) + 1
      checkLedger(world)
      if (world.violations.length > 0) return ended(world, counts, step)
    }
    await checkLiveness(world)
    return ended(world, counts, world.violations.length > 0 ? steps + 1 : undefined)
  } finally {
    world.close()
  }
}

function ended(world: World, counts: Simulated['counts'], brokenAt: number | undefined): Simulated {
  const { seed, violations, trace, time } = world
  return { seed, violations: [...violations], brokenAt, trace: [...trace], counts, simulatedMs: time.elapsed }
}
