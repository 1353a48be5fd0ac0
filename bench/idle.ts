/** P11 and P12: what `coatcheck start` costs when it has nothing to do, and when 100,000 jobs wait behind handlers that hang. `npm run build` comes first. */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { load } from './load.ts'
import { printSeries } from './median.ts'
import { sampleBody } from './noop-body.ts'
import { residentMegabytes, type Service, startOurs } from './service.ts'
import { inSetting, type Setting } from './setting.ts'

/** `--rounds N` (5), `--queued N` (100000), `--seconds N` (20) of idleness. */
export async function run(options: readonly string[]): Promise<void> {
  await inSetting(options, [], async (setting) => {
    const rows = { idle: [] as number[], queued: [] as number[], cpuIdle: [] as number[], cpuQueued: [] as number[] }
    for (let round = 0; round < setting.rounds; round += 1) {
      const service = await startOurs({
        ...setting,
        database: setting.file(),
        role: 'all',
        environment: { BENCH_HANDLER: 'hang' },
      })
      try {
        rows.cpuIdle.push(await cpuShare(service, setting))
        rows.idle.push(residentMegabytes(service))
        await queue(service, Number(setting.option('queued') ?? 100_000))
        rows.cpuQueued.push(await cpuShare(service, setting))
        rows.queued.push(residentMegabytes(service))
      } finally {
        service.process.kill('SIGTERM')
        await service.stop()
      }
    }
    printSeries(
      [
        { name: 'memory when idle', values: rows.idle },
        { name: 'memory with the jobs queued', values: rows.queued },
      ],
      'MB',
    )
    printSeries(
      [
        { name: 'CPU when idle', values: rows.cpuIdle },
        { name: 'CPU with the jobs queued', values: rows.cpuQueued },
      ],
      '% of a core',
    )
  })
}

async function queue({ origin, key }: Service, jobs: number): Promise<void> {
  await load({
    origin,
    path: '/noop',
    headers: { 'x-api-key': key },
    body: sampleBody,
    connections: 64,
    seconds: 300,
    most: jobs,
  })
}

/** Over a while that begins a few seconds after the last work. */
async function cpuShare(service: Service, { option }: Setting): Promise<number> {
  await wait(5_000)
  const seconds = Number(option('seconds') ?? 20)
  const before = cpuSeconds(service)
  await wait(seconds * 1_000)
  return ((cpuSeconds(service) - before) / seconds) * 100
}

/** User and system time of all its threads; the kernel counts in hundredths of a second. */
function cpuSeconds({ process: { pid } }: Service): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
