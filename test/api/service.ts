/** The sample service behind one of the two doors, on a real database, for one test. */
import { onTestFinished } from 'vitest'
import type { JsonValue } from '../../src/base/json.ts'
import type { Observation } from '../../src/base/observe.ts'
import { type Runtime, systemRuntime } from '../../src/base/runtime.ts'
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
      for (;;) {
        const answer = await ask('GET', `${job}/status`)
        if (field(answer, 'status') === status) return answer
        if (answer.status !== 200) throw new Error(`${job} answers ${answer.status}`)
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
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
