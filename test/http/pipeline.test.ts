import { OpenAPIBackend } from 'openapi-backend'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../../src/base/fault.ts'
import type { HttpResponse } from '../../src/http/message.ts'
import { call } from '../../src/testing/call.ts'
import { base, echo, pipelineOf, queryParameter, schemes } from './world.ts'

afterEach(() => vi.restoreAllMocks())

const json = { required: true, maxBytes: 1_000, content: [{ mediaType: 'application/json', kind: 'json' }] } as const

describe('the pipeline is openapi-backend (D9)', () => {
  it('every request goes through its handleRequest, and is answered by what is registered on it', async () => {
    const { handle } = await pipelineOf([
      echo({ path: '/open', body: json }),
      echo({ id: 'guarded', path: '/guarded', security: [{ apiKey: [] }] }),
      { id: 'empty', method: 'POST', path: '/empty', security: [], parameters: [] },
    ])
    const handled = vi.spyOn(OpenAPIBackend.prototype, 'handleRequest')
    const statuses: number[] = []
    const paths = ['/open', '/guarded', '/empty', '/nowhere', '/%zz'] as const
    for (const path of paths) statuses.push((await call(handle, 'POST', path, { json: {} })).status)
    statuses.push((await call(handle, 'PUT', '/open')).status)
    statuses.push(
      (await call(handle, 'POST', '/open', { body: '{', headers: { 'content-type': 'application/json' } })).status,
    )
    expect(statuses).toEqual([200, 401, 501, 404, 400, 405, 400])
    expect(handled).toHaveBeenCalledTimes(statuses.length)
  })

  it('when it handles nothing, nothing is answered', async () => {
    const { handle } = await pipelineOf([echo()])
    vi.spyOn(OpenAPIBackend.prototype, 'handleRequest').mockRejectedValue(new Error('taken out'))
    for (const path of ['/v1/echo', '/nowhere']) expect((await call(handle, 'POST', path)).status).toBe(500)
  })

  it.each([
    ['notFound', '/nowhere', 'POST'],
    ['methodNotAllowed', '/v1/echo', 'PUT'],
    ['unauthorizedHandler', '/guarded', 'POST'],
    ['validationFail', '/v1/echo?unknown=1', 'POST'],
    ['notImplemented', '/empty', 'POST'],
  ])('its hook %s is what answers', async (hook, path, method) => {
    const register = vi.spyOn(OpenAPIBackend.prototype, 'register')
    const empty = { id: 'empty', method: 'POST', path: '/empty', security: [], parameters: [] } as const
    const { handle } = await pipelineOf([
      echo(),
      echo({ id: 'guarded', path: '/guarded', security: [{ apiKey: [] }] }),
      empty,
    ])
    const backend = register.mock.contexts.find((context) => context instanceof OpenAPIBackend)
    expect(backend).toBeDefined()
    const mark: HttpResponse = { status: 299, headers: {}, body: { kind: 'empty' } }
    backend?.register(hook, () => mark)
    expect((await call(handle, method, path)).status).toBe(299)
  })

  it('each scheme is a security handler of it', async () => {
    const register = vi.spyOn(OpenAPIBackend.prototype, 'registerSecurityHandler')
    await pipelineOf([echo()])
    expect(register.mock.calls.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(schemes)))
  })

  it('an operation may be called like one of its hooks, or like what every object has', async () => {
    const names = ['notFound', 'validationFail', '404', 'constructor', '__proto__']
    const { handle } = await pipelineOf(names.map((id) => echo({ id, path: `/${id}` })))
    for (const id of names) expect((await call(handle, 'POST', `/${id}`)).status).toBe(200)
    expect((await call(handle, 'POST', '/else')).status).toBe(404)
  })

  it('two routes with one id are refused', async () => {
    await expect(pipelineOf([echo(), echo({ path: '/other' })])).rejects.toThrow(TypeError)
  })
})

