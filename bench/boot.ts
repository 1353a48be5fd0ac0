/**
 * P9: `coatcheck start` on Kubernetes' document beside the sample, in turn: the time from the process's start to its line `listening on`, and
 * the memory it holds a second later and after a request. `npm run build` comes first.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { printSeries } from './median.ts'
import { bin } from './run-command.ts'
import { makeKubernetes, makeSample, type ServedProject } from './served-project.ts'

/** `--rounds N` (5). */
export async function run(options: readonly string[]): Promise<void> {
  const rounds = options.includes('--rounds') ? Number(options[options.indexOf('--rounds') + 1]) : 5
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-bench-'))
  try {
    const projects = [makeSample(folder), makeKubernetes(folder)]
    console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`)
    const keys = new Map<ServedProject, string>()
    print('the first start, which makes the database', await measure(projects, keys))
    // The second start keeps the code that it compiles; those after it find it.
    await measure(projects, keys)
    const later: Boot[] = []
    for (let round = 0; round < rounds; round += 1) later.push(...(await measure(projects, keys)))
    print(`later starts, medians of ${rounds}`, later)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Boot {
  readonly project: string
  readonly ms: number
  readonly idle: Memory
  readonly used: Memory
}

/** In megabytes, as the kernel counts them. */
interface Memory {
  readonly resident: number
  readonly peak: number
}

async function measure(projects: readonly ServedProject[], keys: Map<ServedProject, string>): Promise<readonly Boot[]> {
  const boots: Boot[] = []
  for (const project of projects) boots.push(await boot(project, keys))
  return boots
}

async function boot(project: ServedProject, keys: Map<ServedProject, string>): Promise<Boot> {
  const began = performance.now()
  const child = spawn(process.execPath, [bin, 'start', '--port', '0', '--dev-key', '--project', project.directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const { origin, key } = await listening(child)
    const ms = performance.now() - began
    if (key !== undefined) keys.set(project, key)
    await wait(1_000)
    const idle = memoryOf(child)
    const { status } = await fetch(`${origin}${project.invalid}`, { headers: { 'x-api-key': keys.get(project) ?? '' } })
    if (status !== 400) throw new Error(`${project.name} answered ${status} to ${project.invalid}`)
    return { project: project.name, ms, idle, used: memoryOf(child) }
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
}

async function listening(child: ChildProcess): Promise<{ readonly origin: string; readonly key: string | undefined }> {
  if (child.stdout === null) throw new Error('no standard output')
  let key: string | undefined
  for await (const line of createInterface(child.stdout)) {
    key = /^first key: (\S+)$/.exec(line)?.[1] ?? key
    const origin = /^listening on (\S+)$/.exec(line)?.[1]
    if (origin !== undefined) return { origin, key }
  }
  throw new Error(`start ended with ${child.exitCode}`)
}

function memoryOf({ pid }: ChildProcess): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  return { resident: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

function print(title: string, boots: readonly Boot[]): void {
  const names = [...new Set(boots.map(({ project }) => project))]
  const series = (value: (boot: Boot) => number) =>
    names.map((name) => ({ name, values: boots.filter(({ project }) => project === name).map(value) }))
  console.log(title)
  printSeries(
    series(({ ms }) => ms),
    'ms until it listens',
  )
  printSeries(
    series(({ idle }) => idle.resident),
    'MB a second later',
  )
  printSeries(
    series(({ used }) => used.resident),
    'MB after a request',
  )
  printSeries(
    series(({ used }) => used.peak),
    'MB at most',
  )
}
