/**
 * P1 and P2: how many 202 a second, and how many jobs accepted and completed, through `coatcheck start` and through Fastify in front of
 * each peer, in turn. `npm run build` comes first.
 */

import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type Load, load } from './load.ts'
import { median, printSeries, type Series } from './median.ts'
import { sampleBody } from './noop-body.ts'
import { concurrency, type Service, startOurs, startPeer } from './service.ts'
import { inSetting, type Setting } from './setting.ts'

/** `--rounds N` (5), `--seconds N` (4) of each load, `--only a,b` names peers. */
export async function run(options: readonly string[]): Promise<void> {
  await inSetting(options, ['bullmq', 'pg-boss', 'graphile-worker', 'plainjob'], async (setting) => {
    const alternatives = toAlternatives(setting)
    const accepted = new Map<string, Load[]>(alternatives.map(({ name }) => [name, []]))
    const completed = new Map<string, number[]>()
    for (let round = 0; round < setting.rounds; round += 1) {
      for (const alternative of alternatives) {
        accepted.get(alternative.name)?.push(await measureAccept(alternative, setting))
        if (!alternative.completes) continue
        const rates = completed.get(alternative.name) ?? []
        completed.set(alternative.name, [...rates, await measureComplete(alternative, setting)])
      }
    }
    printAccepted(accepted)
    console.log('accepted and completed, jobs a second')
    printSeries(
      [...completed].map(([name, values]) => ({ name, values })),
      '/s',
    )
    await measureHalfLoad(alternatives.slice(0, 2), accepted, setting)
  })
}

interface Alternative {
  readonly name: string
  readonly completes: boolean
  /** A new service over empty tables that runs so many jobs at a time. */
  start(jobsAtATime: number): Promise<Measured>
}

interface Measured {
  readonly service: Service
  /** Whether every job that was accepted is completed. */
  isDone(accepted: number): Promise<boolean>
}

function toAlternatives(setting: Setting): readonly Alternative[] {
  const nothing = { name: 'Fastify, stores nothing', completes: false, start: () => startOther('nothing', '', 0) }
  const ours = {
    name: 'Coatcheck (fsync)',
    completes: true,
    start: (jobsAtATime: number) => startCoatcheck(setting, jobsAtATime),
  }
  const others = setting.peers.map(({ name, title, where }) => ({
    name: `Fastify + ${title}`,
    completes: true,
    start: async (jobsAtATime: number) => startOther(name, await where(), jobsAtATime),
  }))
  return [ours, nothing, ...others]
}

async function startCoatcheck({ project, file }: Setting, jobsAtATime: number): Promise<Measured> {
  const database = file()
  const service = await startOurs({ project, database, role: jobsAtATime === 0 ? 'http' : 'all' })
  const reader = new Database(database, { readonly: true })
  const unfinished = reader.prepare(
    "select 1 from job where (state = 'ready' and parked = 0) union all select 1 from job where state = 'running' limit 1",
  )
  return { service, isDone: async () => unfinished.get() === undefined }
}

async function startOther(name: string, where: string, jobsAtATime: number): Promise<Measured> {
  const service = await startPeer(name, where, jobsAtATime)
  const isDone = async (accepted: number) => {
    const answer = (await (await fetch(`${service.origin}/completed`)).json()) as { readonly completed: number }
    return answer.completed >= accepted
  }
  return { service, isDone }
}

function send({ service }: Measured, { option }: Setting, most?: number, rate?: number): Promise<Load> {
  return load({
    origin: service.origin,
    path: '/noop',
    headers: { 'x-api-key': service.key },
    body: sampleBody,
    connections: 64,
    seconds: Number(option('seconds') ?? 4),
    most: most ?? 1_000_000,
    ...(rate === undefined ? {} : { rate }),
  })
}

async function measureAccept(alternative: Alternative, setting: Setting): Promise<Load> {
  const measured = await alternative.start(0)
  try {
    await send(measured, setting, 2_000)
    return await send(measured, setting)
  } finally {
    await measured.service.stop()
  }
}

/** From the first request to the end of the last job, for as many requests as were answered in the time. */
async function measureComplete(alternative: Alternative, setting: Setting): Promise<number> {
  const measured = await alternative.start(concurrency)
  try {
    const { answers: warmUp } = await send(measured, setting, 2_000)
    await completed(measured, warmUp)
    const began = performance.now()
    const { answers } = await send(measured, setting)
    const loaded = performance.now()
    await completed(measured, warmUp + answers)
    // The load generator's own start is not the service's.
    const startUp = Math.max(0, loaded - began - Number(setting.option('seconds') ?? 4) * 1_000)
    return (answers / (performance.now() - began - startUp)) * 1_000
  } finally {
    await measured.service.stop()
  }
}

async function completed(measured: Measured, accepted: number): Promise<void> {
  for (let looks = 0; looks < 6_000; looks += 1) {
    if (await measured.isDone(accepted)) return
    await wait(20)
  }
  throw new Error('the jobs were not completed within two minutes')
}

/** The second half of P1, at half of what the slower of the two takes. */
async function measureHalfLoad(
  alternatives: readonly Alternative[],
  accepted: ReadonlyMap<string, readonly Load[]>,
  setting: Setting,
): Promise<void> {
  const rates = alternatives.map(({ name }) => median((accepted.get(name) ?? []).map(({ perSecond }) => perSecond)))
  const rate = Math.floor(Math.min(...rates) / 2)
  const series: Series[] = alternatives.map(({ name }) => ({ name, values: [] }))
  const values = new Map(series.map(({ name }): [string, number[]] => [name, []]))
  for (let round = 0; round < setting.rounds; round += 1) {
    for (const alternative of alternatives) {
      const measured = await alternative.start(0)
      try {
        await send(measured, setting, 2_000)
        values.get(alternative.name)?.push((await send(measured, setting, undefined, rate)).p50)
      } finally {
        await measured.service.stop()
      }
    }
  }
  console.log(`at ${rate} requests a second, half of what the slower one takes`)
  printSeries(
    [...values].map(([name, p50]) => ({ name, values: p50 })),
    'ms p50',
  )
}

function printAccepted(accepted: ReadonlyMap<string, readonly Load[]>): void {
  const series = (value: (load: Load) => number) =>
    [...accepted].map(([name, loads]) => ({ name, values: loads.map(value) }))
  console.log('accepted, 64 connections')
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
