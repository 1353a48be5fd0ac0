/** Claims about the input and the `job` that handlers work with. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { JobAborted } from '../jobs/job-context.ts'
import type { RunnerCases, RunnerWorld, RunSetup } from './runner-world.ts'

export const jobCases: RunnerCases = {
  'hands the input over as it was validated, a JSON body as its value': async (world) => {
    const input = { params: { id: 'a' }, query: { n: 1 }, headers: { h: 'x' }, cookies: { c: 'y' } }
    const body = { kind: 'json', value: { rows: [3, null] }, mediaType: 'application/json' } as const
    const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
    const given = await returned(world, '(input) => input', { input: { ...input, body } })
    assert.deepEqual(given, { ...input, body: { rows: [3, null] }, principal })
    assert.equal(await returned(world, '({ body }) => body === undefined'), true)
  },

  'hands an upload over as a file, by its path and as a stream': async (world) => {
    const bodyPath = join(world.folder, 'upload')
    await writeFile(bodyPath, 'a,b')
    const body = { kind: 'file', file: { name: 'upload', size: 3, mediaType: 'text/csv', sha256: '00' } } as const
    const reads = `async ({ body }) => {
      const chunks = []
      for await (const chunk of body.stream()) chunks.push(chunk)
      return [body.path, body.size, body.mediaType, Buffer.concat(chunks).toString()]
    }`
    const given = await returned(world, reads, { input: { body }, bodyPath })
    assert.deepEqual(given, [bodyPath, 3, 'text/csv', 'a,b'])
  },

  'tells the handler its id and attempt, and a key for each step that stays the same': async (world) => {
    const run = await world.run(
      `(_, job) => [job.id, job.attempt, job.key('a') === job.key('a'), job.key('a') === job.key('b')]`,
    )
    const ending = await run.done
    assert.deepEqual(ending, { kind: 'returned', value: [run.claim.job.id, 1, true, false] })
  },

  'carries progress, partial results and log lines to the worker in order, and waits for them': async (world) => {
    const run = await world.run(`async (_, job) => {
      job.log.warn({ row: 7, nothing: undefined, list: [1] }, 'odd')
      await job.progress(140, 'nearly', { row: 1 })
      await job.partial({ rows: 2 })
    }`)
    await run.done
    assert.deepEqual(run.seen.slice(1), [
      ['progress', { percent: 100, message: 'nearly', detail: { row: 1 } }],
      ['partial', { rows: 2 }],
    ])
    const [[hook, level, fields, message] = []] = run.seen
    assert.deepEqual([hook, level, message], ['log', 'warn', 'odd'])
    assert.equal(Object.entries(fields ?? {}).find(([name]) => name === 'row')?.[1], 7)
  },

  'takes any log field, also what could not leave the handler as it is': async (world) => {
    const run = await world.run(`(_, job) => {
      const circle = {}
      circle.itself = circle
      job.log.info({ circle, work: () => {}, big: 1n, error: new Error('no'), symbol: Symbol('s') }, 'strange')
    }`)
    assert.deepEqual(await run.done, { kind: 'returned', value: await undefinedOf(world) })
    assert.deepEqual(
      run.seen.map(([hook, , , message]) => [hook, message]),
      [['log', 'strange']],
    )
  },

  'shows the handler why what it reported was refused': async (world) => {
    const refuse = async () => {
      throw new TypeError('job.progress does not fit its schema')
    }
    const reports = `(_, job) => job.progress(1).then(() => 'taken', (error) => [error instanceof Error, error.name, error.message])`
    const told = await returned(world, reports, { hooks: { progress: refuse } })
    assert.deepEqual(told, [true, 'TypeError', 'job.progress does not fit its schema'])
  },

  'stops a handler whose run is over by what it reports next': async (world) => {
    const over = async () => {
      throw new JobAborted('lease-lost')
    }
    const ending = await world.endingOf(`async (_, job) => job.step('load', () => 1)`, { hooks: { saveStep: over } })
    assert.equal(ending.kind, 'threw')
    assert.ok(ending.kind === 'threw' && ending.error instanceof JobAborted && ending.error.why === 'lease-lost')
  },

  'stores the value of a step before the handler goes on, and gives what a retry would get (I16)': async (world) => {
    const source = `(_, job) => job.step('load', () => ({ at: new Date(0), gone: undefined }))`
    const run = await world.run(source)
    const value = { at: '1970-01-01T00:00:00.000Z' }
    assert.deepEqual(await run.done, { kind: 'returned', value })
    assert.deepEqual(run.seen, [['saveStep', 'load', value]])
  },

  'does not run a step again that an earlier run has stored, even when its value is null (I16)': async (world) => {
    const steps = new Map<string, number[] | null>([
      ['load', [1, 2]],
      ['clean', null],
    ])
    const source = `async (_, job) => [
      await job.step('load', () => Promise.reject(new Error('ran'))),
      await job.step('clean', () => Promise.reject(new Error('ran'))),
    ]`
    assert.deepEqual(await returned(world, source, { steps }), [[1, 2], null])
  },

  'tells the handler why it should stop, the first reason alone': async (world) => {
    const run = await world.run(`(_, job) => new Promise((resolve) => {
      job.signal.addEventListener('abort', () => resolve([job.signal.reason.name, job.signal.reason.why]))
      job.log.info({}, 'listening')
    })`)
    await run.logged('listening')
    run.abort('shutdown')
    run.abort('cancel')
    assert.deepEqual(await run.done, { kind: 'returned', value: ['AbortError', 'shutdown'] })
  },

  'tells it also when that was known before the handler began': async (world) => {
    const run = await world.run(`(_, job) => new Promise((resolve) => {
      const stop = () => resolve(job.signal.reason.why)
      if (job.signal.aborted) stop()
      job.signal.addEventListener('abort', stop)
    })`)
    run.abort('cancel')
    assert.deepEqual(await run.done, { kind: 'returned', value: 'cancel' })
  },

  'says when the handler begins, before it says how the run ended': async (world) => {
    const run = await world.run('() => 1')
    const told: string[] = []
    const noted = [run.begun.then(() => told.push('begun')), run.done.then(() => told.push('done'))]
    await Promise.all(noted)
    assert.deepEqual(told, ['begun', 'done'])
  },

  'keeps runs at the same time apart': async (world) => {
    const source = `async ({ body }, job) => {
      await job.step('mine', () => body)
      await job.progress(body)
      return body
    }`
    const runs = await Promise.all(
      [1, 2, 3, 4].map((value) => {
        const body = { kind: 'json', value, mediaType: 'application/json' } as const
        return world.run(source, { input: { body } })
      }),
    )
    const endings = await Promise.all(runs.map(({ done }) => done))
    assert.deepEqual(
      endings,
      [1, 2, 3, 4].map((value) => ({ kind: 'returned', value })),
    )
    assert.deepEqual(
      runs.map(({ seen }) => seen),
      [1, 2, 3, 4].map((value) => [
        ['saveStep', 'mine', value],
        ['progress', { percent: value }],
      ]),
    )
  },

  'loads the code of a handler once for runs that follow one another': async (world) => {
    const counts: unknown[] = []
    for (const _ of [1, 2, 3]) counts.push(await returned(world, '() => ++loadedRuns'))
    assert.deepEqual(counts, [1, 2, 3])
  },
}

async function returned(world: RunnerWorld, source: string, setup?: RunSetup): Promise<unknown> {
  const ending = await world.endingOf(source, setup)
  assert.equal(ending.kind, 'returned', JSON.stringify(ending))
  return ending.kind === 'returned' ? ending.value : undefined
}

/** What a handler that returns nothing is said to have returned: undefined, or the null that is stored for it. */
async function undefinedOf(world: RunnerWorld): Promise<unknown> {
  return returned(world, '() => undefined')
}
