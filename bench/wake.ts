/** P6: from handing a job in to the start of its handler, with a worker in the same process that has nothing to do. `npm run build` comes first. */
import { printSeries } from './median.ts'
import { runEntry } from './service.ts'
import { inSetting } from './setting.ts'

/** `--rounds N` (5), `--jobs N` (200) in each. Ours is timed from the request, with its key checked and its body validated; the peer from `add`. */
export async function run(options: readonly string[]): Promise<void> {
  await inSetting(
    options,
    ['bullmq', 'pg-boss', 'graphile-worker'],
    async ({ rounds, project, file, option, peers }) => {
      const jobs = option('jobs') ?? '200'
      const alternatives: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['Coatcheck', () => runEntry('wake-ours.ts', [project, file(), jobs])],
        ...peers.map(({ name, title, where }): [string, () => Promise<unknown>] => [
          title,
          async () => runEntry('peers/wake-peer.ts', [name, await where(), jobs]),
        ]),
      ]
      const rows = alternatives.map(([name, measure]) => ({ name, measure, p50: [] as number[], p99: [] as number[] }))
      for (let round = 0; round < rounds; round += 1) {
        for (const { measure, p50, p99 } of rows) {
          const { times } = (await measure()) as { readonly times: readonly number[] }
          const sorted = times.toSorted((one, other) => one - other)
          p50.push(sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN)
          p99.push(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN)
        }
      }
      printSeries(
        rows.map(({ name, p50 }) => ({ name, values: p50 })),
        'ms p50',
      )
      printSeries(
        rows.map(({ name, p99 }) => ({ name, values: p99 })),
        'ms p99',
      )
    },
  )
}
