import { existsSync, readdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { describeMatrix, inProcess } from './matrix.ts'
import { field, gate, links, pathOf, serve, untilTrue, withOperations, withPolicy } from './service.ts'

const csv = (body: string, headers = {}) => ({ body, headers: { 'content-type': 'text/csv', ...headers } })

function count(file: string, table: string): unknown {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare(`select count(*) from ${table}`).pluck().get()
  } finally {
    db.close()
  }
}

describeMatrix('starting a job', (open) => {
  it('answers 202 with J, S and when to come again (R-INI-1, R-INI-3)', async () => {
    const { ask, door } = await serve(open)
    const answer = await ask('POST', '/v1/links/checks', { json: links })
    expect(answer.status).toBe(202)
    const id = field(answer, 'id')
    expect(answer.headers).toMatchObject({
      location: `${door.origin}/v1/jobs/${id}`,
      'operation-location': `${door.origin}/v1/jobs/${id}/status`,
      'content-type': 'application/json',
      'cache-control': 'no-store',
    })
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    expect(answer.headers['preference-applied']).toBeUndefined()
    expect(answer.json()).toMatchObject({ operation: 'checkLinks', status: 'queued', revision: 1 })
    expect((await ask('GET', `/v1/jobs/${id}`)).status).toBe(200)
  })

  it('Prefer: respond-async is acknowledged, other preferences are ignored (R-INI-4, R-INI-6)', async () => {
    const { ask } = await serve(open)
    const post = (prefer: string) => ask('POST', '/v1/links/checks', { json: links, headers: { prefer } })
    expect((await post('respond-async, wait=5')).headers['preference-applied']).toBe('respond-async')
    for (const prefer of ['wait=abc', 'wait=-1', 'handling=strict', ',;=']) {
      expect((await post(prefer)).status).toBe(202)
    }
  })

  it('a request that does not fit lists every violation and starts nothing (R-INI-7, R-INI-14)', async () => {
    const { ask, databaseFile } = await serve(open)
    const answer = await ask('POST', '/v1/links/checks', {
      json: { links: [1, 'no url'], extra: true },
      headers: { 'idempotency-key': 'a' },
    })
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
    const pointers = (Object(answer.json()).errors as { pointer: string }[]).map(({ pointer }) => pointer)
    expect(pointers.sort()).toEqual(['/extra', '/links/0', '/links/1'])
    expect(answer.headers).not.toHaveProperty('location')
    expect([count(databaseFile, 'job'), count(databaseFile, 'idempotency')]).toEqual([0, 0])
  })

  it('a large body that does not fit is told the first violation, and that there may be more (R-INI-7)', async () => {
    const { ask } = await serve(open)
    const answer = await ask('POST', '/v1/links/checks', { json: { links: Array.from({ length: 12_000 }, () => 1) } })
    expect(answer.json()).toMatchObject({ code: 'invalid-request', truncated: true, errors: [{}] })
  })

  it('no key is 401 and a missing scope 403, before the body is looked at and without using up a key (R-INI-8)', async () => {
    const service = await serve(open)
    const bad = { json: { wrong: true }, headers: { 'idempotency-key': 'used' } }
    expect((await service.door.call('POST', '/v1/links/checks', bad)).status).toBe(401)
    const reader = await service.issueKey('reader', ['reports:read'])
    const denied = await service.ask('POST', '/v1/links/checks', {
      ...bad,
      headers: { ...bad.headers, 'x-api-key': reader },
    })
    expect(denied.status).toBe(403)
    expect(denied.headers).toMatchObject({ 'www-authenticate': expect.stringContaining('links:check') })
    const after = await service.ask('POST', '/v1/links/checks', { json: links, headers: { 'idempotency-key': 'used' } })
    expect(after.status).toBe(202)
  })

  it('an upload is kept, its handler gets it as a file, and it has no limit but its own (R-INI-15)', async () => {
    const rows = 'name,email\n'.repeat(200_000)
    const { ask, until } = await serve(open, {
      runs: {
        importContacts: async ({
          body,
        }: {
          body: { size: number; mediaType: string; stream(): AsyncIterable<Buffer> }
        }) => {
          let read = 0
          for await (const chunk of body.stream()) read += chunk.length
          return { rows: body.size, imported: read, unchanged: 0, rejected: [] }
        },
      },
    })
    const answer = await ask('POST', '/v1/contacts/imports', csv(rows))
    expect(answer.status).toBe(202)
    const done = await until(pathOf(answer.headers.location), 'succeeded')
    expect(field(done, 'result')).toMatchObject({ rows: rows.length, imported: rows.length })
  })

  it('an upload over the limit is 413, declared or not, and leaves no file and no job (R-INI-15)', async () => {
    const service = await serve(open, {
      change: withOperations((operation) =>
        operation.requestBody === undefined
          ? operation
          : { ...operation, requestBody: { ...operation.requestBody, maxBytes: 1_000 } },
      ),
    })
    const stream = (async function* () {
      for (let part = 0; part < 20; part += 1) yield Buffer.alloc(100)
    })()
    const declared = await service.ask('POST', '/v1/contacts/imports', csv('x'.repeat(1_001)))
    const streamed = await service.ask('POST', '/v1/contacts/imports', {
      stream,
      headers: { 'content-type': 'text/csv' },
    })
    expect([declared.status, streamed.status]).toEqual([413, 413])
    expect(streamed.headers).not.toHaveProperty('location')
    const files = `${service.databaseFile}.files`
    expect(existsSync(files) ? readdirSync(files) : []).toEqual([])
    expect(count(service.databaseFile, 'job')).toBe(0)
  })

  it('after the shutdown began nothing new is taken, and what there is can still be read', async () => {
    const waiting = gate()
    const service = await serve(open, { runs: { checkLinks: waiting.run } })
    const job = await service.submit()
    await service.until(job, 'running')
    const stopped = service.app.stop()
    expect((await service.ask('POST', '/v1/links/checks', { json: links })).status).toBe(503)
    expect((await service.door.call('GET', '/readyz')).status).toBe(503)
    expect((await service.ask('GET', job)).status).toBe(200)
    waiting.open({ links: [] })
    await stopped
    expect((await service.ask('GET', job)).status).toBe(503)
  })
})

