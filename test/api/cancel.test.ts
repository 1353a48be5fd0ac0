import { expect, it } from 'vitest'
import { describeMatrix } from './matrix.ts'
import { field, gate, serve, withPolicy } from './service.ts'

describeMatrix('DELETE J', (open) => {
  it('a queued job is canceled at once, and stays so however often one asks (R-CAN-1)', async () => {
    const { ask, submit } = await serve(open, { role: 'http' })
    const job = await submit()
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await ask('DELETE', job)
      expect([answer.status, field(answer, 'status')]).toEqual([200, 'canceled'])
      expect(answer.headers).not.toHaveProperty('retry-after')
    }
    expect(field(await ask('GET', `${job}/status`), 'status')).toBe('canceled')
  })

  it('a running one is told to stop: 202, canceling, with Retry-After (R-CAN-1, R-CAN-5)', async () => {
    const stubborn = Promise.withResolvers<unknown>()
    const aborted = Promise.withResolvers<void>()
    const { ask, submit, until } = await serve(open, {
      runs: {
        checkLinks: (_input: unknown, job: { readonly signal: AbortSignal }) => {
          job.signal.addEventListener('abort', () => aborted.resolve())
          return stubborn.promise
        },
      },
    })
    const job = await submit()
    await until(job, 'running')
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await ask('DELETE', job)
      expect([answer.status, field(answer, 'status')]).toEqual([202, 'canceling'])
      expect(answer.headers).toMatchObject({
        'retry-after': expect.stringMatching(/^\d+$/),
        'cache-control': 'private, no-cache',
      })
    }
    await aborted.promise
    const links = field(await ask('GET', job), 'links') as { rel: string }[]
    expect(links.map(({ rel }) => rel)).not.toContain('cancel')
    stubborn.reject(new Error('stopped'))
    await until(job, 'canceled')
  })

  it('a finished one is 409 with its state, and untouched (R-CAN-2)', async () => {
    const { ask, submit, until } = await serve(open, { runs: { checkLinks: async () => ({ links: [] }) } })
    const job = await submit()
    const before = await until(job, 'succeeded')
    const answer = await ask('DELETE', job)
    expect(answer.json()).toMatchObject({ status: 409, code: 'already-finished', state: 'succeeded' })
    expect((await ask('GET', `${job}/status`)).text).toBe(before.text)
    expect((await ask('GET', `${job}/result`)).status).toBe(200)
  })

  it('where the operation forbids it, it is 405 and there is no link (R-CAN-3)', async () => {
    const { ask, submit } = await serve(open, {
      runs: { checkLinks: gate().run },
      change: withPolicy({ cancel: { allowed: false, graceMs: 0 } }),
    })
    const job = await submit()
    const answer = await ask('DELETE', job)
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
    expect(answer.headers.link ?? '').not.toContain('cancel')
    expect((await ask('GET', job)).headers.link).not.toContain('cancel')
  })
})
