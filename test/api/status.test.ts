import { expect, it } from 'vitest'
import { toInstant } from '../../src/base/clock.ts'
import { systemRuntime } from '../../src/base/runtime.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { describeMatrix } from './matrix.ts'
import { field, gate, links, pathOf, serve, withPolicy } from './service.ts'

const done = { checkLinks: async () => ({ links: [] }) }
const failing = {
  checkLinks: (_input: unknown, job: { fail(code: string, detail: string): Error }) => {
    throw job.fail('broken-link', 'https://example.com/ answers 404')
  },
}

describeMatrix('J and S', (open) => {
  it('show an unfinished job alike, with ETag, caching and links (R-STA-1, R-STA-7, R-STA-8, R-STA-18)', async () => {
    const { ask, submit, door } = await serve(open, { runs: { checkLinks: gate().run } })
    const job = await submit()
    for (const path of [job, `${job}/status`]) {
      const answer = await ask('GET', path)
      expect(answer.status).toBe(200)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json',
        'cache-control': 'private, no-cache',
        vary: 'Accept, Accept-Encoding, Prefer, X-API-Key',
        etag: expect.stringMatching(/^"[^"]+"$/),
        'retry-after': expect.stringMatching(/^[1-9]\d{0,2}$/),
      })
      const rels = (field(answer, 'links') as { rel: string; href: string; method: string }[]).map(({ rel }) => rel)
      expect(rels).toEqual(['self', 'monitor', 'cancel', 'describedby'])
      for (const rel of rels) expect(answer.headers.link).toContain(`rel="${rel}"`)
      expect(answer.headers.link).toContain(`<${door.origin}${job}/status>; rel="monitor"`)
    }
  })

  it('once succeeded, J leads to the result with the whole document, and S stays (R-STA-1, R-STA-6)', async () => {
    const { ask, submit, until, door } = await serve(open, { runs: done })
    const job = await submit()
    const status = await until(job, 'succeeded')
    expect(status.headers).not.toHaveProperty('retry-after')
    const answer = await ask('GET', job)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe(`${door.origin}${job}/result`)
    expect(answer.json()).toEqual(status.json())
    expect(field(answer, 'resourceLocation')).toBe(answer.headers.location)
    expect(field(answer, 'result')).toEqual({ links: [] })
  })

  it('completion: inline makes J answer 200 then, too (R-STA-1)', async () => {
    const { ask, submit, until } = await serve(open, {
      runs: done,
      change: withPolicy({ completion: 'inline' }),
    })
    const job = await submit()
    await until(job, 'succeeded')
    expect((await ask('GET', job)).status).toBe(200)
  })

  it('a failed job says why, in the words of RFC 9457 and of stock pollers (R-STA-6)', async () => {
    const { ask, submit, until, door } = await serve(open, { runs: failing })
    const job = await submit()
    await until(job, 'failed')
    const answer = await ask('GET', job)
    expect(answer.status).toBe(200)
    expect(field(answer, 'error')).toEqual({
      code: 'broken-link',
      message: 'https://example.com/ answers 404',
      type: `${door.origin}/v1/problems/broken-link`,
      title: 'A link leads nowhere',
      detail: 'https://example.com/ answers 404',
      status: 422,
      retriable: false,
    })
  })

  it('If-None-Match is 304 while nothing changed, and never in place of the 303 (R-STA-7)', async () => {
    const waiting = gate()
    const { ask, submit, until } = await serve(open, { runs: { checkLinks: waiting.run } })
    const job = await submit()
    const running = await until(job, 'running')
    const asked = { headers: { 'if-none-match': running.headers.etag ?? '' } }
    const same = await ask('GET', `${job}/status`, asked)
    expect([same.status, same.text]).toEqual([304, ''])
    expect(same.headers).toMatchObject({
      etag: running.headers.etag,
      'cache-control': 'private, no-cache',
      vary: running.headers.vary,
      'retry-after': expect.any(String),
    })
    waiting.open({ links: [] })
    const status = await until(job, 'succeeded')
    expect(status.headers.etag).not.toBe(running.headers.etag)
    const finished = { headers: { 'if-none-match': status.headers.etag ?? '' } }
    expect((await ask('GET', `${job}/status`, finished)).status).toBe(304)
    expect((await ask('GET', `${job}/status`, finished)).headers).not.toHaveProperty('retry-after')
    expect((await ask('GET', job, finished)).status).toBe(303)
    expect((await ask('GET', job, { headers: { 'if-none-match': '*' } })).status).toBe(303)
  })

  it('HEAD is GET without the body (R-STA-9)', async () => {
    const { ask, submit, until } = await serve(open, { runs: done })
    const job = await submit()
    await until(job, 'succeeded')
    for (const path of [job, `${job}/status`, `${job}/result`, `${job}/nothing`]) {
      const [get, head] = [await ask('GET', path), await ask('HEAD', path)]
      expect([head.status, head.text]).toEqual([get.status, ''])
      for (const name of ['location', 'etag', 'content-type', 'link', 'cache-control', 'vary']) {
        expect(head.headers[name], name).toBe(get.headers[name])
      }
    }
  })

  it('what can be had is JSON; nothing else is 406 (R-STA-12)', async () => {
    const { ask, submit } = await serve(open)
    const job = await submit()
    for (const accept of ['*/*', 'application/json', 'text/html, */*;q=0.8', 'application/*']) {
      expect((await ask('GET', job, { headers: { accept } })).headers['content-type']).toBe('application/json')
    }
    for (const accept of ['text/html', 'image/*', 'application/json;q=0']) {
      const answer = await ask('GET', `${job}/status`, { headers: { accept } })
      expect(answer.json()).toMatchObject({ status: 406, code: 'not-acceptable' })
    }
  })

  it('other methods are 405 with Allow (R-STA-20)', async () => {
    const { ask, submit } = await serve(open)
    const job = await submit()
    const allowed = async (method: string, path: string) => {
      const answer = await ask(method, path)
      return [answer.status, answer.headers.allow]
    }
    expect(await allowed('PUT', job)).toEqual([405, 'DELETE, GET, HEAD'])
    expect(await allowed('DELETE', `${job}/status`)).toEqual([405, 'GET, HEAD'])
    expect(await allowed('POST', `${job}/result`)).toEqual([405, 'DELETE, GET, HEAD'])
    expect(await allowed('POST', '/v1/jobs')).toEqual([405, 'GET, HEAD'])
  })
})

