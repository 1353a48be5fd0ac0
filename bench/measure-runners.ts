/** Measures each runner of the built package; started by `npm run bench -- runners`. */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Handler } from '../src/contract/registry.ts'
import type { Run, Runner, RunRequest } from '../src/jobs/runner.ts'
import { printSeries } from './median.ts'

const repository = join(import.meta.dirname, '..')
const rounds = 5
const runs = 400

const sources = {
  nothing: '() => process.pid',
  report: 'async (_, job) => { for (let n = 0; n < 1000; n += 1) await job.progress(n / 10) }',
  loop: "(_, job) => { job.log.info({}, 'begun'); while (true) {} }",
}
type Operation = keyof typeof sources

const project = await makeProject()
const handlers = await loadHandlers()
const setting = { project, most: 4, memoryBytes: 512_000_000, observe: () => {} }
const { createInlineRunner }: typeof import('../src/runners/inline/inline-runner.ts') =
  await built('inline/inline-runner.js')
const { createThreadRunner }: typeof import('../src/runners/thread/thread-runner.ts') =
  await built('thread/thread-runner.js')
const { createProcessRunner }: typeof import('../src/runners/process/process-runner.ts') =
  await built('process/process-runner.js')
const runners = {
  inline: () => createInlineRunner(),
  thread: () => createThreadRunner(setting),
  process: () => createProcessRunner(setting),
}
type Kind = keyof typeof runners

/** What is measured -> runner -> the figure of each round. */
const figures = new Map<string, Map<Kind, number[]>>()
for (let round = 0; round < rounds; round += 1) {
  for (const kind of ['inline', 'thread', 'process'] as const) await measure(kind)
}
for (const [what, byKind] of figures) {
  console.log(what)
  printSeries(
    [...byKind].map(([name, values]) => ({ name, values })),
    '',
  )
}
await rm(project, { recursive: true })

async function measure(kind: Kind): Promise<void> {
  const note = (what: string, figure: number) => {
    const byKind = figures.get(what) ?? new Map<Kind, number[]>()
    figures.set(what, byKind.set(kind, [...(byKind.get(kind) ?? []), figure]))
  }
  const runner = runners[kind]()
  const before = residentMegabytes('self')
  note('the first run, ms', await millisecondsOf(() => start(runner, 'nothing').done))
  if (kind !== 'inline') note('memory of one, MB', await memoryOf(kind, runner, before))
  note('a later run, ms', (await millisecondsOf(() => oneAfterAnother(runner, runs))) / runs)
  note('a call of job.progress, ms', (await millisecondsOf(() => start(runner, 'report').done)) / 1_000)
  await fourAtOnce(runner, 5)
  note('runs a second, four at once', (4_000 * runs) / (await millisecondsOf(() => fourAtOnce(runner, runs))))
  if (kind !== 'inline') note('the end of an endless loop, ms', await endOfLoop(runner))
  await runner.stop()
}

async function memoryOf(kind: 'thread' | 'process', runner: Runner, before: number): Promise<number> {
  const ending = await start(runner, 'nothing').done
  if (ending.kind !== 'returned') throw new Error(ending.kind)
  return kind === 'process' ? residentMegabytes(String(ending.value)) : residentMegabytes('self') - before
}

function residentMegabytes(pid: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}

async function oneAfterAnother(runner: Runner, count: number): Promise<void> {
  for (let run = 0; run < count; run += 1) await start(runner, 'nothing').done
}

function fourAtOnce(runner: Runner, count: number): Promise<unknown> {
  return Promise.all([1, 2, 3, 4].map(() => oneAfterAnother(runner, count)))
}

async function endOfLoop(runner: Runner): Promise<number> {
  const begun = Promise.withResolvers<void>()
  const run = start(runner, 'loop', begun.resolve)
  await begun.promise
  run.kill()
  return millisecondsOf(() => run.done)
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function start(runner: Runner, operation: Operation, logged = () => {}): Run {
  const taken = async () => {}
  const hooks = { progress: taken, partial: taken, saveStep: taken, bodyPath: () => undefined, log: logged }
  return runner.start({ claim: claimOf(operation), handler: handlers[operation], hooks })
}

/** What a small request leaves in the store; ids and times are of no matter here. */
function claimOf(operation: string): RunRequest['claim'] {
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const body = { kind: 'json', value: { rows: 3 }, mediaType: 'application/json' }
  const input = { params: {}, query: {}, headers: {}, cookies: {}, body, principal }
  const job = { id: 'job_0000000000000000000001', operation, attempt: 1, state: 'running' }
  const claim = { fence: { incarnation: 'here', job: job.id, epoch: 1 }, job, input }
  return { ...JSON.parse(JSON.stringify(claim)), steps: new Map() }
}

function built(file: string): Promise<never> {
  return import(pathToFileURL(join(repository, 'dist/runners', file)).href) as Promise<never>
}

/** Each handler asks for the framework, as one that was made by `generate` does. */
async function makeProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-bench-'))
  await mkdir(join(folder, 'handlers'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(repository, join(folder, 'node_modules/coatcheck'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [operation, source] of Object.entries(sources)) {
    const text = `import { handlerDefiner } from 'coatcheck'\nexport default handlerDefiner()('${operation}', ${source})\n`
    await writeFile(join(folder, 'handlers', `${operation}.ts`), text)
  }
  return folder
}

async function loadHandlers(): Promise<Readonly<Record<Operation, Handler>>> {
  const load = async (operation: Operation): Promise<Handler> => {
    const loaded: { readonly default: Handler } = await import(
      pathToFileURL(join(project, 'handlers', `${operation}.ts`)).href
    )
    return loaded.default
  }
  return { nothing: await load('nothing'), report: await load('report'), loop: await load('loop') }
}
