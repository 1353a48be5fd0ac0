/** The world of one case about a runner: a project of handlers that need nothing but Node, a runner on it, and short ways to run them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { toInstant } from '../base/clock.ts'
import { newJobId, newWorkerId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'
import type { Observation, Observe } from '../base/observe.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import type { Handler } from '../contract/registry.ts'
import type { JobFacts, JobInput } from '../jobs/job.ts'
import type { Run, RunEnding, RunHooks, Runner, RunRequest } from '../jobs/runner.ts'
import type { Claim } from '../jobs/store.ts'
import { createSeededRandom } from './seeded-random.ts'

/** What a runner's author hands in. */
export interface RunnerHarness {
  open(setting: RunnerSetting): Runner
  /** Whether a run that does not stop can be ended by force, and whether one that ends its process takes nothing else with it. */
  readonly kills: boolean
}

/** What a runner under test is made with. */
export interface RunnerSetting {
  /** Absolute path of a project; the handler of an operation is the default export of its file below `handlers/`. */
  readonly project: string
  /** Runs at once. */
  readonly most: number
  /** Of each thread or child. */
  readonly memoryBytes: number
  readonly observe: Observe
}

export interface RunnerWorld {
  readonly folder: string
  readonly runner: Runner
  readonly observed: readonly Observation[]
  /** Starts a run of the handler with that source: a function of input and job. */
  run(source: string, setup?: RunSetup): Promise<StartedRun>
  /** The same, waited for. */
  endingOf(source: string, setup?: RunSetup): Promise<RunEnding>
}

export interface RunSetup {
  readonly steps?: ReadonlyMap<string, JsonValue>
  readonly input?: Partial<JobInput>
  readonly bodyPath?: string
  /** Stands in for what the worker would do with what the handler reports. */
  readonly hooks?: Partial<RunHooks>
}

export interface StartedRun extends Run {
  readonly claim: Claim
  /** What the handler reported so far: [hook, ...arguments]. */
  readonly seen: readonly (readonly unknown[])[]
  /** Resolves once the handler has logged that text. */
  logged(message: string): Promise<void>
}

export type RunnerCases = Readonly<Record<string, (world: RunnerWorld) => Promise<void>>>

const memoryBytes = 67_108_864

/** Opens a world and closes it whatever the case does. */
export async function inRunnerWorld(
  harness: RunnerHarness,
  body: (world: RunnerWorld) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-runner-'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const observed: Observation[] = []
  const observe = (observation: Observation) => void observed.push(observation)
  const runner = harness.open({ project: folder, most: 4, memoryBytes, observe })
  try {
    await body(createWorld(folder, runner, observed))
  } finally {
    await runner.stop()
    await rm(folder, { recursive: true })
  }
}

function createWorld(folder: string, runner: Runner, observed: readonly Observation[]): RunnerWorld {
  const random = createSeededRandom(1)
  const handlers = new Map<string, Promise<Handler>>()
  const handlerFor = (source: string) => {
    const operation = [...handlers.keys(), source].indexOf(source)
    const handler = handlers.get(source) ?? writeHandler(folder, `operation${operation}`, source)
    handlers.set(source, handler)
    return handler
  }
  const run = async (source: string, setup: RunSetup = {}): Promise<StartedRun> => {
    const handler = await handlerFor(source)
    const job = { ...facts(), id: newJobId(random), operation: handler.operation }
    const running = { ...job, state: 'running', runAt: start, worker: newWorkerId(random) } as const
    const fence = { incarnation: 'here', job: job.id, epoch: 1 }
    const input: JobInput = { ...emptyInput, ...setup.input }
    const claim: Claim = { fence, job: running, input, steps: setup.steps ?? new Map() }
    const seen: (readonly unknown[])[] = []
    const noted = createNotes(seen)
    const hooks: RunHooks = { ...noted.hooks, bodyPath: () => setup.bodyPath, ...setup.hooks }
    const request: RunRequest = { claim, handler, hooks }
    return { ...runner.start(request), claim, seen, logged: noted.logged }
  }
  return { folder, runner, observed, run, endingOf: async (source, setup) => (await run(source, setup)).done }
}

/** A file of its own, so that one runner loads it where it runs and another is handed it. */
async function writeHandler(folder: string, operation: string, source: string): Promise<Handler> {
  const file = join(folder, handlerFileOf(operation))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `let loadedRuns = 0\nexport default { operation: '${operation}', run: ${source} }\n`)
  const loaded: { readonly default: Handler } = await import(pathToFileURL(file).href)
  return loaded.default
}

function createNotes(seen: (readonly unknown[])[]): {
  readonly hooks: Omit<RunHooks, 'bodyPath'>
  readonly logged: (message: string) => Promise<void>
} {
  const waiting = new Map<string, () => void>()
  const isLogged = (message: string) => seen.some(([hook, , , text]) => hook === 'log' && text === message)
  return {
    hooks: {
      progress: async (progress) => void seen.push(['progress', progress]),
      partial: async (value) => void seen.push(['partial', value]),
      saveStep: async (name, value) => void seen.push(['saveStep', name, value]),
      log: (level, fields, message) => {
        seen.push(['log', level, fields, message])
        waiting.get(message)?.()
      },
    },
    logged: (message) =>
      isLogged(message) ? Promise.resolve() : new Promise((resolve) => waiting.set(message, resolve)),
  }
}

const start = toInstant(1_767_225_600_000)
const dayMs = 86_400_000

function facts(): Omit<JobFacts, 'id' | 'operation'> {
  return {
    contractRevision: 1,
    tenant: 'default',
    owner: 'api-key:dev',
    priority: 100,
    createdAt: start,
    updatedAt: start,
    revision: 2,
    attempt: 1,
    maxAttempts: 3,
    crashes: 0,
    interrupts: 0,
    epoch: 1,
    startedAt: start,
    retentionMs: dayMs,
    tombstoneMs: dayMs,
  }
}

const emptyInput: JobInput = {
  params: {},
  query: {},
  headers: {},
  cookies: {},
  body: { kind: 'none' },
  principal: { subject: 'api-key:dev', tenant: 'default', scopes: [] },
}
