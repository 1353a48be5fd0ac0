/** Submitting, canceling and forgetting through the service, on the real store. */
import { describe, expect, it } from 'vitest'
import { type JobId, newJobId } from '../../src/base/ids.ts'
import type { JsonValue } from '../../src/base/json.ts'
import { systemRandom } from '../../src/base/random.ts'
import type { AsyncOperation } from '../../src/contract/operation.ts'
import { acceptJob } from '../../src/jobs/accept-job.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import { revalidate } from '../../src/jobs/revalidate.ts'
import { fingerprint, toValidInput } from '../../src/jobs/valid-input.ts'
import { aJobId, now, policy } from './support/jobs.ts'
import { inWorld, owner } from './support/world.ts'

const operation: AsyncOperation = {
  id: 'createReport',
  method: 'POST',
  path: '/reports',
  tags: [],
  deprecated: false,
  security: [],
  parameters: [],
  responses: [],
  hash: 'one',
  async: policy,
}
const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
const emptyInput: JobInput = { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal }
const withBody = (value: JsonValue): JobInput => ({
  ...emptyInput,
  body: { kind: 'json', value, mediaType: 'application/json' },
})
const print = (input: JobInput, changes: Partial<AsyncOperation> = {}, job: JobId = aJobId) =>
  fingerprint(toValidInput({ job, operation: { ...operation, ...changes }, input }))

describe('the fingerprint of a request (R-IDM-8)', () => {
  const upload = { name: 'upload', size: 3, mediaType: 'text/csv', sha256: 'aa' }
  const file = (changes: Partial<typeof upload> & { filename?: string } = {}): JobInput => ({
    ...emptyInput,
    body: { kind: 'file', file: { ...upload, ...changes } },
  })

  it('does not care for the order of members, nor for the job it would become', () => {
    expect(print(withBody({ a: 1, b: [2] }))).toBe(print(withBody({ b: [2], a: 1 }), {}, newJobId(systemRandom)))
  })

  it('differs by operation, path, query and body', () => {
    const prints = [
      print(emptyInput),
      print(emptyInput, { id: 'other' }),
      print({ ...emptyInput, params: { id: 'a' } }),
      print({ ...emptyInput, query: { id: 'a' } }),
      print(withBody(null)),
      print(withBody([1, 2])),
      print(withBody([2, 1])),
    ]
    expect(new Set(prints).size).toBe(prints.length)
  })

  it('of an upload is its type, name and content', () => {
    expect(print(file())).toBe(print(file({ name: 'elsewhere' })))
    const prints = [file(), file({ sha256: 'bb' }), file({ mediaType: 'text/plain' }), file({ filename: 'a.csv' })]
    expect(new Set(prints.map((input) => print(input))).size).toBe(4)
  })
})

describe('accepting (T1)', () => {
  const acceptance = { id: aJobId, operation: 'createReport', contractRevision: 2, policy, principal, now }

  it('makes a job that is due at once ready, and a later one waiting', () => {
    expect(acceptJob(acceptance)).toMatchObject({ state: 'ready', runAt: now, revision: 1, attempt: 0, epoch: 0 })
    const runAt = (now + 1_000) as typeof now
    expect(acceptJob({ ...acceptance, runAt })).toMatchObject({ state: 'waiting', why: 'delay', runAt })
  })

  it('counts its deadlines and its estimate from now', () => {
    const timed = { ...policy, timeout: { attemptMs: 1, totalMs: 5_000, startMs: 2_000 }, estimateMs: 3_000 }
    expect(acceptJob({ ...acceptance, policy: timed })).toMatchObject({
      deadlineAt: now + 5_000,
      startBy: now + 2_000,
      estimatedCompletionAt: now + 3_000,
    })
  })

  it('puts high before normal before low', () => {
    const [high, normal, low] = (['high', 'normal', 'low'] as const).map(
      (priority) => acceptJob({ ...acceptance, policy: { ...policy, priority } }).priority,
    )
    expect([high, normal, low].toSorted((a = 0, b = 0) => a - b)).toEqual([high, normal, low])
    expect(new Set([high, normal, low]).size).toBe(3)
  })
})

