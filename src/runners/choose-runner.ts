/**
 * One runner for a whole service: each operation's jobs run where its handler says, else where the configuration says. Refuses a choice that
 * could not be followed before anything is opened; loads only the runners that are needed.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { assertNever } from '../base/assert-never.ts'
import { closestName } from '../base/closest-name.ts'
import { Fault } from '../base/fault.ts'
import type { Observe } from '../base/observe.ts'
import type { RunnerName } from '../base/runner-name.ts'
import type { Config } from '../config/config.ts'
import { asyncOperations } from '../contract/contract.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import type { Registry } from '../contract/registry.ts'
import type { Runner } from '../jobs/runner.ts'
import type { WatchRun } from '../jobs/watch-runs.ts'
import { createInlineRunner } from './inline/inline-runner.ts'
import type { IsolatedOptions } from './isolated/isolated-options.ts'

export interface ChooseRunnerOptions {
  readonly registry: Pick<Registry, 'contract' | 'handlers'>
  readonly config: Pick<Config, 'runner' | 'runners' | 'runnerMemoryBytes' | 'concurrency'>
  /** Absolute path of the project; without it, everything runs inline. */
  readonly project?: string
  readonly observe: Observe
  /** Hears of what runs inline. */
  readonly watch: WatchRun
}

/** Throws `config-invalid` or `project-invalid`. */
export async function chooseRunner(options: ChooseRunnerOptions): Promise<Runner> {
  refuseUnknownNames(options)
  const chosen = chosenRunners(options)
  const isolated = isolatedOptions(options, chosen)
  const inline = createInlineRunner(options.watch)
  const runners: Record<RunnerName, Runner> = { inline, thread: inline, process: inline }
  for (const name of new Set(chosen.values())) {
    if (isolated !== undefined && name !== 'inline') runners[name] = await createRunner(name, isolated)
  }
  return {
    start: (request) => runners[chosen.get(request.claim.job.operation) ?? 'inline'].start(request),
    stop: async () => {
      await Promise.all(Object.values(runners).map((runner) => runner.stop()))
    },
  }
}

/** A name that no operation has would leave the one that was meant where it should not run. */
function refuseUnknownNames({ config, registry }: ChooseRunnerOptions): void {
  const known = asyncOperations(registry.contract).map(({ id }) => id)
  const unknown = Object.keys(config.runners).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const meant = closestName(unknown, known)
  const hint = meant === undefined ? '.' : `; did you mean ${meant}?`
  throw new Fault(
    'config-invalid',
    `The setting runners names ${unknown}, which is no operation that takes time${hint}`,
  )
}

function chosenRunners({ config, registry }: ChooseRunnerOptions): ReadonlyMap<string, RunnerName> {
  return new Map(
    asyncOperations(registry.contract).map(({ id }) => {
      const configured = Object.hasOwn(config.runners, id) ? config.runners[id] : undefined
      return [id, registry.handlers[id]?.runner ?? configured ?? config.runner]
    }),
  )
}

/** Undefined when nothing asks for it. Threads and children load the handlers anew, so they need to know where those are. */
function isolatedOptions(
  { config, project, observe }: ChooseRunnerOptions,
  chosen: ReadonlyMap<string, RunnerName>,
): IsolatedOptions | undefined {
  const elsewhere = [...chosen].filter(([, name]) => name !== 'inline')
  for (const [id, name] of elsewhere) {
    if (project === undefined) {
      const sentence = `The jobs of ${id} shall run in a ${name}, which needs to know where the project is.`
      throw new Fault('project-invalid', `${sentence} Pass its directory to createApp as project.`)
    }
    const file = join(project, handlerFileOf(id))
    if (!existsSync(file)) {
      throw new Fault('project-invalid', `The jobs of ${id} shall run in a ${name}, and ${file} is not there.`)
    }
  }
  if (project === undefined || elsewhere.length === 0) return undefined
  return { project, memoryBytes: config.runnerMemoryBytes, most: config.concurrency, observe }
}

async function createRunner(name: Exclude<RunnerName, 'inline'>, options: IsolatedOptions): Promise<Runner> {
  switch (name) {
    case 'thread':
      return (await import('./thread/thread-runner.ts')).createThreadRunner(options)
    case 'process':
      return (await import('./process/process-runner.ts')).createProcessRunner(options)
    default:
      return assertNever(name)
  }
}
