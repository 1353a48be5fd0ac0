import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Handle, HttpBody, HttpRequest } from '../../src/http/message.ts'
import { type Listener, type ListenOptions, listen } from '../../src/http/node.ts'
import { jsonResponse, textResponse } from '../../src/http/respond.ts'
import { echo, pipelineOf } from './world.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(handle: Handle, options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen(handle, { host: '127.0.0.1', port: 0, ...options })
  closing.push(listener.close)
  return listener
}

/** Sends bytes as they are and reads until the other side closes. */
function converse(origin: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTo(origin)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
    socket.write(bytes)
  })
}

function connectTo(origin: string): Socket {
  const { hostname, port } = new URL(origin)
  return connect(Number(port), hostname)
}

const nextData = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))

async function drain(body: HttpRequest['body']): Promise<void> {
  for await (const _ of body);
}

const hello: Handle = async () => textResponse(200, 'text/plain', 'hello')

describe('listening', () => {
  it('port 0 takes a free one, and says which', async () => {
    const { origin } = await serve(hello)
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await (await fetch(origin)).text()).toBe('hello')
  })

  it('a port in use is a fault that says what to do', async () => {
    const port = Number(new URL((await serve(hello)).origin).port)
    await expect(listen(hello, { host: '127.0.0.1', port })).rejects.toMatchObject({
      name: 'Fault',
      code: 'port-in-use',
    })
  })

  it('an address of another machine is a fault', async () => {
    await expect(listen(hello, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({ code: 'config-invalid' })
  })
})

describe('what reaches the handle', () => {
  it('is the request as it was sent: target, repeated headers, peer', async () => {
    const seen: HttpRequest[] = []
    const { origin } = await serve(async (incoming) => {
      seen.push(incoming)
      return jsonResponse(200, null)
    })
    await converse(
      origin,
      'GET //a/../%2f?x=%zz HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n',
    )
    expect(seen[0]).toMatchObject({
      method: 'GET',
      target: '//a/../%2f?x=%zz',
      headers: { 'x-a': '1', cookie: 'a=1; b=2' },
      remoteAddress: '127.0.0.1',
    })
    expect(seen[0]?.rawHeaders).toEqual(
      expect.arrayContaining([
        ['X-A', '1'],
        ['x-a', '2'],
      ]),
    )
  })

  it('hears when the client goes away', async () => {
    const gone = Promise.withResolvers<void>()
    const started = Promise.withResolvers<void>()
    const { origin } = await serve(async ({ signal }) => {
      signal.addEventListener('abort', () => gone.resolve())
      started.resolve()
      await gone.promise
      return jsonResponse(200, null)
    })
    const socket = connectTo(origin)
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await started.promise
    socket.destroy()
    await gone.promise
  })

  it('hears it behind an unanswered request, too, and ends what it was about to send', async () => {
    const gone = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const started = Promise.withResolvers<void>()
    const stream = (async function* () {
      try {
        for (;;) yield Buffer.alloc(100_000)
      } finally {
        ended.resolve()
      }
    })()
    const { origin } = await serve(async ({ target, signal }) => {
      if (target === '/first') await new Promise<never>(() => {})
      signal.addEventListener('abort', () => gone.resolve())
      setImmediate(started.resolve)
      return { status: 200, headers: {}, body: { kind: 'stream', stream } }
    })
    const socket = connectTo(origin)
    socket.write('GET /first HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n')
    await started.promise
    socket.destroy()
    await Promise.all([gone.promise, ended.promise])
  })

  it('has every part of a list that came in several fields, and every header however many', async () => {
    const seen: HttpRequest[] = []
    const { origin } = await serve(async (incoming) => {
      seen.push(incoming)
      return jsonResponse(200, null)
    })
    const lists = 'Prefer: respond-async\r\nPrefer: wait=5\r\nContent-Encoding: identity\r\nContent-Encoding: gzip\r\n'
    await converse(origin, `GET / HTTP/1.1\r\nHost: h\r\n${'a:\r\n'.repeat(2_500)}${lists}Connection: close\r\n\r\n`)
    expect(seen[0]?.headers).toMatchObject({ prefer: 'respond-async, wait=5', 'content-encoding': 'identity, gzip' })
  })

  it('a body comes as a stream, whole', async () => {
    const { origin } = await serve(async ({ body }) => {
      let size = 0
      for await (const chunk of body) size += chunk.length
      return jsonResponse(200, size)
    })
    const answer = await fetch(origin, { method: 'POST', body: new Uint8Array(3_000_000) })
    expect(await answer.json()).toBe(3_000_000)
  })
})

describe('what is sent', () => {
  const bodies = async (directory: string): Promise<Record<string, [HttpBody, string]>> => {
    const path = join(directory, 'file')
    await writeFile(path, 'x'.repeat(200_000))
    const stream = (async function* () {
      for (let part = 0; part < 50; part += 1) yield Buffer.alloc(10_000, 'y')
    })()
    return {
      empty: [{ kind: 'empty' }, ''],
      text: [{ kind: 'text', text: 'grüße' }, 'grüße'],
      bytes: [{ kind: 'bytes', bytes: Buffer.from('bytes') }, 'bytes'],
      file: [{ kind: 'file', path, start: 10, end: 150_010 }, 'x'.repeat(150_000)],
      'an empty file': [{ kind: 'file', path, start: 0, end: 0 }, ''],
      stream: [{ kind: 'stream', stream }, 'y'.repeat(500_000)],
    }
  }

  it('every kind of body arrives whole', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'coatcheck-node-'))
    const kinds = await bodies(directory)
    const { origin } = await serve(async ({ target }) => {
      const [body] = kinds[decodeURI(target.slice(1))] ?? [{ kind: 'empty' }]
      return { status: 200, headers: {}, body }
    })
    for (const [name, [, expected]] of Object.entries(kinds)) {
      expect(await (await fetch(`${origin}/${name}`)).text(), name).toBe(expected)
    }
    await rm(directory, { recursive: true })
  })

  it('a client that takes its time slows the source down', async () => {
    let produced = 0
    const stream = (async function* () {
      for (; produced < 1_000; produced += 1) yield Buffer.alloc(100_000)
    })()
    const { origin } = await serve(async () => ({ status: 200, headers: {}, body: { kind: 'stream', stream } }))
    const socket = connectTo(origin)
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await new Promise((resolve) => socket.once('readable', resolve))
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    expect(produced).toBeLessThan(900)
  })

  it('a client that takes nothing is cut off after the idle time, and its source is ended (HS-1)', async () => {
    const ended = Promise.withResolvers<void>()
    const stream = (async function* () {
      try {
        for (;;) yield Buffer.alloc(100_000)
      } finally {
        ended.resolve()
      }
    })()
    const { origin } = await serve(async () => ({ status: 200, headers: {}, body: { kind: 'stream', stream } }), {
      idleMs: 50,
    })
    const socket = connectTo(origin)
    socket.on('error', () => {})
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await ended.promise
    socket.destroy()
  })

  it('a handle that thinks for longer than the idle time is not cut off, a silent sender is (HS-1)', async () => {
    const senderCut = Promise.withResolvers<void>()
    const thinks: Handle = async ({ target, body }) => {
      if (target === '/think') await senderCut.promise
      else await drain(body).catch(() => senderCut.resolve())
      return jsonResponse(200, 'thought')
    }
    const { origin } = await serve(thinks, { idleMs: 30 })
    const answer = fetch(`${origin}/think`)
    await converse(origin, 'POST /silent HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc')
    expect(await (await answer).json()).toBe('thought')
  })

  it('headers that do not come are answered with 408 (HS-1)', async () => {
    const { origin } = await serve(hello, { headersMs: 50 })
    expect(await converse(origin, 'GET / HTTP/1.1\r\nHost: h\r\nX-')).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('keeps a connection for the next request', async () => {
    const { origin } = await serve(hello)
    const socket = connectTo(origin)
    for (let turn = 0; turn < 3; turn += 1) {
      socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
      expect(await nextData(socket)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*hello$/)
    }
    socket.destroy()
  })

  it('an answer before the body was read reaches the client, which may go on sending until the connection ends', async () => {
    const { origin } = await serve(async () => jsonResponse(413, 'too large'))
    const { hostname, port } = new URL(origin)
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const failed = new Promise<Error>((resolve) => socket.once('error', resolve))
    const ended = new Promise<'ended'>((resolve) => socket.once('end', () => resolve('ended')))
    socket.write(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n${'x'.repeat(100_000)}`)
    expect(await nextData(socket)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*too large/i)
    for (let piece = 0; piece < 19; piece += 1) {
      socket.write('x'.repeat(100_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await Promise.race([failed, ended])).toBe('ended')
    socket.destroy()
  })

  it('a handle that rejects is 500 problem+json, and the process lives on (HS-4)', async () => {
    const { origin } = await serve(async ({ target }) => {
      if (target === '/bad') throw new Error('secret path /srv')
      return jsonResponse(200, 'alive')
    })
    const answer = await fetch(`${origin}/bad`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'application/problem+json'])
    expect(await answer.text()).not.toContain('secret')
    expect(await (await fetch(origin)).json()).toBe('alive')
  })

  it('a body that breaks half-way breaks the connection, so that nobody takes it for whole', async () => {
    const stream = (async function* () {
      yield Buffer.from('half')
      throw new Error('disk')
    })()
    const { origin } = await serve(async () => ({
      status: 200,
      headers: { 'content-length': '8' },
      body: { kind: 'stream', stream },
    }))
    await expect(fetch(origin).then((answer) => answer.text())).rejects.toThrow()
  })
})

describe('Expect: 100-continue', () => {
  const ask = (origin: string, headers: Record<string, string>) =>
    new Promise<{ continued: boolean; status: number | undefined }>((resolve, reject) => {
      const outgoing = request(`${origin}/v1/echo`, {
        method: 'POST',
        headers: { expect: '100-continue', 'content-type': 'application/json', 'content-length': '2', ...headers },
      })
      let continued = false
      outgoing.on('continue', () => {
        continued = true
        outgoing.end('{}')
      })
      outgoing.on('response', (incoming) => {
        resolve({ continued, status: incoming.statusCode })
        incoming.resume()
        outgoing.destroy()
      })
      outgoing.on('error', reject)
      outgoing.flushHeaders()
    })

  it('the body is asked for only once the caller is known (R-INI-8)', async () => {
    const body = { required: true, maxBytes: 10, content: [{ mediaType: 'application/json', kind: 'json' }] } as const
    const { handle } = await pipelineOf([echo({ body, security: [{ apiKey: [] }] })])
    const { origin } = await serve(handle)
    expect(await ask(origin, {})).toEqual({ continued: false, status: 401 })
    expect(await ask(origin, { 'x-api-key': 'good-x' })).toEqual({ continued: true, status: 200 })
  })
})

describe('bytes that are no request (HS-2)', () => {
  const body = { required: false, maxBytes: 1_000, content: [{ mediaType: 'application/json', kind: 'json' }] } as const
  const head = 'POST /v1/echo HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n'

  it.each([
    ['a length and chunks', `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['a folded header', `${head}X-A: 1\r\n 2\r\nContent-Length: 2\r\n\r\n{}`],
    ['a bare line feed', `POST /v1/echo HTTP/1.1\nHost: h\r\n\r\n`],
    ['no host', 'POST /v1/echo HTTP/1.1\r\n\r\n'],
    ['two hosts', 'POST /v1/echo HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n'],
    ['two hosts of an old client', 'POST /v1/echo HTTP/1.0\r\nHost: h\r\nHost: g\r\n\r\n'],
    ['a host that is none', 'POST /v1/echo HTTP/1.1\r\nHost: a/b\r\n\r\n'],
    ['a host with a user', 'POST /v1/echo HTTP/1.1\r\nHost: u@h\r\n\r\n'],
    ['white space before the colon', `${head}Content-Length : 2\r\n\r\n{}`],
    ['a wrong chunk size', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['another encoding than chunked', `${head}Transfer-Encoding: gzip\r\n\r\n{}`],
    ['noise', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])],
    ['the whole URL as target', 'POST http://other/v1/echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'],
    ['an asterisk as target', 'OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'],
    ['a bad escape', 'POST /v1/%c0%ae HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'],
  ])('%s is 400, and never echoed', async (_what, bytes) => {
    const { handle } = await pipelineOf([echo({ body })])
    const { origin } = await serve(handle)
    const text = await converse(origin, bytes)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('each is a problem like any other', async () => {
    const { origin } = await serve(hello)
    const text = await converse(origin, 'noise\r\n\r\n')
    expect(text).toContain('content-type: application/problem+json')
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'bad-request' })
  })

  it('headers over 16 KiB are 431', async () => {
    const { origin } = await serve(hello)
    expect(await converse(origin, `GET / HTTP/1.1\r\nHost: h\r\nX-A: ${'x'.repeat(17_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    )
  })

  it.each([
    ['no host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', 400, 'GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n'],
    ['an unknown expectation', 417, 'GET / HTTP/1.1\r\nHost: h\r\nExpect: foo\r\n\r\n'],
    ['noise', 400, 'noise\r\n\r\n'],
    ['headers that do not end', 408, 'GET / HTTP/1.1\r\nHost: h\r\nX-'],
    ['long headers', 431, `GET / HTTP/1.1\r\nHost: h\r\nX-A: ${'x'.repeat(17_000)}\r\n\r\n`],
    ['a handle that rejects', 500, 'GET /bad HTTP/1.1\r\nHost: h\r\n\r\n'],
    ['a header that cannot be sent', 500, 'GET /header HTTP/1.1\r\nHost: h\r\n\r\n'],
  ])('%s is %i, as a problem with the security headers of every answer (HS-3, HS-4)', async (_what, status, bytes) => {
    const { origin } = await serve(
      async ({ target }) => {
        if (target === '/bad') throw new Error('secret')
        return textResponse(200, 'text/plain', 'hello', { 'x-a': 'one\r\ntwo' })
      },
      { headersMs: 50 },
    )
    const text = await converse(origin, bytes)
    const [head = '', body = ''] = text.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const lines = head.toLowerCase().split('\r\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'content-type: application/problem+json',
        'x-content-type-options: nosniff',
        expect.stringMatching(/^content-security-policy: default-src 'none'; sandbox;/),
        'connection: close',
      ]),
    )
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status })
  })

  it('HTTP/1.0 needs no host, and a host may have a port, an address or nothing at all', async () => {
    const { origin } = await serve(hello)
    expect(await converse(origin, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
    for (const host of ['a.example:80', '[::1]:8080', '127.0.0.1', '']) {
      const bytes = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
      expect(await converse(origin, bytes), host).toMatch(/^HTTP\/1\.1 200 /)
    }
  })

  it.each([
    ['in one header', 'Transfer-Encoding: gzip, chunked\r\n'],
    ['in two headers', 'Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n'],
    ['in two headers, chunked first', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip, chunked\r\n'],
  ])('a body compressed for the way, %s, is not taken for a plain one (IN-6)', async (_what, encoding) => {
    const { handle } = await pipelineOf([echo({ body })])
    const { origin } = await serve(handle)
    const text = await converse(origin, `${head}${encoding}Connection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 4(00|15) /)
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('behind a request that waits for its answer nothing is written in its place, and the answer arrives', async () => {
    const go = Promise.withResolvers<void>()
    const { origin } = await serve(async ({ body: sent }) => {
      await drain(sent)
      await go.promise
      return jsonResponse(202, 'accepted')
    })
    const answer = converse(origin, `${head}Content-Length: 2\r\n\r\n{}GARBAGE\r\n\r\n`)
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    go.resolve()
    const text = await answer
    expect(text).toMatch(/^HTTP\/1\.1 202 [\s\S]*connection: close[\s\S]*"accepted"$/i)
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('the answers of all requests before the noise arrive, in their order, however much noise there is', async () => {
    const go = Promise.withResolvers<void>()
    const { origin } = await serve(async ({ target }) => {
      if (target === '/first') await go.promise
      return jsonResponse(200, target)
    })
    const socket = connectTo(origin)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.write('GET /first HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n')
    for (let turn = 0; turn < 20; turn += 1) {
      socket.write('garbage\r\n\r\n')
      await new Promise((resolve) => setImmediate(resolve))
    }
    go.resolve()
    await closed
    expect(text.match(/HTTP\/1\.1 \d+|"\/\w+"/g)).toEqual(['HTTP/1.1 200', '"/first"', 'HTTP/1.1 200', '"/second"'])
  })

  it('a request whose own body is noise does not take the answer of the one before with it', async () => {
    const { origin } = await serve(async ({ target, body: sent }) => {
      await drain(sent)
      return jsonResponse(200, target)
    })
    const broken = `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`
    const text = await converse(origin, `GET /first HTTP/1.1\r\nHost: h\r\n\r\n${broken}`)
    expect(text.match(/HTTP\/1\.1 \d+|"\/\w+"/g)).toEqual(['HTTP/1.1 200', '"/first"'])
  })

  it('behind two requests of which one is being answered nothing is written into that answer', async () => {
    const more = Promise.withResolvers<void>()
    const stream = (async function* () {
      yield Buffer.from('first')
      await more.promise
    })()
    const { origin } = await serve(async ({ target }) => {
      if (target === '/second') return jsonResponse(200, 'second')
      return { status: 200, headers: {}, body: { kind: 'stream', stream } }
    })
    const socket = connectTo(origin)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    socket.write('garbage\r\n\r\n')
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
    more.resolve()
    await new Promise((resolve) => socket.once('close', resolve))
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200'])
    expect(text).toMatch(/"second"$/)
  })

  it('in the middle of an answer nothing is written into it', async () => {
    const more = Promise.withResolvers<void>()
    const stream = (async function* () {
      yield Buffer.from('first')
      await more.promise
      yield Buffer.from('last')
    })()
    const { origin } = await serve(async () => ({ status: 200, headers: {}, body: { kind: 'stream', stream } }))
    const socket = connectTo(origin)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write('garbage\r\n\r\n')
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    more.resolve()
    await closed
    expect(text).toMatch(/first[\s\S]*last\r\n0\r\n\r\n$/)
    expect(text).not.toContain('400')
  })
})

describe('closing', () => {
  it('finishes what runs, refuses what comes, and ends idle connections', async () => {
    const go = Promise.withResolvers<void>()
    const started = Promise.withResolvers<void>()
    const listener = await listen(
      async ({ target }) => {
        if (target === '/slow') {
          started.resolve()
          await go.promise
        }
        return jsonResponse(200, target)
      },
      { host: '127.0.0.1', port: 0 },
    )
    const idle = connectTo(listener.origin)
    idle.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await nextData(idle)
    const idleEnded = new Promise((resolve) => idle.once('close', resolve))
    const running = fetch(`${listener.origin}/slow`)
    await started.promise
    const closed = listener.close()
    await idleEnded
    await expect(fetch(`${listener.origin}/late`)).rejects.toThrow()
    go.resolve()
    const answer = await running
    expect([answer.headers.get('connection'), await answer.json()]).toEqual(['close', '/slow'])
    await closed
    await listener.close()
  })

  it('lets an answer that is on its way arrive to its last byte', async () => {
    const started = Promise.withResolvers<void>()
    const size = 8_000_000
    const { origin, close } = await serve(async () => {
      started.resolve()
      return { status: 200, headers: {}, body: { kind: 'bytes', bytes: Buffer.alloc(size, 'x') } }
    })
    const socket = connectTo(origin)
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await started.promise
    await new Promise((resolve) => setImmediate(resolve))
    const closed = close()
    let received = 0
    socket.on('data', (chunk) => {
      received += chunk.length
    })
    await new Promise((resolve) => socket.once('end', resolve))
    expect(received).toBeGreaterThan(size)
    await closed
  })

  it('ends a connection whose answer began before it', async () => {
    const more = Promise.withResolvers<void>()
    const stream = (async function* () {
      yield Buffer.from('first')
      await more.promise
      yield Buffer.from('last')
    })()
    const { origin, close } = await serve(async () => ({ status: 200, headers: {}, body: { kind: 'stream', stream } }))
    const socket = connectTo(origin)
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await nextData(socket)
    const closed = close()
    more.resolve()
    socket.resume()
    await closed
  })
})
