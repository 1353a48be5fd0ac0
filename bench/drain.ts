/** P5: how fast one worker process runs 20,000 queued jobs that do nothing, and how much slower among a million others. `npm run build` comes first. */
import { alternate, printSeries, type Series } from './median.ts'
import { concurrency, runEntry } from './service.ts'
import { inSetting } from './setting.ts'

/** `--rounds N` (5), `--jobs N` (20000), `--others N` (1000000), `--only a,b` names peers. */
export async function run(options: readonly string[]): Promise<void> {
  await inSetting(options, ['pg-boss', 'bullmq', 'graphile-worker', 'plainjob'], async (setting) => {
    const { rounds, project, file, option } = setting
    const [jobs, others] = [option('jobs') ?? '20000', option('others') ?? '1000000']
    const [amongQueued, amongFinished] = [file(), file()]
    const ours =
      (database: string, kind = 'none') =>
      () =>
        drained('drain-ours.ts', [project, database, jobs, kind, others], jobs)
    const alternatives: Record<string, () => Promise<number>> = {
      Coatcheck: () => ours(file())(),
      ...Object.fromEntries(
        setting.peers.map(({ name, title, where }) => [title, async () => drainPeer(name, await where(), jobs)]),
      ),
      ...(others === '0'
        ? {}
        : {
            [`Coatcheck, ${others} more queued`]: ours(amongQueued, 'queued'),
            [`Coatcheck, ${others} finished`]: ours(amongFinished, 'finished'),
          }),
    }
    print(await alternate(rounds, alternatives), `${jobs} queued jobs, a second`)
  })
}

/** One that waits for the disk twice for each job is given a tenth of them: the rate is the same. */
async function drainPeer(name: string, where: string, jobs: string): Promise<number> {
  const fewer = name === 'plainjob' ? String(Math.ceil(Number(jobs) / 10)) : jobs
  return drained('peers/drain-peer.ts', [name, where, fewer, String(concurrency)], fewer)
}

async function drained(entry: string, args: readonly string[], jobs: string): Promise<number> {
  const { ms } = (await runEntry(entry, args)) as { readonly ms: number }
  return (Number(jobs) / ms) * 1_000
}

function print(series: readonly Series[], title: string): void {
  console.log(title)
  printSeries(series, '/s')
}
