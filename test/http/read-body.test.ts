import { beforeAll, describe, expect, it } from 'vitest'
import type { RequestBody } from '../../src/contract/operation.ts'
import { jsonResponse } from '../../src/http/respond.ts'
import { type CallOptions, call } from '../../src/testing/call.ts'
import { echo, pipelineOf, type World } from './world.ts'

const takesJson: RequestBody = {
  required: true,
  maxBytes: 100,
  content: [{ mediaType: 'application/json', kind: 'json' }],
}
const takesFiles: RequestBody = {
  required: true,
  maxBytes: 100,
  content: [
    { mediaType: 'text/csv', kind: 'stream' },
    { mediaType: 'image/*', kind: 'stream' },
  ],
}

let world: World

beforeAll(async () => {
  world = await pipelineOf([
    echo({ path: '/json', body: takesJson }),
    echo({ id: 'optional', path: '/optional', body: { ...takesJson, required: false } }),
    echo({ id: 'none', path: '/none' }),
    echo({
      id: 'file',
      path: '/file',
      body: takesFiles,
      handle: async ({ body }) => jsonResponse(200, body.kind === 'stream' ? body.mediaType : body.kind),
    }),
  ])
})

const post = (path: string, options: CallOptions) => call(world.handle, 'POST', path, options)
const typed = (type: string, body = '{"a":1}') => ({ body, headers: { 'content-type': type } })

describe('the media type of a body (IN-5)', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json;',
    'application/json; charset=UTF-8',
    ' application/json',
  ])('"%s" is JSON', async (type) => {
    expect((await post('/json', typed(type))).json()).toMatchObject({ body: { a: 1 } })
  })

  it.each([
    'application/json\ta',
    'application/json garbage',
    'application/json, text/plain',
    'application/jsonx',
    'application/problem+json',
    'text/plain',
    'json',
    '',
    'application/json; charset=latin1',
    'application/*',
  ])('"%s" is not, and is refused rather than passed over', async (type) => {
    const answer = await post('/json', typed(type))
    expect(answer.status).toBe(415)
    expect(answer.headers.accept).toBe('application/json')
    expect(answer.json()).toMatchObject({ code: 'unsupported-media-type' })
  })

  it('a body without one, or with two, is 415', async () => {
    expect((await post('/json', { body: '{}' })).status).toBe(415)
    const twice = { 'content-type': ['application/json', 'text/plain'] }
    expect((await post('/json', { body: '{}', headers: twice })).status).toBe(415)
  })

  it.each(['gzip', 'br', 'identity, gzip', 'x'])('Content-Encoding %s is 415 (IN-6)', async (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
    const answer = await post('/json', { body: '{}', headers })
    expect([answer.status, answer.headers['accept-encoding']]).toEqual([415, 'identity'])
    expect(answer.headers.accept).toBe('application/json')
  })

  it.each(['gzip, chunked', 'Chunked, chunked', 'x'])(
    'Transfer-Encoding %s is 415, as nothing takes it off (IN-6)',
    async (encoding) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': encoding }
      const answer = await post('/json', { body: '{}', headers })
      expect([answer.status, answer.headers['accept-encoding']]).toEqual([415, 'identity'])
    },
  )

  it('Transfer-Encoding chunked is plain', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': ' Chunked' }
    expect((await post('/json', { body: '{}', headers })).status).toBe(200)
  })

  it('Content-Encoding identity changes nothing', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' }
    expect((await post('/json', { body: '{}', headers })).status).toBe(200)
  })

  it('a declared range takes what falls into it, parameters kept', async () => {
    expect((await post('/file', typed('image/PNG'))).json()).toBe('image/png')
    expect((await post('/file', typed('text/csv; charset=latin1'))).json()).toBe('text/csv; charset=latin1')
    expect((await post('/file', typed('image'))).status).toBe(415)
    expect((await post('/file', typed('imagex/png'))).status).toBe(415)
  })
})

describe('a JSON body', () => {
  it.each([
    ['is cut off', '{"a":', /end/],
    ['repeats a name', '{"a":1,"a":2}', /repeats the name "a"/],
    ['names __proto__ (IN-3)', '{"__proto__":{"x":1}}', /__proto__/],
    ['is nested too deep (IN-2)', '['.repeat(65), /64 levels/],
    ['has half a surrogate pair', '"\\ud800"', /surrogate/],
    ['has a number beyond every double', '{"a":1e400}', /too large \(line 1, column 6\)/],
    ['is empty', ' ', /end/],
  ])('that %s is 400 with one error (IN-6)', async (_why, body, detail) => {
    const answer = await post('/json', typed('application/json', body.padEnd(1)))
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json'])
    expect(answer.json()).toMatchObject({
      code: 'malformed-body',
      errors: [{ pointer: '', detail: expect.stringMatching(detail) }],
    })
  })

  it('that is not UTF-8 is 400 (IN-6)', async () => {
    const headers = { 'content-type': 'application/json' }
    expect((await post('/json', { body: Uint8Array.of(0x22, 0xff, 0x22), headers })).status).toBe(400)
  })

  it('names like constructor are ordinary (IN-3)', async () => {
    expect((await post('/json', typed('application/json', '{"constructor":1,"toString":2}'))).status).toBe(200)
  })

  it('may have exactly the limit, and not a byte more', async () => {
    const fits = JSON.stringify('x'.repeat(98))
    expect((await post('/json', typed('application/json', fits))).status).toBe(200)
    expect((await post('/json', typed('application/json', `${fits} `))).status).toBe(413)
  })

  it('over the limit is refused by its declared length, before a byte is read', async () => {
    let reads = 0
    const stream = (async function* () {
      reads += 1
      yield Buffer.from('{}')
    })()
    const answer = await post('/json', {
      stream,
      headers: { 'content-type': 'application/json', 'content-length': '101' },
    })
    expect([answer.status, reads]).toEqual([413, 0])
  })

  it('without a length is counted as it comes', async () => {
    let pieces = 0
    const endless = (async function* () {
      for (; ; pieces += 1) yield Buffer.from('[[[[[[[[[[')
    })()
    const answer = await post('/json', { stream: endless, headers: { 'content-type': 'application/json' } })
    expect(pieces).toBe(10)
    expect(answer.status).toBe(413)
    expect(answer.json()).toMatchObject({ code: 'content-too-large', detail: expect.stringContaining('100 bytes') })
  })
})

describe('a missing body', () => {
  it('is a violation where one is required', async () => {
    for (const headers of [{}, { 'content-length': '0', 'content-type': 'application/json' }]) {
      const answer = await post('/json', { headers })
      expect(answer.status).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '', detail: 'is required' }] })
    }
  })

  it('is fine where it is optional, and one that nobody asked for is ignored', async () => {
    expect((await post('/optional', {})).json()).toMatchObject({ body: 'none' })
    expect((await post('/none', typed('text/anything'))).json()).toMatchObject({ body: 'none' })
  })
})
