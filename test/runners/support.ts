/** Jobs whose handler runs in a thread or a child process: the worker and the store are real, and only time stands still. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JobId, newJobId } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import { isAsync } from '../../src/contract/operation.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import type { Runner } from '../../src/jobs/runner.ts'
import { toValidInput } from '../../src/jobs/valid-input.ts'
import type { Worker } from '../../src/jobs/worker.ts'
import { createProcessRunner } from '../../src/runners/process/process-runner.ts'
import { createThreadRunner } from '../../src/runners/thread/thread-runner.ts'
import { inWorld, operationId, type World, type WorldOptions } from '../jobs/support/world.ts'

export const isolated = [
  ['thread', createThreadRunner],
  ['process', createProcessRunner],
] as const

export type CreateRunner = (typeof isolated)[number][1]

export interface IsolatedWorld extends World {
  /** Runs jobs in threads or children. */
  readonly isolatedWorker: Worker
  readonly runner: Runner
  readonly project: string
  /** Submits a job whose body is a CSV file with that text. */
  submitUpload(text: string): Promise<JobId>
}

/** Runs the test in a fresh world whose handler has that source: a function of input and job. */
export async function inIsolatedWorld(
  createRunner: CreateRunner,
  source: string,
  test: (world: IsolatedWorld) => Promise<void>,
  options: WorldOptions = {},
): Promise<void> {
  const project = await makeHandlers({ [operationId]: source })
  const neverInline = () => {
    throw new Error('runs elsewhere')
  }
  try {
    await inWorld(
      neverInline,
      async (world) => {
        const { observe } = world.runtime
        const runner = createRunner({ project, most: options.concurrency ?? 4, memoryBytes: 67_108_864, observe })
        const isolatedWorker = world.anotherWorker({ runner })
        try {
          await isolatedWorker.start()
          await test({ ...world, isolatedWorker, runner, project, submitUpload: (text) => submitUpload(world, text) })
        } finally {
          await runner.stop()
        }
      },
      options,
    )
  } finally {
    await rm(project, { recursive: true })
  }
}

async function submitUpload({ files, registry, service }: World, text: string): Promise<JobId> {
  const job = newJobId(systemRandom)
  const content = (async function* () {
    yield Buffer.from(text)
  })()
  const file = await files.receive(job, { content, mediaType: 'text/csv', maxBytes: 1_000 })
  const [operation] = registry.contract.operations.filter(isAsync)
  if (file === 'too-large' || operation === undefined) throw new Error('not taken')
  const none = { params: {}, query: {}, headers: {}, cookies: {} }
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const input: JobInput = { ...none, body: { kind: 'file', file }, principal }
  await service.submit(toValidInput({ job, operation, input }), { callbacks: [] })
  return job
}

/** A project of nothing but handlers, each with that source. */
export async function makeHandlers(sources: Readonly<Record<string, string>>): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'coatcheck-isolated-'))
  await mkdir(join(project, 'handlers'))
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
  for (const [operation, source] of Object.entries(sources)) {
    const text = `export default { operation: '${operation}', run: ${source} }\n`
    await writeFile(join(project, 'handlers', `${operation}.ts`), text)
  }
  return project
}

/** Does what the body asks for: `{ "do": "spin" }`. */
export const obedient = `async ({ body }, job) => {
  if (body.do !== 'nothing') await job.partial({ doing: body.do })
  switch (body.do) {
    case 'spin':
      while (true) {}
    case 'allocate': {
      const kept = []
      while (true) kept.push(new Array(100_000).fill(kept.length))
    }
    case 'exit':
      return process.exit(0)
    case 'wait':
      return new Promise((_, reject) => {
        if (job.signal.aborted) reject(job.signal.reason)
        job.signal.addEventListener('abort', () => reject(job.signal.reason))
      })
    case 'linger':
      return new Promise(() => setInterval(() => {}, 1_000))
    default:
      return { done: body.do, attempt: job.attempt }
  }
}`