describe('submitting', () => {
  it('with the same key yields the same job, and another payload none (R-IDM-1, R-IDM-2)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const options = { idempotencyKey: 'k1' }
        const first = await world.submit({ rows: 3 }, options)
        expect(await Promise.all([world.submit({ rows: 3 }, options), world.submit({ rows: 3 }, options)])).toEqual([
          first,
          first,
        ])
        await expect(world.submit({ rows: 4 }, options)).rejects.toThrow('not accepted: mismatch')
      },
    ))

  it('as a stranger without a name takes no key: strangers share nothing (D14)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const stranger = { subject: 'anonymous', tenant: 'default', scopes: [] }
        const submit = async () => {
          const valid = toValidInput({
            job: newJobId(systemRandom),
            operation,
            input: { ...emptyInput, principal: stranger },
          })
          return (await world.service.submit(valid, { idempotencyKey: 'k1', callbacks: [] })).kind
        }
        expect([await submit(), await submit()]).toEqual(['inserted', 'inserted'])
      },
    ))

  it('of an operation that the store has not numbered is a mistake of the program', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const valid = toValidInput({ job: aJobId, operation: { ...operation, id: 'other' }, input: emptyInput })
        await expect(world.service.submit(valid, { callbacks: [] })).rejects.toThrow(TypeError)
      },
    ))

  it('leaves an upload only where its job is', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const upload = async (text: string) => {
          const job = newJobId(systemRandom)
          const content = (async function* () {
            yield Buffer.from(text)
          })()
          const file = await world.files.receive(job, { content, mediaType: 'text/csv', maxBytes: 100 })
          if (file === 'too-large') throw new Error(file)
          const input: JobInput = { ...emptyInput, body: { kind: 'file', file } }
          const accepted = await world.service.submit(toValidInput({ job, operation, input }), {
            idempotencyKey: 'k1',
            callbacks: [],
          })
          return { kind: accepted.kind, files: await world.filesOf(job) }
        }
        expect(await upload('a,b')).toMatchObject({ kind: 'inserted', files: [expect.any(String)] })
        expect(await upload('a,b')).toEqual({ kind: 'duplicate', files: [] })
        expect(await upload('c')).toEqual({ kind: 'mismatch', files: [] })
      },
    ))

  it('that the store refuses leaves no upload and no job (R-INI-9)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const job = newJobId(systemRandom)
        const content = (async function* () {
          yield Buffer.from('a')
        })()
        const file = await world.files.receive(job, { content, mediaType: 'text/csv', maxBytes: 100 })
        if (file === 'too-large') throw new Error(file)
        await world.database.close()
        const valid = toValidInput({ job, operation, input: { ...emptyInput, body: { kind: 'file', file } } })
        await expect(world.service.submit(valid, { callbacks: [] })).rejects.toMatchObject({
          code: 'database-unusable',
        })
        expect(await world.filesOf(job)).toEqual([])
      },
    ))
})

describe('forgetting', () => {
  it('takes result and files away, once, and only after the end (R-RES-5)', () =>
    inWorld(
      () => ({ total: 1 }),
      async (world) => {
        const id = await world.submit()
        expect(await world.service.forget(id, owner)).toMatchObject({ kind: 'refused', reason: 'not-finished' })
        await world.worker.start()
        await world.until(id, 'succeeded')
        expect(await world.service.forget(id, owner)).toMatchObject({
          kind: 'changed',
          job: { result: { kind: 'empty' } },
        })
        expect(await world.find(id)).toMatchObject({ state: 'succeeded', result: { kind: 'empty' } })
        expect(await world.service.forget(id, owner)).toMatchObject({ kind: 'refused', reason: 'already-forgotten' })
      },
    ))
})

describe('canceling', () => {
  it('a stranger sees nothing there to cancel (R-CAN-6)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const id = await world.submit()
        const stranger = { kind: 'owner', tenant: 'default', owner: 'api-key:eve' } as const
        expect(await world.service.cancel(id, stranger)).toBeUndefined()
        expect(await world.service.cancel(id, owner)).toMatchObject({ kind: 'changed', job: { state: 'canceled' } })
        expect(await world.service.cancel(id, owner)).toMatchObject({ kind: 'refused', reason: 'already-canceled' })
      },
    ))
})

describe('validating a stored input again (D17)', () => {
  const json = { mediaType: 'application/json', kind: 'json' } as const
  const taking = (
    content: readonly { readonly mediaType: string; readonly kind: 'json' | 'stream' }[],
  ): AsyncOperation => ({
    ...operation,
    requestBody: { required: true, maxBytes: 1_000, content },
  })

  it('checks the parameters under their names of the spec', () => {
    const seen: unknown[] = []
    const input = { ...emptyInput, params: { a: 1 }, headers: { b: 2 } }
    const record = (value: unknown) => {
      seen.push(value)
      return []
    }
    revalidate(input, operation, { 'createReport.parameters': record })
    expect(seen).toEqual([{ path: { a: 1 }, query: {}, header: { b: 2 }, cookie: {} }])
  })

  it('checks the body against the content it falls into', () => {
    const violation = { pointer: '/a', detail: 'no' }
    const found = revalidate(withBody(1), taking([{ mediaType: 'text/*', kind: 'stream' }, json]), {
      'createReport.body.0': () => [],
      'createReport.body.1': () => [violation],
    })
    expect(found).toEqual([violation])
  })

  it('finds a body missing, or of a type that is not taken any more', () => {
    expect(revalidate(emptyInput, taking([json]), {})).toHaveLength(1)
    expect(revalidate(withBody(1), taking([{ mediaType: 'text/*', kind: 'stream' }]), {})).toHaveLength(1)
    expect(revalidate(withBody(1), taking([json]), {})).toEqual([])
  })
})