/** It takes the five seconds that a writer waits for a lock, so it goes through one door only. */
describe('a store that cannot take it', () => {
  it('a locked database is 503 with Retry-After, and there is no job (R-INI-9)', async () => {
    const { ask, databaseFile } = await serve(inProcess, { role: 'http' })
    const other = new Database(databaseFile)
    other.exec('begin immediate')
    const answer = await ask('POST', '/v1/links/checks', { json: links })
    other.exec('rollback')
    other.close()
    expect(answer.status).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(answer.json()).toMatchObject({ code: 'unavailable', retriable: true })
    expect(answer.headers).not.toHaveProperty('location')
    expect(count(databaseFile, 'job')).toBe(0)
  })
})

describeMatrix('Idempotency-Key', (open) => {
  const post = (service: Awaited<ReturnType<typeof serve>>, key: string | string[], json = links) =>
    service.ask('POST', '/v1/links/checks', { json, headers: { 'idempotency-key': key } })

  it('the same request again gets the same job, 50 at once as well (R-IDM-1)', async () => {
    const service = await serve(open)
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(service, 'one')))
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`)).size).toBe(1)
    expect(count(service.databaseFile, 'job')).toBe(1)
  })

  it('another request under the same key is 422 (R-IDM-2)', async () => {
    const service = await serve(open)
    await post(service, 'one')
    const answer = await post(service, 'one', { links: ['https://example.org/'] })
    expect(answer.status).toBe(422)
    expect(answer.headers).not.toHaveProperty('location')
    expect(answer.headers).not.toHaveProperty('operation-location')
    expect(answer.json()).toMatchObject({ code: 'idempotency-key-mismatch' })
    expect(count(service.databaseFile, 'job')).toBe(1)
  })

  it('while the first upload comes in, the second is 409 (R-IDM-3)', async () => {
    const service = await serve(open)
    const more = Promise.withResolvers<void>()
    const stream = (async function* () {
      yield Buffer.from('name,email\n')
      await more.promise
    })()
    const headers = { 'content-type': 'text/csv', 'idempotency-key': 'up' }
    const first = service.ask('POST', '/v1/contacts/imports', { stream, headers })
    await untilTrue('the upload has begun', () => existsSync(`${service.databaseFile}.files`))
    const second = await service.ask('POST', '/v1/contacts/imports', csv('name,email\n', headers))
    expect(second.json()).toMatchObject({ status: 409, code: 'idempotency-key-in-use', retriable: true })
    more.resolve()
    expect((await first).status).toBe(202)
  })

  it('a required key that is missing is 400 (R-IDM-4)', async () => {
    const service = await serve(open, {
      change: withPolicy({ idempotency: { required: true, windowMs: 86_400_000 } }),
    })
    const answer = await service.ask('POST', '/v1/links/checks', { json: links })
    expect(answer.json()).toMatchObject({ status: 400, code: 'idempotency-key-required' })
    expect((await post(service, 'k')).status).toBe(202)
  })

  it('quoted or bare, it is the same key (R-IDM-5)', async () => {
    const service = await serve(open)
    const bare = await post(service, 'a-b_c')
    expect((await post(service, '"a-b_c"')).headers.location).toBe(bare.headers.location)
  })

  it.each(['""', ' ', 'a b', '"open', 'x'.repeat(256), 'caf\u00e9'])('%j is 400 (R-IDM-5)', async (key) => {
    const service = await serve(open)
    const answer = await post(service, key)
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-idempotency-key' })
  })

  it('another caller with the same key gets a job of their own (R-IDM-6)', async () => {
    const service = await serve(open)
    const mine = await post(service, 'shared')
    const other = await service.issueKey('somebody-else')
    const headers = { 'x-api-key': other, 'idempotency-key': 'shared' }
    const theirs = await service.ask('POST', '/v1/links/checks', { json: { links: ['https://a.example/'] }, headers })
    expect(theirs.status).toBe(202)
    expect(theirs.headers.location).not.toBe(mine.headers.location)
  })

  it('the order of members does not matter, a query does (R-IDM-8)', async () => {
    const service = await serve(open)
    const send = (body: string) =>
      service.ask('POST', '/v1/reports', {
        body,
        headers: { 'content-type': 'application/json', 'idempotency-key': 'r' },
      })
    const first = await send('{"dataset":"github","groupBy":"a","measure":"b"}')
    const again = await send('{ "measure": "b", "groupBy": "a",\n "dataset": "github" }')
    expect([first.status, again.headers.location]).toEqual([202, first.headers.location])
    const picture = (width: number) =>
      service.ask('POST', `/v1/thumbnails?width=${width}`, {
        body: 'png',
        headers: { 'content-type': 'image/png', 'idempotency-key': 'p' },
      })
    expect([(await picture(100)).status, (await picture(100)).status, (await picture(200)).status]).toEqual([
      202, 202, 422,
    ])
  })
})

describeMatrix('callback URLs', (open) => {
  const report = { dataset: 'github', groupBy: 'a', measure: 'b' }
  const post = (service: Awaited<ReturnType<typeof serve>>, callbackUrl: string) =>
    service.ask('POST', '/v1/reports', { json: { ...report, callbackUrl } })

  it.each([
    'https://127.0.0.1/hook',
    'https://10.0.0.1/hook',
    'https://user:pw@example.com/hook',
    'http://example.com/hook',
    'https://example.com:22/hook',
    'https://[::1]/hook',
  ])('%s is 400 with its pointer, and starts nothing (R-WEB-1)', async (url) => {
    const service = await serve(open, { config: { egress: { allowLoopback: false } } })
    const answer = await post(service, url)
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'invalid-callback-url',
      errors: [{ pointer: '/callbackUrl' }],
    })
    expect([count(service.databaseFile, 'job'), count(service.databaseFile, 'endpoint')]).toEqual([0, 0])
  })

  it('a public https URL is subscribed, and none is fine too (R-WEB-4)', async () => {
    const service = await serve(open, { role: 'http' })
    expect((await post(service, 'https://example.com/hook')).status).toBe(202)
    expect((await service.ask('POST', '/v1/reports', { json: report })).status).toBe(202)
    expect([count(service.databaseFile, 'endpoint'), count(service.databaseFile, 'subscription')]).toEqual([1, 1])
  })
})