describeMatrix('a job that the caller may not see', (open) => {
  it('is the same 404, byte for byte but its trace id, whatever the reason (R-STA-13, R-CAN-6)', async () => {
    const service = await serve(open, { runs: done })
    const job = await service.submit()
    await service.until(job, 'succeeded')
    const stranger = await service.issueKey('stranger')
    const unknown = `/v1/jobs/job_${'0'.repeat(22)}`
    const plain = async (method: string, path: string) => {
      const { status, headers, text } = await service.ask(method, path, { headers: { 'x-api-key': stranger } })
      const { date: _, ...others } = headers
      return JSON.stringify([status, others, text.replaceAll(/req_[0-9A-Za-z]{22}/g, 'req')])
    }
    for (const [method, tail] of [
      ['GET', ''],
      ['HEAD', ''],
      ['DELETE', ''],
      ['GET', '/status'],
      ['HEAD', '/status'],
      ['GET', '/result'],
      ['DELETE', '/result'],
    ] as const) {
      const answers = await Promise.all(
        [job, unknown, '/v1/jobs/x', '/v1/jobs/..%2f..'].map((path) => plain(method, path + tail)),
      )
      expect(new Set(answers).size, answers.join('\n')).toBe(1)
      expect(answers[0]).toMatch(/^\[404/)
    }
    const conditional = { headers: { 'x-api-key': stranger, 'if-none-match': '*' } }
    expect((await service.ask('GET', `${job}/status`, conditional)).status).toBe(404)
  })

  it('at S has no numeric status, and says the same in error (R-STA-15)', async () => {
    const { ask } = await serve(open)
    const answer = await ask('GET', '/v1/jobs/job_x/status')
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).not.toHaveProperty('status')
    expect(answer.json()).toMatchObject({
      code: 'not-found',
      error: { code: 'not-found', message: expect.any(String) },
    })
    expect((await ask('GET', '/v1/jobs/job_x')).json()).toMatchObject({ status: 404 })
  })

  it('without a key it is 401, whether it is there or not', async () => {
    const service = await serve(open)
    const job = await service.submit()
    for (const path of [job, '/v1/jobs/x']) expect((await service.door.call('GET', path)).status).toBe(401)
  })

  it('a second key of the same owner sees it, with any scopes (D13, D14)', async () => {
    const service = await serve(open)
    const job = await service.submit()
    const other = await service.issueKey('tester', [])
    expect((await service.ask('GET', job, { headers: { 'x-api-key': other } })).status).toBe(200)
  })

  it('scopes that the operation asks for to read are needed, and lacking them looks like a stranger (D13)', async () => {
    const service = await serve(open, {
      change: withPolicy({ scopes: { read: ['reports:read'], cancel: ['media:write'] } }),
    })
    const job = await service.submit()
    const as = async (method: string, path: string, scopes: string[]) =>
      (await service.ask(method, path, { headers: { 'x-api-key': await service.issueKey('tester', scopes) } })).status
    expect(await as('GET', job, ['reports:read'])).toBe(200)
    const lacking = { headers: { 'x-api-key': await service.issueKey('tester', []) } }
    const [hidden, unknown] = [await service.ask('GET', job, lacking), await service.ask('GET', '/v1/jobs/x', lacking)]
    const plain = (text: string) => text.replaceAll(/req_[0-9A-Za-z]{22}/g, 'req')
    expect([hidden.status, plain(hidden.text)]).toEqual([404, plain(unknown.text)])
    expect((await service.ask('GET', '/v1/jobs', lacking)).json()).toEqual({ jobs: [] })
    expect(await as('GET', job, ['media:write'])).toBe(404)
    expect(await as('DELETE', job, ['reports:read'])).toBe(404)
    expect(await as('DELETE', job, ['reports:read', 'media:write'])).not.toBe(404)
  })

  it('repeating a request is no way around the scope to read: the first answer comes again (D13, R-IDM-1)', async () => {
    const service = await serve(open, {
      runs: done,
      change: withPolicy({ scopes: { read: ['reports:read'], cancel: [] } }),
    })
    const writer = await service.issueKey('tester', ['links:check'])
    const start = (key: string) =>
      service.ask('POST', '/v1/links/checks', { json: links, headers: { 'idempotency-key': 'once', 'x-api-key': key } })
    const first = await start(writer)
    await service.until(pathOf(first.headers.location), 'succeeded')
    const again = await start(writer)
    expect([again.status, again.json()]).toEqual([202, first.json()])
    expect(field(await start(service.key), 'status')).toBe('succeeded')
  })
})

describeMatrix('a job past its retention', (open) => {
  it('is 410 to its owner and 404 to others (R-STA-14)', async () => {
    const clock = createFakeClock(toInstant(Date.now()))
    const service = await serve(open, {
      runs: done,
      runtime: { ...systemRuntime(() => {}), clock: clock.clock },
    })
    const job = await service.submit()
    await service.until(job, 'succeeded')
    const stranger = await service.issueKey('stranger')
    clock.jump(8 * 86_400_000)
    for (const path of [job, `${job}/result`]) {
      expect((await service.ask('GET', path)).json()).toMatchObject({ status: 410, code: 'gone' })
      expect((await service.ask('GET', path, { headers: { 'x-api-key': stranger } })).status).toBe(404)
    }
    const status = await service.ask('GET', `${job}/status`)
    expect(status.status).toBe(410)
    expect(status.json()).toMatchObject({ error: { code: 'gone' } })
    expect(status.json()).not.toHaveProperty('status')
  })
})