describe('the order of checks', () => {
  it('the body is not touched before the caller is known (R-INI-8)', async () => {
    const { handle } = await pipelineOf([echo({ body: json, security: [{ apiKey: ['write'] }] })])
    let reads = 0
    const stream = (async function* () {
      reads += 1
      yield Buffer.from('{}')
    })()
    const headers = { 'content-type': 'application/json' }
    expect((await call(handle, 'POST', '/v1/echo', { stream, headers })).status).toBe(401)
    expect(
      (await call(handle, 'POST', '/v1/echo', { stream, headers: { ...headers, 'x-api-key': 'good-x' } })).status,
    ).toBe(403)
    expect(reads).toBe(0)
    expect(
      (await call(handle, 'POST', '/v1/echo', { stream, headers: { ...headers, 'x-api-key': 'good-write' } })).status,
    ).toBe(200)
    expect(reads).toBe(1)
  })

  it('an unknown path is 404 and a wrong method 405 whatever credential comes with it', async () => {
    const { handle } = await pipelineOf([echo({ security: [{ apiKey: [] }] })])
    expect((await call(handle, 'POST', '/v1/nowhere', { headers: { 'x-api-key': 'bad' } })).status).toBe(404)
    const answer = await call(handle, 'GET', '/v1/echo')
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
  })

  it('what is wrong with parameters and with a body is said in one answer (R-INI-7)', async () => {
    const route = echo({
      body: json,
      parameters: [queryParameter('limit', 'integer'), queryParameter('name')],
      validate: ({ parameters, body }) => ({
        truncated: false,
        violations: [
          ...(parameters.query.name === 'bad' ? [{ parameter: 'name', in: 'query', detail: 'is bad' } as const] : []),
          ...(body === undefined ? [] : [{ pointer: '/a', detail: 'is required' }]),
        ],
      }),
    })
    const { handle } = await pipelineOf([route])
    const answer = await call(handle, 'POST', '/v1/echo?limit=x&name=bad&nmae=1', { json: {} })
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({
      code: 'invalid-request',
      errors: [
        { parameter: 'limit', in: 'query' },
        { parameter: 'nmae', in: 'query' },
        { parameter: 'name', in: 'query', detail: 'is bad' },
        { pointer: '/a', detail: 'is required' },
      ],
    })
    const missing = await call(handle, 'POST', '/v1/echo?limit=x')
    expect(missing.json()).toMatchObject({ errors: [{ parameter: 'limit' }, { pointer: '', detail: 'is required' }] })
  })

  it('a repeated query parameter is 400 (IN-7)', async () => {
    const { handle } = await pipelineOf([echo({ parameters: [queryParameter('a')] })])
    expect((await call(handle, 'POST', '/v1/echo?a=1&a=2')).status).toBe(400)
    expect((await call(handle, 'POST', '/v1/echo?a=1')).status).toBe(200)
  })

  it('unknown request headers never fail a request (R-INI-13)', async () => {
    const { handle } = await pipelineOf([echo()])
    expect(
      (await call(handle, 'POST', '/v1/echo', { headers: { 'x-whatever': 'ü', prefer: 'wait=abc' } })).status,
    ).toBe(200)
  })
})

describe('what is thrown', () => {
  const throwing = (error: unknown) => pipelineOf([echo({ handle: () => Promise.reject(error) })])

  it('anything unknown is 500 without a trace of it, and is told to the operator (R-ERR-1, HS-4)', async () => {
    const cause = new Error('near "selct": /srv/app/secret.ts')
    const { handle, observed } = await throwing(cause)
    const answer = await call(handle, 'POST', '/v1/echo')
    expect(answer.status).toBe(500)
    expect(answer.json()).toMatchObject({
      type: `${base}/problems/internal-error`,
      code: 'internal-error',
      retriable: true,
    })
    expect(answer.text).not.toMatch(/selct|secret/)
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    expect(observed).toMatchObject([{ name: 'request.failed', level: 'error', cause, facts: { route: 'echo' } }])
  })

  it.each(['database-busy', 'database-full'] as const)('%s is 503 with Retry-After (R-INI-9)', async (code) => {
    const { handle } = await throwing(new Fault(code, 'The database /srv/jobs.db is locked'))
    const answer = await call(handle, 'POST', '/v1/echo')
    expect(answer.status).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(answer.text).not.toContain('/srv')
  })

  it('a commit of unknown outcome is 500: a repeat could do the work twice (R-INI-9)', async () => {
    const { handle } = await throwing(new Fault('commit-unknown', 'Writing failed'))
    expect((await call(handle, 'POST', '/v1/echo')).status).toBe(500)
  })

  it('when the client has gone, it is nobody’s error', async () => {
    const { handle, observed } = await throwing(new Error('aborted'))
    await call(handle, 'POST', '/v1/echo', { signal: AbortSignal.abort() })
    expect(observed).toMatchObject([{ name: 'request.abandoned', level: 'debug' }])
  })
})

describe('every answer', () => {
  it('forbids sniffing and loading, whether it succeeds or not (HS-3)', async () => {
    const { handle } = await pipelineOf([echo()])
    for (const path of ['/v1/echo', '/nowhere']) {
      const { headers } = await call(handle, 'POST', path)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['content-security-policy']).toMatch(/; sandbox; form-action 'none'; base-uri 'none';/)
      expect(headers['strict-transport-security']).toBeUndefined()
    }
  })

  it('to HEAD has the headers of GET, with the length and without the body (R-STA-9)', async () => {
    const { handle } = await pipelineOf([echo({ method: 'GET' })])
    const [get, head] = [await call(handle, 'GET', '/v1/echo'), await call(handle, 'HEAD', '/v1/echo')]
    expect(head.text).toBe('')
    expect(head.headers).toEqual({ ...get.headers, 'content-length': String(get.bytes.length) })
  })
})
