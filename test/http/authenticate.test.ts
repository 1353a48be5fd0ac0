import { beforeAll, describe, expect, it } from 'vitest'
import { type CallOptions, call } from '../../src/testing/call.ts'
import { echo, member, pipelineOf, type World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await pipelineOf([
    echo({ id: 'public', path: '/public' }),
    echo({ id: 'key', path: '/key', security: [{ apiKey: ['read', 'write'] }] }),
    echo({
      id: 'either',
      path: '/either',
      security: [{ apiKey: ['write'] }, { token: ['admin'] }, { apiKey: ['root'] }],
    }),
    echo({ id: 'both', path: '/both', security: [{ apiKey: [], token: ['admin'] }] }),
    echo({ id: 'optional', path: '/optional', security: [{}, { apiKey: [] }] }),
    echo({ id: 'cookie', path: '/cookie', security: [{ session: [] }] }),
    echo({ id: 'unknown', path: '/unknown', security: [{ nobody: [] }] }),
  ])
})

const post = (path: string, headers: CallOptions['headers'] = {}) => call(world.handle, 'POST', path, { headers })

describe('who calls', () => {
  it('a public route looks at no credential', async () => {
    const answer = await post('/public', { 'x-api-key': 'bad' })
    expect(answer.status).toBe(200)
    expect(answer.headers.vary).toBeUndefined()
    expect(member(answer.json(), 'principal')).toMatchObject({ subject: 'anonymous' })
  })

  it('no credential is 401, with a challenge for each scheme (R-INI-8, AU-1)', async () => {
    const answer = await post('/either')
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('ApiKey header="X-API-Key", Bearer')
    expect(answer.json()).toMatchObject({ code: 'unauthorized', status: 401, retriable: false })
  })

  it('a missing and a bad key are told the same, and only the log knows why (AU-1)', async () => {
    const bodies = await Promise.all([
      post('/key'),
      post('/key', { 'x-api-key': 'bad' }),
      post('/key', { 'x-api-key': '' }),
    ])
    const plain = bodies.map(({ text, headers }) => text.replaceAll(/req_\w+/g, '') + JSON.stringify(headers))
    expect(new Set(plain).size).toBe(1)
    const reasons = world.observed.filter(({ name }) => name === 'access.refused').map(({ facts }) => facts.reason)
    expect(reasons).toEqual(expect.arrayContaining(['no credential', 'unknown']))
  })

  it('invalid_token is said only when a token was sent (AU-1)', async () => {
    const answer = await post('/either', { authorization: 'Bearer bad' })
    expect(answer.headers['www-authenticate']).toContain('Bearer error="invalid_token"')
  })

  it('each missing scope is 403, and is named (AU-2, SC-4)', async () => {
    for (const held of ['good-read', 'good-write', 'good-Read+write', 'good-read*+write', 'good-']) {
      const answer = await post('/key', { 'x-api-key': held })
      expect(answer.status).toBe(403)
      expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope", scope="read write"')
    }
    expect((await post('/key', { 'x-api-key': 'good-read+write' })).status).toBe(200)
  })

  it('one alternative is enough, and scopes are asked of each alternative alone (SC-1)', async () => {
    expect((await post('/either', { 'x-api-key': 'good-write' })).status).toBe(200)
    expect((await post('/either', { 'x-api-key': 'good-root' })).status).toBe(200)
    expect((await post('/either', { authorization: 'bearer good-admin' })).status).toBe(200)
    expect((await post('/either', { 'x-api-key': 'good-admin' })).status).toBe(403)
    const both = await post('/either', { 'x-api-key': 'good-other', authorization: 'Bearer good-admin' })
    expect(both.status).toBe(200)
  })

  it('inside an alternative every scheme is needed (SC-1)', async () => {
    expect((await post('/both', { 'x-api-key': 'good-' })).status).toBe(401)
    expect((await post('/both', { authorization: 'Bearer good-admin' })).status).toBe(401)
    expect((await post('/both', { 'x-api-key': 'bad', authorization: 'Bearer good-admin' })).status).toBe(401)
    expect((await post('/both', { 'x-api-key': 'good-a', authorization: 'Bearer good-b' })).status).toBe(403)
    const answer = await post('/both', { 'x-api-key': 'good-a', authorization: 'Bearer good-admin' })
    expect(member(answer.json(), 'principal')).toMatchObject({ subject: 'apiKey:dev', scopes: ['a', 'admin'] })
  })

  it('an empty alternative lets nobody in with a bad credential (SC-3)', async () => {
    expect((await post('/optional')).status).toBe(200)
    expect((await post('/optional', { 'x-api-key': 'bad' })).status).toBe(401)
    const known = await post('/optional', { 'x-api-key': 'good-x' })
    expect(member(known.json(), 'principal')).toMatchObject({ subject: 'apiKey:dev' })
  })

  it('a scheme that nobody verifies lets nobody in (SC-2)', async () => {
    expect((await post('/unknown', { 'x-api-key': 'good-x' })).status).toBe(401)
  })

  it.each([
    ['/key', { 'x-api-key': ['good-read+write', 'good-read+write'] }],
    ['/either', { authorization: ['Bearer good-admin', 'Bearer bad'] }],
    ['/cookie', { cookie: 'session=good-a; session=bad' }],
  ])('the same scheme twice is 400 at %s (AU-4)', async (path, headers) => {
    const answer = await post(path, headers)
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'bad-request' })
  })

  it('a cookie is found among others, by its whole name', async () => {
    expect((await post('/cookie', { cookie: 'a=b; session=good-x; c=d' })).status).toBe(200)
    expect((await post('/cookie', { cookie: 'xsession=good-x' })).status).toBe(401)
  })

  it('another Authorization scheme is not a token', async () => {
    expect((await post('/either', { authorization: 'Basic good-admin' })).status).toBe(401)
  })

  it('a credential in the query is 400 and told to the log, without the credential (AU-5)', async () => {
    const answer = await post('/public?key=secret-abc')
    expect(answer.status).toBe(400)
    const [told] = world.observed.filter(({ facts }) => facts.reason === 'a credential in the query string')
    expect(JSON.stringify(told)).not.toContain('secret-abc')
  })

  it('an answer under authentication is stored by nobody and varies by the credential (AU-6)', async () => {
    const answer = await post('/either', { 'x-api-key': 'good-write' })
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'X-API-Key, Authorization' })
  })

  it('a verifier that breaks is 500, never 401, and never says how (R-ERR-1, HS-4)', async () => {
    const answer = await post('/key', { 'x-api-key': 'broken' })
    expect(answer.status).toBe(500)
    expect(answer.text).not.toMatch(/SELECT|\/var|at /)
    expect(world.observed.some(({ name, level }) => name === 'request.failed' && level === 'error')).toBe(true)
  })
})
