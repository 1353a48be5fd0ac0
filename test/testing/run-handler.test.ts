/** One handler, run alone: it gets the job that it would get in a service, and the test sees all that it did. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { defineHandler, type LinkCheck } from '../../generated/index.ts'
import { registry } from '../../generated/registry.ts'
import { fileBody, runHandler } from '../../src/testing/index.ts'

const links = { links: ['https://example.com/', 'https://example.org/'] }

/** Checks links with a step for each, in as many attempts as it takes. */
const checkLinks = defineHandler('checkLinks', async ({ body }, job) => {
  const checked: LinkCheck['links'] = []
  for (const [index, url] of body.links.entries()) {
    await job.progress((100 * index) / body.links.length, url)
    checked.push(await job.step(url, () => ({ url, status: 200, milliseconds: job.attempt })))
    job.signal.throwIfAborted()
  }
  job.log.info({ checked: checked.length }, 'done')
  return { links: checked }
})

const throwing = (error: (job: Parameters<Parameters<typeof defineHandler<'checkLinks'>>[1]>[1]) => unknown) =>
  runHandler(
    defineHandler('checkLinks', (_, job) => {
      throw error(job)
    }),
    { body: links },
  )

describe('a handler that is run alone', () => {
  it('yields its result, typed, and shows everything that it reported', async () => {
    const run = await runHandler(checkLinks, { body: links })
    if (run.outcome === 'succeeded' && 'result' in run) expectTypeOf(run.result).toEqualTypeOf<LinkCheck>()
    expect(run).toEqual({
      outcome: 'succeeded',
      result: { links: links.links.map((url) => ({ url, status: 200, milliseconds: 1 })) },
      progress: [
        { percent: 0, message: 'https://example.com/' },
        { percent: 50, message: 'https://example.org/' },
      ],
      partials: [],
      steps: Object.fromEntries(links.links.map((url) => [url, { url, status: 200, milliseconds: 1 }])),
      stepsRun: links.links,
      log: [{ level: 'info', fields: { checked: 2 }, message: 'done' }],
    })
  })

  it('does not run a step again whose value is given, and runs the others (I16)', async () => {
    const [first = ''] = links.links
    const steps = { [first]: { url: first, status: 404, milliseconds: 7 } }
    const run = await runHandler(checkLinks, { body: links }, { attempt: 2, steps })
    expect(run.stepsRun).toEqual(links.links.slice(1))
    expect(run).toMatchObject({ result: { links: [{ status: 404 }, { status: 200, milliseconds: 2 }] } })
  })

  it('goes on where an earlier run was stopped, with the steps that this one shows', async () => {
    const stopped = await runHandler(
      checkLinks,
      { body: links },
      { abort: { why: 'shutdown', when: ({ stepsRun }) => stepsRun.length === 1 } },
    )
    expect(stopped).toMatchObject({ outcome: 'interrupted', stepsRun: links.links.slice(0, 1) })
    const resumed = await runHandler(checkLinks, { body: links }, { attempt: 2, steps: stopped.steps })
    expect(resumed).toMatchObject({ outcome: 'succeeded', stepsRun: links.links.slice(1) })
  })

  it.each([
    ['cancel', 'canceled'],
    ['shutdown', 'interrupted'],
    ['lease-lost', 'interrupted'],
    ['timeout', 'retry'],
  ] as const)('that heeds its signal and is stopped for %s comes to %s', async (why, outcome) => {
    expect((await runHandler(checkLinks, { body: links }, { abort: { why } })).outcome).toBe(outcome)
  })

  it('that does not heed its signal succeeds, whatever it was asked', async () => {
    const deaf = defineHandler('checkLinks', () => ({ links: [] }))
    expect(await runHandler(deaf, { body: links }, { abort: { why: 'cancel' } })).toMatchObject({
      outcome: 'succeeded',
    })
  })

  it.each([
    ['job.fail', { outcome: 'failed', code: 'broken-link', detail: 'gone' }],
    ['job.retryAfter', { outcome: 'retry', afterMs: 30_000 }],
    ['job.snooze', { outcome: 'snoozed', forMs: 300_000 }],
    ['an error', { outcome: 'retry', error: new Error('no network') }],
  ])('that throws %s comes to what a service makes of it', async (what, expected) => {
    const run = await throwing((job) => {
      if (what === 'job.fail') return job.fail('broken-link', 'gone')
      if (what === 'job.retryAfter') return job.retryAfter('30s')
      return what === 'job.snooze' ? job.snooze('5m') : new Error('no network')
    })
    expect(run).toMatchObject(expected)
  })

  it('that was asked to cancel is canceled whatever it throws, and one that throws job.fail at a shutdown has failed (R-CAN-5)', async () => {
    const failing = defineHandler('checkLinks', (_, job) => {
      throw job.fail('broken-link')
    })
    const end = async (why: 'cancel' | 'shutdown') =>
      (await runHandler(failing, { body: links }, { abort: { why } })).outcome
    expect([await end('cancel'), await end('shutdown')]).toEqual(['canceled', 'failed'])
  })

  it('reads an upload from a file, and returns one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-handler-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'in.png'), 'picture')
    const createThumbnails = defineHandler('createThumbnails', async ({ body }, job) => {
      let read = ''
      for await (const chunk of body.stream()) read += chunk
      await writeFile(`${body.path}.webp`, read.toUpperCase())
      return job.file(`${body.path}.webp`, { mediaType: 'image/webp', name: 'small.webp' })
    })
    const body = await fileBody(join(folder, 'in.png'), 'image/png')
    expect(body).toMatchObject({ size: 7, mediaType: 'image/png' })
    const run = await runHandler(createThumbnails, { query: { width: 64 }, body })
    const file = { path: join(folder, 'in.png.webp'), mediaType: 'image/webp', name: 'small.webp' }
    expect(run).toMatchObject({ outcome: 'succeeded', file })
  })

  it('whose result does not fit its schema has failed, where the schema is given (I20)', async () => {
    const wrong = defineHandler('checkLinks', () => ({
      links: [{ url: 'https://a.example/', status: 700, milliseconds: 1 }],
    }))
    expect((await runHandler(wrong, { body: links })).outcome).toBe('succeeded')
    const run = await runHandler(wrong, { body: links }, { registry })
    expect(run).toMatchObject({
      outcome: 'failed',
      code: 'invalid-result',
      detail: expect.stringContaining('/links/0/status'),
    })
    expect((await runHandler(checkLinks, { body: links }, { registry })).outcome).toBe('succeeded')
  })

  it('that does not end is given up on, with its name', async () => {
    const hanging = defineHandler('checkLinks', () => new Promise(() => {}))
    await expect(runHandler(hanging, { body: links }, { patienceMs: 10 })).rejects.toThrow(/checkLinks/)
  })

  it('has the same key for a step in every attempt, and another one in another job', async () => {
    const keyed = defineHandler('checkLinks', (_, job) => {
      job.log.info({}, job.key('charge'))
      return { links: [] }
    })
    const key = async (attempt: number, id?: string) => {
      const run = await runHandler(keyed, { body: links }, { attempt, ...(id === undefined ? {} : { id }) })
      return run.log[0]?.message
    }
    expect(await key(1)).toBe(await key(2))
    expect(await key(1, 'job_0000000000000000000002')).not.toBe(await key(1))
  })
})

it('an input lacks nothing that the operation needs, and may lack the rest', () => {
  const handler = defineHandler('createThumbnails', (_, job) => job.file('x'))
  // @ts-expect-error the width of the query is needed
  void (() => runHandler(handler, { body: { path: '', size: 0, mediaType: '', stream: async function* () {} } }))
  // @ts-expect-error the body is needed
  void (() => runHandler(checkLinks, {}))
  // @ts-expect-error links are texts
  void (() => runHandler(checkLinks, { body: { links: [1] } }))
})
