/**
 * Runs in a child process, on sources that may have been changed: looks for a seed that breaks a promise, and prints what it found.
 * Arguments: the id of the promise, the first seed, how many.
 */
import { simulate } from './simulate.ts'

/** What is printed, as one line of JSON. */
export interface Found {
  /** Seeds that were run. */
  readonly tried: number
  readonly seed?: number
  readonly brokenAt?: number
  readonly trace?: readonly string[]
  /** Everything else that broke on the way. */
  readonly others: readonly string[]
}

const [id, first, count] = process.argv.slice(2)
console.log(JSON.stringify(await findBroken(String(id), Number(first), Number(count))))

async function findBroken(wanted: string, from: number, most: number): Promise<Found> {
  const others = new Set<string>()
  for (let tried = 1; tried <= most; tried += 1) {
    const { seed, violations, brokenAt, trace } = await simulate(from + tried - 1)
    for (const violation of violations) others.add(violation.id)
    if (brokenAt !== undefined && violations.some((violation) => violation.id === wanted)) {
      return { tried, seed, brokenAt, trace, others: [...others] }
    }
  }
  return { tried: most, others: [...others] }
}
