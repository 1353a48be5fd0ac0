/** The sample service behind one of the two doors, on a real database, for one test. */
import { expect, onTestFinished } from 'vitest'
import type { JsonValue } from '../../src/base/json.ts'
import type { Observation } from '../../src/base/observe.ts'
import { type Runtime, systemRuntime } from '../../src/base/runtime.ts'
import type { AsyncPolicy } from '../../src/contract/async-policy.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { Registry } from '../../src/contract/registry.ts'
import type { Answer, CallOptions } from '../../src/testing/call.ts'
import { createTestApp, type TestApp, type TestAppOptions } from '../../src/testing/test-app.ts'
import type { Door, OpenDoor } from './matrix.ts'
import { type Run, sampleRegistry } from './sample.ts'

export interface Service extends TestApp {
  readonly door: Door
  readonly observed: readonly Observation[]
  readonly key: string
  /** With the key. */
  ask(method: string, target: string, options?: CallOptions): Promise<Answer>
  /** Submits a link check and answers with its job's path. */
  submit(options?: CallOptions): Promise<string>
  /** Reads S until the job has that status. */
  until(job: string, status: string): Promise<Answer>
}

export interface ServiceOptions extends Partial<TestAppOptions> {
  readonly runs?: Readonly<Record<string, Run>>
  readonly change?: (registry: Registry) => Registry
}

export const links = { links: ['https://example.com/'] }

export async function serve(open: OpenDoor, options: ServiceOptions = {}): Promise<Service> {
  const { runs, change = (registry) => registry, ...others } = options
  const observed: Observation[] = []
  const runtime: Runtime = systemRuntime((observation) => observed.push(observation))
  const app = await createTestApp({ registry: change(sampleRegistry(runs)), runtime, ...others })
  const door = await open(app.app.handle)
  onTestFinished(async () => {
    await app.stop()
    await door.close()
  })
  await app.start(door.origin)
  const key = await app.issueKey()
  const ask = (method: string, target: string, given: CallOptions = {}) =>
    door.call(method, target, { ...given, headers: { 'x-api-key': key, ...given.headers } })
  return {
    ...app,
    door,
    observed,
    key,
    ask,
    submit: async (given) => {
      const answer = await ask('POST', '/v1/links/checks', { json: links, ...given })
      return pathOf(answer.headers.location)
    },
    until: async (job, status) => {
      let last: Answer | undefined
      await untilTrue(`${job} is ${status}`, async () => {
        last = await ask('GET', `${job}/status`)
        if (last.status !== 200) throw new Error(`${job} answers ${last.status}`)
        return field(last, 'status') === status
      })
      return last ?? expect.unreachable()
    },
  }
}

/** Looks again at every turn of the loop, for 20 seconds: less than a test may take, so that a failure names what did not come true. */
export async function untilTrue(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const latest = Date.now() + 20_000
  while (!(await look())) {
    if (Date.now() > latest) throw new Error(`Not within 20 seconds: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The registry with every operation that makes jobs under another policy. */
export function withPolicy(change: Partial<AsyncPolicy>): (registry: Registry) => Registry {
  return withOperations((operation) =>
    operation.async === undefined ? operation : { ...operation, async: { ...operation.async, ...change } },
  )
}

/** The registry with its operations changed one by one. */
export function withOperations(change: (operation: Operation) => Operation): (registry: Registry) => Registry {
  return ({ contract, ...others }) => ({
    ...others,
    contract: { ...contract, operations: contract.operations.map(change) },
  })
}

export function pathOf(url: string | undefined): string {
  return new URL(url ?? '', 'http://none.invalid').pathname
}

/** A member of a JSON answer. */
export function field(answer: Answer, name: string): JsonValue | undefined {
  return Object(answer.json())[name]
}

/** A handler that waits until it is told to end, or its signal aborts. */
export function gate(): { readonly run: Run; open(value: unknown): void } {
  const opened = Promise.withResolvers<unknown>()
  const run: Run = (_input, job: { readonly signal: AbortSignal }) => {
    const aborted = new Promise((_resolve, reject) =>
      job.signal.addEventListener('abort', () => reject(job.signal.reason), { once: true }),
    )
    return Promise.race([opened.promise, aborted])
  }
  return { run, open: opened.resolve }
}
