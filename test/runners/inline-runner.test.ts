/** The `job` that handlers work with, and how their runs end. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/base/json.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import {
  type FileBody,
  type HandlerInput,
  JobAborted,
  type JobContext,
  JobFail,
  JobRetryAfter,
  JobSnooze,
} from '../../src/jobs/job-context.ts'
import type { RunHooks } from '../../src/jobs/runner.ts'
import type { Claim } from '../../src/jobs/store.ts'
import { createInlineRunner } from '../../src/runners/inline/inline-runner.ts'
import { aJobId, running } from '../jobs/support/jobs.ts'
import { unreadable } from '../jobs/support/unreadable.ts'

type HandlerFunction = (input: HandlerInput, job: JobContext) => unknown
interface Setup {
  readonly steps?: ReadonlyMap<string, JsonValue>
  readonly input?: Partial<JobInput>
  readonly bodyPath?: string
}

function start(run: HandlerFunction, { steps = new Map(), input, bodyPath }: Setup = {}) {
  const seen: unknown[] = []
  const hooks: RunHooks = {
    progress: async (progress) => void seen.push(['progress', progress]),
    partial: async (value) => void seen.push(['partial', value]),
    saveStep: async (name, value) => void seen.push(['step', name, value]),
    bodyPath: () => bodyPath,
    log: (level, fields, message) => seen.push(['log', level, fields, message]),
  }
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const none: JobInput = { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal }
  const fence = { incarnation: 'i', job: aJobId, epoch: 1 }
  const claim: Claim = { fence, job: running, input: { ...none, ...input }, steps }
  return { ...createInlineRunner().start({ claim, handler: { operation: 'createReport', run }, hooks }), seen }
}

const endingOf = (run: HandlerFunction, setup?: Setup) => start(run, setup).done
const returnedBy = async (run: HandlerFunction, setup?: Setup) => {
  const ending = await endingOf(run, setup)
  if (ending.kind !== 'returned') throw new Error(ending.kind, { cause: ending })
  return ending.value
}
const thrownBy = async (run: HandlerFunction, setup?: Setup) => {
  const ending = await endingOf(run, setup)
  return ending.kind === 'threw' ? ending.error : undefined
}

describe('a run', () => {
  it('ends with what the handler returned or threw, at once or later, and never rejects', async () => {
    expect(await endingOf(() => 1)).toEqual({ kind: 'returned', value: 1 })
    expect(await endingOf(async () => undefined)).toEqual({ kind: 'returned', value: undefined })
    const error = new Error('no')
    const thrown = () => {
      throw error
    }
    expect(await endingOf(thrown)).toEqual({ kind: 'threw', error })
    expect(await endingOf(async () => thrown())).toEqual({ kind: 'threw', error })
  })

  it.each(unreadable)('hands over what cannot be looked at as a plain error: %s', async (_, thrown) => {
    const error = await thrownBy(() => {
      throw thrown
    })
    expect(Object.getPrototypeOf(error)).toBe(Error.prototype)
    const { name, message, stack } = error as Error
    expect([typeof name, typeof message, typeof stack]).toEqual(['string', 'string', 'string'])
  })

  it('keeps the name, message, stack and cause of what was thrown', async () => {
    const thrown = new TypeError('no', { cause: new RangeError('deep') })
    const error = await thrownBy(() => {
      throw thrown
    })
    const { name, message, stack } = thrown
    expect(error).toMatchObject({ name, message, stack, cause: { name: 'RangeError', message: 'deep' } })
  })

  it('fails and retries with a detail that is a text, or with none', async () => {
    const detail = { a: 1 } as never
    expect(await thrownBy((_, job) => Promise.reject(job.fail('bad', detail)))).toMatchObject({
      message: 'bad',
      detail: undefined,
    })
    expect(await thrownBy((_, job) => Promise.reject(job.retryAfter(1, detail)))).toMatchObject({
      message: 'retry after 1 ms',
    })
    expect(await thrownBy((_, job) => Promise.reject(job.fail('bad', 'x'.repeat(3_000))))).toMatchObject({
      detail: 'x'.repeat(2_000),
    })
  })

  it('hands the input over as it was validated, a JSON body as its value', async () => {
    const input = { params: { id: 'a' }, query: { n: 1 }, headers: { h: 'x' }, cookies: { c: 'y' } }
    const body = { kind: 'json', value: { rows: 3 }, mediaType: 'application/json' } as const
    expect(await returnedBy((given) => given, { input: { ...input, body } })).toEqual({
      ...input,
      body: { rows: 3 },
      principal: { subject: 'api-key:dev', tenant: 'default', scopes: [] },
    })
    expect(await returnedBy(({ body: none }) => none === undefined)).toBe(true)
  })

  it('hands an upload over as a file that can be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-run-'))
    const path = join(folder, 'upload')
    await writeFile(path, 'a,b')
    const body = { kind: 'file', file: { name: 'upload', size: 3, mediaType: 'text/csv', sha256: '00' } } as const
    const handler = async ({ body: given }: { readonly body: unknown }) => {
      const file = given as FileBody
      const chunks: Uint8Array[] = []
      for await (const chunk of file.stream()) chunks.push(chunk)
      return [file.path, file.size, file.mediaType, Buffer.concat(chunks).toString()]
    }
    expect(await returnedBy(handler, { input: { body }, bodyPath: path })).toEqual([path, 3, 'text/csv', 'a,b'])
    await rm(folder, { recursive: true })
  })

  it('is told why it should stop, and cannot be killed', async () => {
    const run = start(
      (_, job) =>
        new Promise((_resolve, reject) => {
          job.signal.addEventListener('abort', () => reject(job.signal.reason))
        }),
    )
    expect(run.kill()).toBe(false)
    run.abort('shutdown')
    run.abort('cancel')
    const ending = await run.done
    expect(ending).toMatchObject({ kind: 'threw', error: { name: 'AbortError', why: 'shutdown' } })
    expect(ending.kind === 'threw' && ending.error).toBeInstanceOf(JobAborted)
  })
})

describe('job.step', () => {
  it('stores the value, and gives what a retry would get', async () => {
    const { done, seen } = start((_, job) => job.step('load', () => ({ at: new Date(0), gone: undefined })))
    expect(await done).toEqual({ kind: 'returned', value: { at: '1970-01-01T00:00:00.000Z' } })
    expect(seen).toEqual([['step', 'load', { at: '1970-01-01T00:00:00.000Z' }]])
  })

  it('that an earlier run has stored is not run, even when its value is null', async () => {
    const steps = new Map<string, JsonValue>([
      ['load', [1, 2]],
      ['clean', null],
    ])
    const handler: HandlerFunction = async (_, job) => [
      await job.step('load', () => Promise.reject(new Error('ran'))),
      await job.step('clean', () => Promise.reject(new Error('ran'))),
    ]
    expect(await returnedBy(handler, { steps })).toEqual([[1, 2], null])
  })

  it('of a name that this run has used is a mistake, whether stored or not', async () => {
    const twice: HandlerFunction = async (_, job) => {
      await job.step('load', () => 1)
      await job.step('load', () => 2)
    }
    expect(await thrownBy(twice)).toMatchObject({ name: 'TypeError' })
    expect(await thrownBy(twice, { steps: new Map([['load', 1]]) })).toMatchObject({ name: 'TypeError' })
  })

  it('that throws stores nothing, and whose value JSON cannot hold is refused', async () => {
    const failing = start((_, job) => job.step('load', () => Promise.reject(new Error('no'))))
    expect(await failing.done).toMatchObject({ kind: 'threw', error: { message: 'no' } })
    expect(failing.seen).toEqual([])
    expect(await thrownBy((_, job) => job.step('load', () => 1n))).toMatchObject({ name: 'TypeError' })
  })
})

describe('the rest of job', () => {
  it('reports progress within 0 to 100, and partial results', async () => {
    const { done, seen } = start(async (_, job) => {
      await job.progress(140, 'nearly', { row: 1 })
      await job.progress(-1)
      await job.partial({ rows: 2 })
    })
    await done
    expect(seen).toEqual([
      ['progress', { percent: 100, message: 'nearly', detail: { row: 1 } }],
      ['progress', { percent: 0 }],
      ['partial', { rows: 2 }],
    ])
    expect(await thrownBy((_, job) => job.progress(Number.NaN))).toMatchObject({ name: 'TypeError' })
  })

  it('knows its id and attempt, and logs', async () => {
    const { done, seen } = start((_, job) => {
      job.log.warn({ row: 7 }, 'odd')
      return [job.id, job.attempt]
    })
    expect(await done).toEqual({ kind: 'returned', value: [aJobId, 1] })
    expect(seen).toEqual([['log', 'warn', { row: 7 }, 'odd']])
  })

  it('gives a key for each step that stays the same over attempts and tells nothing of the job', async () => {
    const keys: HandlerFunction = (_, job) => [job.key('charge'), job.key('charge'), job.key('ship')]
    const [first, second, other] = (await returnedBy(keys)) as string[]
    expect(first).toBe(second)
    expect(first).not.toBe(other)
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await returnedBy(keys)).toEqual([first, second, other])
  })

  it('makes the three errors that a handler throws, with durations as the spec writes them', async () => {
    expect(await thrownBy((_, job) => Promise.reject(job.fail('unreadable-data', 'row 7')))).toEqual(
      new JobFail('unreadable-data', 'row 7'),
    )
    expect(await thrownBy((_, job) => Promise.reject(job.retryAfter('PT5M')))).toEqual(new JobRetryAfter(300_000))
    expect(await thrownBy((_, job) => Promise.reject(job.snooze(1_500.4)))).toEqual(new JobSnooze(1_500))
    for (const delay of ['soon', -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await thrownBy((_, job) => job.snooze(delay))).toMatchObject({ name: 'TypeError' })
    }
  })

  it('takes a file only from job.file: what looks like one is a value', async () => {
    expect(await endingOf((_, job) => job.file('/tmp/a', { mediaType: 'image/webp', name: 'a.webp' }))).toEqual({
      kind: 'returned-file',
      path: '/tmp/a',
      mediaType: 'image/webp',
      filename: 'a.webp',
    })
    expect((await endingOf(() => ({ path: '/etc/passwd' }))).kind).toBe('returned')
    expect((await endingOf((_, job) => ({ ...job.file('/tmp/a') }))).kind).toBe('returned')
  })
})
