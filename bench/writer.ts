/** What a thread that waits for the disk costs and gains, on a disk as it is and on ones that are slower to sync. `npm run build` comes first. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Load, load } from './load.ts'
import { printSeries } from './median.ts'
import { sampleBody } from './noop-body.ts'
import { startOurs } from './service.ts'
import { inSetting, type Setting } from './setting.ts'

const writers = ['main', 'thread'] as const

/** `--rounds N` (5), `--seconds N` (2) of each load, `--connections N` (64), `--slower MS,MS` (0,1,4,10; those above 0 need gcc). */
export async function run(options: readonly string[]): Promise<void> {
  await inSetting(options, [], async (setting) => {
    const folder = mkdtempSync(join(tmpdir(), 'coatcheck-slow-sync-'))
    try {
      const delays = (setting.option('slower') ?? '0,1,4,10').split(',').map(Number)
      const library = delays.some((ms) => ms > 0) ? compileSlowSync(folder) : ''
      for (const ms of delays) await compare(ms, library, setting)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

function compileSlowSync(folder: string): string {
  const library = join(folder, 'slow-sync.so')
  execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', library, join(import.meta.dirname, 'slow-sync.c'), '-ldl'])
  return library
}

async function compare(ms: number, library: string, setting: Setting): Promise<void> {
  const loads: Record<(typeof writers)[number], Load[]> = { main: [], thread: [] }
  for (let round = 0; round < setting.rounds; round += 1) {
    for (const writer of writers) loads[writer].push(await measure(writer, ms, library, setting))
  }
  console.log(`each sync ${ms} ms slower, ${connectionsOf(setting)} connections`)
  const series = (value: (load: Load) => number) =>
    writers.map((name) => ({ name, values: loads[name].map((one) => value(one)) }))
  printSeries(
    series(({ perSecond }) => perSecond),
    '/s',
  )
  printSeries(
    series(({ p50 }) => p50),
    'ms p50',
  )
  printSeries(
    series(({ p99 }) => p99),
    'ms p99',
  )
}

const connectionsOf = ({ option }: Setting): number => Number(option('connections') ?? 64)

async function measure(writer: string, ms: number, library: string, setting: Setting): Promise<Load> {
  const slow = ms === 0 ? {} : { LD_PRELOAD: library, SLOW_SYNC_US: String(ms * 1_000) }
  const environment = { COATCHECK_DATABASE_WRITER: writer, ...slow }
  const { project, option } = setting
  const service = await startOurs({ project, database: setting.file(), role: 'http', environment })
  const send = (most: number) =>
    load({
      ...{ origin: service.origin, path: '/noop', headers: { 'x-api-key': service.key }, body: sampleBody, most },
      ...{ connections: connectionsOf(setting), seconds: Number(option('seconds') ?? 2) },
    })
  try {
    await send(2_000)
    return await send(1_000_000)
  } finally {
    await service.stop()
  }
}
