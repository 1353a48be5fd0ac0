import { writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { notImplemented } from '../../src/api/define-handler.ts'
import { describeMatrix, type OpenDoor } from './matrix.ts'
import { field, gate, links, pathOf, serve } from './service.ts'

interface FileJob {
  file(path: string, options: { mediaType?: string; name?: string }): unknown
}

async function servePicture(open: OpenDoor, name?: string) {
  const service = await serve(open, {
    runs: {
      createThumbnails: async (input: { body: { path: string } }, job: FileJob) => {
        const path = `${input.body.path}.picture`
        await writeFile(path, '0123456789')
        return job.file(path, { mediaType: 'image/webp', ...(name === undefined ? {} : { name }) })
      },
    },
  })
  const answer = await service.ask('POST', '/v1/thumbnails', { body: 'png', headers: { 'content-type': 'image/png' } })
  const job = pathOf(answer.headers.location)
  await service.until(job, 'succeeded')
  return { ...service, result: `${job}/result` }
}

describeMatrix('R', (open) => {
  it('while unfinished leads back to itself with the document (R-RES-1)', async () => {
    const { ask, submit, door } = await serve(open, { runs: { checkLinks: gate().run } })
    const job = await submit()
    const answer = await ask('GET', `${job}/result`)
    expect(answer.status).toBe(202)
    expect(answer.headers).toMatchObject({
      location: `${door.origin}${job}/result`,
      'retry-after': expect.stringMatching(/^\d+$/),
    })
    expect(field(answer, 'id')).toBe(job.split('/').at(-1))
  })

  it('JSON is served as such, under its ETag (R-RES-2)', async () => {
    const value = { links: [{ url: 'https://example.com/', status: 200, milliseconds: 3 }] }
    const { ask, submit, until } = await serve(open, { runs: { checkLinks: async () => value } })
    const job = await submit()
    await until(job, 'succeeded')
    const answer = await ask('GET', `${job}/result`)
    expect([answer.status, answer.headers['content-type'], answer.json()]).toEqual([200, 'application/json', value])
    expect(answer.headers['cache-control']).toBe('private, no-cache')
    const again = await ask('GET', `${job}/result`, { headers: { 'if-none-match': answer.headers.etag ?? '' } })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('a resource is where 303 leads, from J and from R alike (R-RES-2, R-STA-6)', async () => {
    const report = {
      id: 'r 1/2',
      dataset: 'github',
      groupBy: 'a',
      measure: 'b',
      rows: 1,
      groups: [],
      chart: '',
      createdAt: '2026-01-01T00:00:00Z',
    }
    const service = await serve(open, { runs: { createReport: async () => report, getReport: () => report } })
    const started = await service.ask('POST', '/v1/reports', {
      json: { dataset: 'github', groupBy: 'a', measure: 'b' },
    })
    const job = pathOf(started.headers.location)
    await service.until(job, 'succeeded')
    const [fromJob, fromResult] = [await service.ask('GET', job), await service.ask('GET', `${job}/result`)]
    expect([fromJob.status, fromResult.status, fromResult.text]).toEqual([303, 303, ''])
    expect(fromResult.headers.location).toBe(`${service.door.origin}/v1/reports/r%201%2F2`)
    expect(fromJob.headers.location).toBe(fromResult.headers.location)
    const resource = await service.ask('GET', pathOf(fromResult.headers.location))
    expect([resource.status, resource.json()]).toEqual([200, report])
  })

  it('a file is served whole or in part, under a strong ETag and its name (R-RES-2)', async () => {
    const { ask, result } = await servePicture(open, 'Köln.webp')
    const whole = await ask('GET', result)
    expect([whole.status, whole.text]).toEqual([200, '0123456789'])
    expect(whole.headers).toMatchObject({
      'content-type': 'image/webp',
      'content-disposition': `attachment; filename="K_ln.webp"; filename*=UTF-8''K%C3%B6ln.webp`,
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    })
    const part = await ask('GET', result, { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
    const beyond = await ask('GET', result, { headers: { range: 'bytes=10-' } })
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */10'])
    expect(beyond.json()).toMatchObject({ code: 'range-not-satisfiable' })
    const same = await ask('GET', result, {
      headers: { 'if-none-match': whole.headers.etag ?? '', range: 'bytes=2-4' },
    })
    expect(same.status).toBe(304)
    const head = await ask('HEAD', result)
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '10', ''])
  })

  it('a file without a name has no Content-Disposition', async () => {
    const { ask, result } = await servePicture(open)
    expect((await ask('GET', result)).headers).not.toHaveProperty('content-disposition')
  })

  it('a failure is the problem that the spec declares, with its status (R-RES-3)', async () => {
    const { ask, submit, until, door } = await serve(open, {
      runs: {
        checkLinks: (_input: unknown, job: { fail(code: string, detail: string): Error }) => {
          throw job.fail('broken-link', 'nowhere')
        },
      },
    })
    const job = await submit()
    await until(job, 'failed')
    const answer = await ask('GET', `${job}/result`)
    expect([answer.status, answer.headers['content-type']]).toEqual([422, 'application/problem+json'])
    expect(answer.json()).toMatchObject({
      type: `${door.origin}/v1/problems/broken-link`,
      title: 'A link leads nowhere',
      status: 422,
      detail: 'nowhere',
      code: 'broken-link',
      retriable: false,
    })
  })

  it('a result that does not fit is 500 invalid-result, and never served (R-RES-3)', async () => {
    const { ask, submit, until } = await serve(open, { runs: { checkLinks: async () => ({ secret: 'unfit' }) } })
    const job = await submit()
    await until(job, 'failed')
    const answer = await ask('GET', `${job}/result`)
    expect(answer.json()).toMatchObject({ status: 500, code: 'invalid-result' })
    expect(answer.headers).not.toHaveProperty('retry-after')
    expect(answer.text).not.toContain('unfit')
  })

  it('a stub fails its jobs with not-implemented (R-RES-3)', async () => {
    const { ask, submit, until } = await serve(open, {
      change: (registry) => ({
        ...registry,
        handlers: { ...registry.handlers, checkLinks: notImplemented('checkLinks') },
      }),
    })
    const job = await submit()
    await until(job, 'failed')
    expect((await ask('GET', `${job}/result`)).json()).toMatchObject({ status: 500, code: 'not-implemented' })
  })

  it('a canceled job is 409 (R-RES-3)', async () => {
    const { ask, submit } = await serve(open, { role: 'http' })
    const job = await submit()
    await ask('DELETE', job)
    expect((await ask('GET', `${job}/result`)).json()).toMatchObject({ status: 409, code: 'job-canceled' })
  })
})

describeMatrix('DELETE R', (open) => {
  it('forgets input and result of a finished job: 204, then 410 everywhere (R-RES-5)', async () => {
    const { ask, submit, until } = await serve(open, { runs: { checkLinks: async () => ({ links: [] }) } })
    const job = await submit()
    await until(job, 'succeeded')
    expect((await ask('DELETE', `${job}/result`)).status).toBe(204)
    for (const path of [job, `${job}/status`, `${job}/result`]) expect((await ask('GET', path)).status).toBe(410)
    expect((await ask('DELETE', `${job}/result`)).status).toBe(410)
    const listed = field(await ask('GET', '/v1/jobs'), 'jobs')
    expect(listed).toEqual([])
  })

  it('an unfinished one is 409 and goes on (R-RES-5)', async () => {
    const { ask, submit } = await serve(open, { runs: { checkLinks: gate().run } })
    const job = await submit()
    expect((await ask('DELETE', `${job}/result`)).json()).toMatchObject({ status: 409, code: 'not-finished' })
    expect((await ask('GET', job)).status).toBe(200)
    expect((await ask('POST', '/v1/links/checks', { json: links })).status).toBe(202)
  })
})
