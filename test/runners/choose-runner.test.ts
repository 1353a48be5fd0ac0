/** Which runner an operation's jobs get, and what cannot be had. */
import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { handlerDefiner } from '../../src/api/define-handler.ts'
import { Fault } from '../../src/base/fault.ts'
import type { RunnerName } from '../../src/base/runner-name.ts'
import type { Registry } from '../../src/contract/registry.ts'
import type { HandlerInput } from '../../src/jobs/job-context.ts'
import { type ChooseRunnerOptions, chooseRunner } from '../../src/runners/choose-runner.ts'
import { inWorld, operationId } from '../jobs/support/world.ts'
import { makeHandlers } from './support.ts'

interface Asked {
  /** Beside the handler. */
  readonly handler?: string
  readonly runner?: RunnerName
  readonly runners?: Readonly<Record<string, RunnerName>>
  readonly project?: 'none' | 'empty'
}

const source = `async () => {
  const { isMainThread } = await import('node:worker_threads')
  return isMainThread ? 'another process' : 'thread'
}`

describe('an operation runs', () => {
  it('inline unless something else is said', async () => {
    expect(await placeOf({})).toBe('inline')
    expect(await placeOf({ project: 'none' })).toBe('inline')
  })

  it.each(['thread', 'process'] as const)('in a %s when the configuration says so of all, or of it', async (runner) => {
    expect(await placeOf({ runner })).toBe(runner)
    expect(await placeOf({ runners: { [operationId]: runner } })).toBe(runner)
  })

  it('where the configuration says of it, whatever it says of all', async () => {
    expect(await placeOf({ runner: 'thread', runners: { [operationId]: 'inline' } })).toBe('inline')
  })

  it('where its handler says, whatever the configuration says', async () => {
    expect(await placeOf({ handler: 'process', runner: 'inline', runners: { [operationId]: 'thread' } })).toBe(
      'process',
    )
    expect(await placeOf({ handler: 'inline', runner: 'thread' })).toBe('inline')
  })
})

describe('a choice is refused before anything is opened', () => {
  it.each<[string, Asked, string, string]>([
    [
      'that names no operation',
      { runners: { createReprot: 'thread' } },
      'config-invalid',
      'did you mean createReport?',
    ],
    ['without a project', { runner: 'thread', project: 'none' }, 'project-invalid', 'Pass its directory to createApp'],
    ['whose handler is not there', { handler: 'process', project: 'empty' }, 'project-invalid', 'is not there'],
  ])('%s', async (_what, asked, code, sentence) => {
    const fault = await placeOf(asked).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(Fault)
    expect(fault).toMatchObject({ code, message: expect.stringContaining(sentence) })
  })
})

describe('beside a handler', () => {
  interface Types {
    readonly input: HandlerInput
    readonly result: number
  }
  interface Operations {
    readonly takesTime: Types & {
      readonly kind: 'async'
      readonly error: never
      readonly progress: unknown
      readonly partial: unknown
    }
    readonly answers: Types & { readonly kind: 'sync'; readonly responses: { readonly 200: number } }
  }
  const defineHandler = handlerDefiner<Operations>()

  it('stands where it runs, and nothing when nothing is said', () => {
    expect(defineHandler('takesTime', () => 1, { runner: 'thread' })).toMatchObject({ runner: 'thread' })
    expect(defineHandler('takesTime', () => 1)).not.toHaveProperty('runner')
  })

  it('stands nothing that there is not, and nothing of an operation that answers at once: the compiler says so', () => {
    // @ts-expect-error there is no such runner
    defineHandler('takesTime', () => 1, { runner: 'fiber' })
    // @ts-expect-error an answer is always made where the request is
    defineHandler('answers', () => 1, { runner: 'thread' })
    expect(defineHandler('answers', () => 1)).toHaveProperty('run')
  })
})

/** Where a job of the operation runs when that is asked. */
async function placeOf({ handler, runner = 'inline', runners = {}, project }: Asked): Promise<RunnerName> {
  const directory = await makeHandlers(project === 'empty' ? {} : { [operationId]: source })
  let place: RunnerName | undefined
  try {
    await inWorld(
      () => 'inline',
      async (world) => {
        const config = { runner, runners, runnerMemoryBytes: 67_108_864, concurrency: 2 }
        const where = project === 'none' ? {} : { project: directory }
        const registry = withHandlerOption(world.registry, handler)
        const { observe } = world.runtime
        const options: ChooseRunnerOptions = { registry, config, observe, watch: () => () => {}, ...where }
        const chosen = await chooseRunner(options)
        await world.anotherWorker({ runner: chosen, registry }).start()
        const { result } = await world.until(await world.submit(), 'succeeded')
        if (result.kind === 'json') place = places.find((name) => name === result.value) ?? 'process'
        await chosen.stop()
      },
    )
  } finally {
    await rm(directory, { recursive: true })
  }
  return place ?? expect.unreachable()
}

const places: readonly RunnerName[] = ['inline', 'thread']

/** As a handler file that nobody compiles may say it. */
function withHandlerOption(registry: Registry, runner: string | undefined): Registry {
  const [handler] = Object.values(registry.handlers)
  if (handler === undefined || runner === undefined) return registry
  const changed = { ...handler }
  Reflect.set(changed, 'runner', runner)
  return { ...registry, handlers: { [operationId]: changed } }
}
