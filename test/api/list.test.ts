import { expect, it } from 'vitest'
import { describeMatrix } from './matrix.ts'
import { field, gate, links, pathOf, type Service, serve } from './service.ts'

async function submitSeveral(service: Service, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let turn = 0; turn < count; turn += 1) ids.push((await service.submit()).split('/').at(-1) ?? '')
  return ids
}

async function idsOf(service: Service, target: string): Promise<unknown[]> {
  const jobs = field(await service.ask('GET', target), 'jobs') as { id: string }[]
  return jobs.map(({ id }) => id)
}

describeMatrix('GET B/jobs', (open) => {
  it('lists one’s own jobs, newest first (R-STA-19)', async () => {
    const service = await serve(open, { role: 'http' })
    const ids = await submitSeveral(service, 3)
    const stranger = await service.issueKey('stranger')
    await service.ask('POST', '/v1/links/checks', { json: links, headers: { 'x-api-key': stranger } })
    const answer = await service.ask('GET', '/v1/jobs')
    expect(answer.headers['cache-control']).toBe('private, no-cache')
    expect(answer.json()).not.toHaveProperty('next')
    expect(await idsOf(service, '/v1/jobs')).toEqual([...ids].reverse())
    const [first] = field(answer, 'jobs') as object[]
    expect(first).toEqual((await service.ask('GET', `/v1/jobs/${ids[2]}/status`)).json())
  })

  it('comes in pages that do not shift when jobs come in, and end (R-STA-19)', async () => {
    const service = await serve(open, { role: 'http' })
    const ids = await submitSeveral(service, 5)
    const seen: unknown[] = []
    let target: string | undefined = '/v1/jobs?limit=2&status=queued'
    while (target !== undefined) {
      const page = await service.ask('GET', target)
      const next: unknown = field(page, 'next')
      expect(page.headers.link).toBe(next === undefined ? undefined : `<${next}>; rel="next"`)
      seen.push(...(field(page, 'jobs') as { id: string }[]).map(({ id }) => id))
      await service.submit()
      target = typeof next === 'string' ? next.slice(service.door.origin.length) : undefined
    }
    expect(seen).toEqual([...ids].reverse())
  })

  it('filters by operation, status and time; lists of words are alternatives (R-STA-19)', async () => {
    const waiting = gate()
    const service = await serve(open, {
      runs: { checkLinks: waiting.run, createReport: () => Promise.reject(new Error('x')) },
    })
    const running = await service.submit()
    await service.until(running, 'running')
    const other = await service.ask('POST', '/v1/thumbnails', { body: 'x', headers: { 'content-type': 'image/png' } })
    const [check, picture] = [running.split('/').at(-1), pathOf(other.headers.location).split('/').at(-1)]
    await service.until(`/v1/jobs/${picture}`, 'running')
    expect(await idsOf(service, '/v1/jobs?operation=checkLinks')).toEqual([check])
    expect(await idsOf(service, '/v1/jobs?operation=checkLinks,createThumbnails')).toEqual([picture, check])
    expect(await idsOf(service, '/v1/jobs?status=succeeded,failed')).toEqual([])
    expect(await idsOf(service, '/v1/jobs?status=running')).toEqual([picture, check])
    await service.ask('DELETE', `/v1/jobs/${picture}`)
    expect(await idsOf(service, '/v1/jobs?status=running')).toEqual([check])
    expect(await idsOf(service, '/v1/jobs?createdAfter=2000-01-01T00:00:00Z')).toHaveLength(2)
    expect(await idsOf(service, '/v1/jobs?createdAfter=2024-02-29T23:30:00-05:00')).toHaveLength(2)
    expect(await idsOf(service, '/v1/jobs?createdAfter=2024-03-01T00:30:00%2B05:00')).toHaveLength(2)
    expect(await idsOf(service, '/v1/jobs?createdAfter=2999-01-01T00:00:00%2B02:00')).toEqual([])
  })

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1&limit=2',
    'status=done',
    'status=queued,',
    'operation=getReport',
    'operation=x',
    'createdAfter=yesterday',
    'createdAfter=2026-01-01',
    'createdAfter=2026-02-30T00:00:00Z',
    'createdAfter=2026-02-29T12:00:00%2B02:00',
    'createdAfter=2026-04-31T00:00:00Z',
    'createdAfter=2026-04-30T24:00:00Z',
    'owner=somebody',
  ])('%s is 400', async (query) => {
    const service = await serve(open, { role: 'http' })
    const answer = await service.ask('GET', `/v1/jobs?${query}`)
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ parameter: query.split('=')[0] }],
    })
  })

  it('a cursor that was changed, or moved to another query, is 400; another caller’s shows their own jobs alone (OW-3)', async () => {
    const service = await serve(open, { role: 'http' })
    await submitSeveral(service, 3)
    const next = new URL(String(field(await service.ask('GET', '/v1/jobs?limit=1'), 'next')))
    const cursor = next.searchParams.get('cursor') ?? ''
    const status = async (query: string) => (await service.ask('GET', `/v1/jobs?${query}`)).status
    expect(await status(`limit=1&cursor=${cursor}`)).toBe(200)
    expect(await status(`limit=2&cursor=${cursor}`)).toBe(400)
    expect(await status(`limit=1&cursor=9${cursor}`)).toBe(400)
    expect(await status(`limit=1&cursor=${cursor.slice(0, -1)}`)).toBe(400)
    expect(await status('limit=1&cursor=')).toBe(400)
    expect(await status(`limit=1&cursor=0${cursor}`)).toBe(400)
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    const accepted: string[] = []
    for (const letter of letters) {
      if ((await status(`limit=1&cursor=${cursor.slice(0, -1)}${letter}`)) === 200) accepted.push(letter)
    }
    expect(accepted).toEqual([cursor.at(-1)])
    const stranger = await service.issueKey('stranger')
    const foreign = await service.ask('GET', `/v1/jobs?limit=1&cursor=${cursor}`, {
      headers: { 'x-api-key': stranger },
    })
    expect(foreign.json()).toEqual({ jobs: [] })
  })

  it('needs a key', async () => {
    const service = await serve(open, { role: 'http' })
    expect((await service.door.call('GET', '/v1/jobs')).status).toBe(401)
  })
})
