/** Figures as they are printed: median, smallest and largest, and ratios of medians taken in one run. */

export interface Series {
  readonly name: string
  readonly values: readonly number[]
}

/** One line a series; each later one as a ratio of the first. */
export function printSeries(series: readonly Series[], unit: string): void {
  const [first] = series
  for (const { name, values } of series) {
    const ratio = first === undefined ? 1 : median(values) / median(first.values)
    const range = `${rounded(Math.min(...values))}-${rounded(Math.max(...values))}`
    console.log(`  ${name.padEnd(44)} ${rounded(median(values)).padStart(8)} ${unit} (${range})  x ${ratio.toFixed(2)}`)
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

const rounded = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0))

/** Runs the alternatives in turn, so that whatever slows the machine slows all of them. */
export async function alternate(
  rounds: number,
  alternatives: Readonly<Record<string, () => Promise<number>>>,
): Promise<readonly Series[]> {
  const values = new Map(Object.keys(alternatives).map((name): [string, number[]] => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(alternatives)) values.get(name)?.push(await run())
  }
  return [...values].map(([name, series]) => ({ name, values: series }))
}
