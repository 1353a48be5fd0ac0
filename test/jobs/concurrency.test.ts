/** Concurrency of an operation, from the worker's side: handlers of one key take turns, and code that goes on keeps its turn. */
import { describe, expect, it } from 'vitest'
import type { AsyncOperation } from '../../src/contract/operation.ts'
import { concurrencyKeyOf } from '../../src/jobs/concurrency-key.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import { policy } from './support/jobs.ts'
import { eventually, inWorld, operationId, turn } from './support/world.ts'

const oneAtATime = { concurrency: { limit: 1, key: '$request.body#/project', onConflict: 'queue' } } as const

describe('the handlers of one key', () => {
  it('run one after the other, and those of another key beside them (I12)', async () => {
    const started: unknown[] = []
    const ends: (() => void)[] = []
    await inWorld(
      async ({ body }) => {
        started.push(body)
        await new Promise<void>((resolve) => ends.push(resolve))
      },
      async (world) => {
        await world.worker.start()
        const [first, second] = [await world.submit({ project: 'a' }), await world.submit({ project: 'a' })]
        await world.submit({ project: 'b' })
        await eventually(() => started.length === 2)
        expect(started).toEqual([{ project: 'a' }, { project: 'b' }])
        expect((await world.find(second)).state).toBe('ready')
        ends[0]?.()
        await world.until(first, 'succeeded')
        await eventually(() => started.length === 3)
        expect((await world.find(second)).state).toBe('running')
        for (const end of ends) end()
        await world.until(second, 'succeeded')
      },
      { policy: oneAtATime },
    )
  })

  it('wait for code that was given up but goes on (I9, I12)', async () => {
    const started: unknown[] = []
    let end = () => {}
    await inWorld(
      async ({ body }) => {
        started.push(body)
        await new Promise<void>((resolve) => {
          end = resolve
        })
      },
      async (world) => {
        await world.worker.start()
        const deaf = await world.submit({ project: 'a' })
        const next = await world.submit({ project: 'a' })
        await world.until(deaf, 'running')
        await world.time.advance(policy.timeout.attemptMs + 5_000)
        await world.until(deaf, 'waiting')
        await world.time.advance(1_000)
        for (let turns = 0; turns < 20; turns += 1) await turn()
        expect([started.length, (await world.find(next)).state]).toEqual([1, 'ready'])
        end()
        await eventually(() => started.length === 2)
        expect((await world.find(next)).state).toBe('running')
        end()
        await world.until(next, 'succeeded')
      },
      { policy: oneAtATime },
    )
  })
})

describe('the key of a job', () => {
  const input: JobInput = {
    params: { team: 'x' },
    query: {},
    headers: { 'x-lane': 3 },
    cookies: {},
    body: { kind: 'json', value: { project: 'a' }, mediaType: 'application/json' },
    principal: { subject: 'api-key:dev', tenant: 'default', scopes: [] },
  }
  const keyOf = (key: string | undefined, changes: Partial<JobInput> = {}) =>
    concurrencyKeyOf(operationWith(key), { ...input, ...changes })

  it('is the same for the same value and another for another', () => {
    const project = (value: string | number) =>
      keyOf('$request.body#/project', { body: { kind: 'json', value: { project: value, rest: 1 }, mediaType: '' } })
    expect(project('a')).toBe(keyOf('$request.body#/project'))
    expect(new Set([project('a'), project('b'), project('1'), project(1)]).size).toBe(4)
  })

  it('may be any part of a request', () => {
    const keys = ['$request.path.team', '$request.header.x-lane', '$request.body#/project', '$url', '$request.body']
    expect(new Set(keys.map((key) => keyOf(key))).size).toBe(keys.length)
    expect(keyOf('$url', { query: { page: 2 } })).not.toBe(keyOf('$url'))
  })

  it('is one for all where none is given, and for those who lack it', () => {
    expect(keyOf(undefined)).toBe(keyOf('$request.query.absent'))
    expect(keyOf('$request.body#/project', { body: { kind: 'none' } })).toBe(keyOf(undefined))
  })

  it('is none where nothing is limited', () => {
    expect(concurrencyKeyOf({ ...operationWith(undefined), async: policy }, input)).toBeUndefined()
  })
})

function operationWith(key: string | undefined): AsyncOperation {
  const concurrency = { limit: 1, onConflict: 'queue', ...(key === undefined ? {} : { key }) } as const
  const nothing = { tags: [], deprecated: false, security: [], parameters: [], responses: [], hash: '' }
  return { id: operationId, method: 'POST', path: '/teams/{team}', ...nothing, async: { ...policy, concurrency } }
}
