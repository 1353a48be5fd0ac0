import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { registry } from '../../generated/registry.ts'
import { problemCatalog } from '../../src/contract/problem-catalog.ts'
import { renderDocs } from '../../src/docs/render-docs.ts'
import { describeMatrix } from './matrix.ts'
import { links, pathOf, serve, untilTrue, withOperations, withPolicy } from './service.ts'

const pages = (base: string) => renderDocs(registry, base)

describeMatrix('what is published', (open) => {
  it('the OpenAPI document, as JSON and YAML, without a key', async () => {
    const { door } = await serve(open, { role: 'http' })
    const [json, yaml] = [await door.call('GET', '/v1/openapi.json'), await door.call('GET', '/v1/openapi.yaml')]
    expect(json.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'public, no-cache' })
    expect(json.json()).toEqual(registry.published)
    expect(parse(yaml.text)).toEqual(registry.published)
    const again = await door.call('GET', '/v1/openapi.json', { headers: { 'if-none-match': json.headers.etag ?? '' } })
    expect(again.status).toBe(304)
  })

  it('names the public base when the deployment sets one, and listens below the path of the spec (D15)', async () => {
    const publicUrl = 'https://api.example.com/stacks'
    const { door, ask } = await serve(open, { role: 'http', config: { publicUrl }, pages })
    expect((await door.call('GET', '/v1/openapi.json')).json()).toMatchObject({ servers: [{ url: publicUrl }] })
    const accepted = await ask('POST', '/v1/links/checks', { json: links })
    expect(accepted.headers.location).toMatch(/^https:\/\/api\.example\.com\/stacks\/jobs\/job_/)
    expect(accepted.headers['strict-transport-security']).toMatch(/^max-age=\d+/)
  })

  it('never believes Host (D15)', async () => {
    const { door, ask } = await serve(open, { role: 'http' })
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
    const answer = await ask('POST', '/v1/links/checks', { json: links, headers })
    expect(answer.headers.location).toMatch(new RegExp(`^${door.origin}/v1/jobs/`))
    expect(answer.text).not.toContain('evil')
  })

  it('every type and describedby URL leads to a page', async () => {
    const { door, ask } = await serve(open, { role: 'http', pages })
    const accepted = await ask('POST', '/v1/links/checks', { json: links })
    const described = /<([^>]+)>; rel="describedby"/.exec(accepted.headers.link ?? '')?.[1]
    const problem = await door.call('GET', '/v1/nowhere')
    const urls = [
      described,
      Object(problem.json()).type,
      ...Object.keys(problemCatalog).map((code) => `/v1/problems/${code}`),
    ]
    for (const url of [...urls, '/v1/docs', '/v1/problems/broken-link', '/v1/problems/handler-error']) {
      const page = await door.call('GET', pathOf(String(url)))
      expect([url, page.status]).toEqual([url, 200])
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    }
  })

  it.each(['/v1', '/v1/', '/'])('the root of the service says at %s where the rest is', async (path) => {
    const { door } = await serve(open, { role: 'http', pages })
    for (const accept of ['*/*', 'application/json', 'image/png']) {
      const answer = await door.call('GET', path, { headers: { accept } })
      expect(answer.json()).toMatchObject({
        title: 'Stacks',
        openapi: `${door.origin}/v1/openapi.json`,
        docs: `${door.origin}/v1/docs`,
      })
      expect(answer.headers.link).toContain('rel="service-desc"')
      expect(answer.headers.link).toContain(`<${door.origin}/v1/docs>; rel="service-doc"`)
    }
  })

  it.each(['/v1', '/v1/', '/'])('a browser is led from %s to the docs', async (path) => {
    const { door } = await serve(open, { role: 'http', pages })
    const headers = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
    const answer = await door.call('GET', path, { headers })
    expect([answer.status, answer.headers.location]).toEqual([303, `${door.origin}/v1/docs`])
    expect(answer.headers.vary).toContain('Accept')
    expect((await door.call('GET', '/v1/docs', { headers })).status).toBe(200)
  })

  it('without pages, the root leads nobody to them', async () => {
    const { door } = await serve(open, { role: 'http' })
    const answer = await door.call('GET', '/', { headers: { accept: 'text/html' } })
    expect([answer.status, Object.keys(Object(answer.json()))]).toEqual([200, ['title', 'version', 'openapi']])
  })

  it("the spec's own root is left to it", async () => {
    const { door } = await serve(open, {
      role: 'http',
      change: withOperations((operation) => (operation.id === 'listReports' ? { ...operation, path: '/' } : operation)),
    })
    expect((await door.call('GET', '/v1/')).status).toBe(401)
    expect((await door.call('GET', '/v1')).status).toBe(404)
    expect((await door.call('GET', '/')).status).toBe(200)
  })
})

describeMatrix('health', (open) => {
  it('stands at the root of the listener and tells nothing else', async () => {
    const { door } = await serve(open, { role: 'http' })
    for (const path of ['/healthz', '/readyz']) {
      const answer = await door.call('GET', path)
      expect([answer.status, answer.json(), answer.headers['cache-control']]).toEqual([
        200,
        { status: 'ok' },
        'no-store',
      ])
    }
  })

  it('says that it cannot take work while every place is held by code that was given up', async () => {
    const deaf = Promise.withResolvers<unknown>()
    const service = await serve(open, {
      config: { concurrency: 1 },
      runs: { checkLinks: () => deaf.promise },
      change: withPolicy({ cancel: { allowed: true, graceMs: 0 } }),
    })
    const { door, ask, submit, until } = service
    const ready = async () => (await door.call('GET', '/readyz')).status
    const job = await submit()
    await until(job, 'running')
    expect(await ready()).toBe(200)
    await ask('DELETE', job)
    await until(job, 'canceled')
    await untilTrue('it is not ready', async () => (await ready()) === 503)
    expect((await door.call('GET', '/healthz')).status).toBe(200)
    deaf.resolve({ links: [] })
    await untilTrue('it is ready again', async () => (await ready()) === 200)
  })

  it('is all that a process without the http role serves', async () => {
    const { door, key } = await serve(open, { role: 'worker' })
    expect((await door.call('GET', '/healthz')).status).toBe(200)
    for (const path of ['/v1/openapi.json', '/v1/jobs']) {
      expect((await door.call('GET', path, { headers: { 'x-api-key': key } })).status).toBe(404)
    }
  })
})
