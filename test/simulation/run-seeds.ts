/** Runs a share of the seeds and says of each that breaks a promise how to see it again. */
import { type Simulated, simulate } from './simulate.ts'

/** `SIMULATION_SEEDS` says how many; 2,000 unless given. */
const seedCount = Number(process.env.SIMULATION_SEEDS ?? 2_000)

/** One seed alone, with `SIMULATION_SEED`. */
const onlySeed = process.env.SIMULATION_SEED

/** What happened in all of them together. */
export interface Totals {
  readonly seeds: number
  readonly broken: readonly string[]
  readonly counts: ReadonlyMap<string, number>
}

const mostShown = 3

/** The seeds `share`, `share + shares`, … Stops looking when it is clear that something is wrong. */
export async function runSeeds(share: number, shares: number): Promise<Totals> {
  const broken: string[] = []
  const counts = new Map<string, number>()
  const seeds = seedsOf(share, shares)
  for (const seed of seeds) {
    const simulated = await simulate(seed)
    for (const [name, count] of Object.entries(simulated.counts)) counts.set(name, (counts.get(name) ?? 0) + count)
    if (simulated.violations.length > 0) broken.push(describeBroken(simulated))
    if (broken.length === mostShown) break
  }
  return { seeds: seeds.length, broken, counts }
}

function seedsOf(share: number, shares: number): readonly number[] {
  if (onlySeed !== undefined) return share === 0 ? [Number(onlySeed)] : []
  const count = Math.ceil(Math.max(0, seedCount - share) / shares)
  return Array.from({ length: count }, (_, index) => share + index * shares)
}

/** Seed, step, what broke, and everything that led there. */
export function describeBroken({ seed, brokenAt, violations, trace }: Simulated): string {
  const what = violations.map(({ id, what: text }) => `  ${id}: ${text}`)
  const again = `SIMULATION_SEED=${seed} npx vitest run test/simulation`
  return [`seed ${seed} broke at step ${brokenAt}; again with ${again}`, ...what, 'trace:', ...trace].join('\n')
}
