import { readdirSync, readFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Sleep } from '../../src/base/sleep.ts'
import { type Address, checkUrl } from '../../src/security/egress-guard.ts'
import { openSocket } from '../../src/webhooks/connect.ts'
import { type Egress, sendWebhook } from '../../src/webhooks/sender.ts'
import { loopbackEgress, receive, receiveRaw } from './support/receiver.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function kept<Server extends { close(): Promise<void> }>(server: Server): Server {
  closers.push(() => server.close())
  return server
}

const body = new TextEncoder().encode('{"type":"createReport.succeeded"}')
const send = (url: string, egress: Egress = loopbackEgress()) =>
  sendWebhook({ url, headers: { 'webhook-id': 'msg_1' }, body }, egress)

/** A sleep whose end a test decides: `expire` ends every sleep of that length. */
function steeredSleep(): { readonly sleep: Sleep; expire(ms: number): void } {
  const sleepers = new Set<{ readonly ms: number; readonly wake: () => void }>()
  return {
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
    expire: (ms) => {
      for (const sleeper of sleepers) if (sleeper.ms === ms) sleeper.wake()
    },
  }
}

async function turnsOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('a request', () => {
  it('is one plain POST with a fixed length and nothing that was not asked for (WH-41, WH-43)', async () => {
    const receiver = kept(await receive((response) => response.writeHead(204).end()))
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 204 })
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(receiver.received).toEqual([
      {
        method: 'POST',
        target: '/hook?x=1',
        headers: {
          host: `127.0.0.1:${receiver.port}`,
          'user-agent': `coatcheck/${version}`,
          accept: '*/*',
          'accept-encoding': 'identity',
          'content-type': 'application/json',
          'content-length': String(body.length),
          connection: 'close',
          'webhook-id': 'msg_1',
        },
        body: Buffer.from(body),
      },
    ])
  })

  it('ignores the proxy of the environment (WH-43)', async () => {
    const proxy = kept(await receiveRaw(() => {}))
    const before = { ...process.env }
    Object.assign(process.env, { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NODE_USE_ENV_PROXY: '1' })
    try {
      const receiver = kept(await receive((response) => response.writeHead(204).end()))
      expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 204 })
      expect(proxy.connections()).toBe(0)
    } finally {
      process.env = before
    }
  })

  it('opens a connection of its own every time (WH-42)', async () => {
    const ports = new Set<number | undefined>()
    const receiver = kept(
      await receive((response) => {
        ports.add(response.socket?.remotePort)
        response.writeHead(204, { connection: 'keep-alive' }).end()
      }),
    )
    await send(receiver.url)
    await send(receiver.url)
    expect(ports.size).toBe(2)
  })
})

describe('an answer', () => {
  it.each([200, 201, 202, 204, 304, 400, 404, 408, 410, 425, 429, 500, 503, 599])(
    'of %i is reported',
    async (status) => {
      const receiver = kept(await receive((response) => response.writeHead(status).end()))
      expect(await send(receiver.url)).toEqual({ kind: 'answered', status })
    },
  )

  it('hands on the first Retry-After and the wish of the receiver (WH-23)', async () => {
    const raw =
      'HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nRetry-After: 1\r\nWebhook-Delivery: disable\r\nContent-Length: 0\r\n\r\n'
    const receiver = kept(await receiveRaw((socket) => socket.end(raw)))
    const answer = { kind: 'answered', status: 503, retryAfter: '120', control: 'disable' }
    expect(await send(receiver.url)).toEqual(answer)
  })

  it.each([301, 302, 303, 307, 308])('of %i to loopback is not followed (SS-10)', async (status) => {
    const inner = kept(await receive((response) => response.end()))
    const receiver = kept(await receive((response) => response.writeHead(status, { location: inner.url }).end()))
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status })
    expect(inner.received).toHaveLength(0)
  })

  it('of 101 is an answer, though it hands the socket over', async () => {
    const raw = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    const receiver = kept(await receiveRaw((socket) => socket.write(raw)))
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 101 })
  })

  it('after early hints is the final one', async () => {
    const raw = `${'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(16)}HTTP/1.1 204 No Content\r\n\r\n`
    const receiver = kept(await receiveRaw((socket) => socket.end(raw)))
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 204 })
  })

  it('with a body without end is cut off at 16 KiB (WH-40)', async () => {
    let written = 0
    const receiver = kept(
      await receiveRaw((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
        const flood = () => {
          while (!socket.destroyed && socket.write(`400\r\n${'x'.repeat(1_024)}\r\n`)) written += 1_024
        }
        socket.on('drain', flood)
        flood()
      }),
    )
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 200 })
    expect(written).toBeLessThan(64 * 1_024 * 1_024)
  })

  it('whose body breaks off keeps its status (WH-40)', async () => {
    const raw = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart'
    const receiver = kept(await receiveRaw((socket) => socket.write(raw, () => socket.destroy())))
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 200 })
  })

  it('whose body is malformed keeps its status', async () => {
    const raw = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n'
    const receiver = kept(await receiveRaw((socket) => socket.write(raw)))
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 200 })
  })
})

describe('an attempt that breaks', () => {
  it.each([
    ['what is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['a header block over 16 KiB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['a seventeenth interim answer', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(17)],
    [
      'interim answers of one kind or another',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n'.repeat(9),
    ],
    ['more than 32 KiB of interim answers', `HTTP/1.1 103 Early Hints\r\nx: ${'y'.repeat(12_000)}\r\n\r\n`.repeat(3)],
    ['both length and chunking', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a status beyond 599', 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'],
  ])('on %s is a protocol error', async (_title, raw) => {
    const receiver = kept(await receiveRaw((socket) => socket.write(raw)))
    expect(await send(receiver.url)).toEqual({ kind: 'broken', code: 'protocol_error' })
  })

  it('on a socket closed without an answer is a reset (WH-39)', async () => {
    const receiver = kept(await receiveRaw((socket) => socket.end()))
    expect(await send(receiver.url)).toEqual({ kind: 'broken', code: 'reset' })
  })

  it('on a reset is a reset', async () => {
    const receiver = kept(await receiveRaw((socket) => socket.resetAndDestroy()))
    expect(await send(receiver.url)).toEqual({ kind: 'broken', code: 'reset' })
  })

  it('on a port where nobody listens is a failure to connect', async () => {
    const receiver = await receive(() => {})
    await receiver.close()
    expect(await send(receiver.url)).toEqual({ kind: 'broken', code: 'connect' })
  })

  it('on a name that does not exist is a failure of DNS', async () => {
    const egress = loopbackEgress({ resolveName: () => Promise.reject(new Error('ENOTFOUND')) })
    expect(await send('https://gone.example.com/', egress)).toEqual({ kind: 'broken', code: 'dns' })
  })
})

describe('the deadline', () => {
  const slow = [
    ['slow headers', 'HTTP/1.1 200'],
    ['no answer at all', ''],
    ['hints and no answer', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(16)],
  ] as const

  it.each(slow)('ends an attempt with %s (WH-39)', async (_title, raw) => {
    const { sleep, expire } = steeredSleep()
    const receiver = kept(
      await receiveRaw((socket) => {
        socket.write(raw, () => expire(15_000))
        if (raw === '') expire(15_000)
      }),
    )
    expect(await send(receiver.url, loopbackEgress({ sleep }))).toEqual({ kind: 'broken', code: 'timeout' })
  })

  it('ends a body that drips, and the status stands (WH-40)', async () => {
    const { sleep, expire } = steeredSleep()
    const receiver = kept(
      await receiveRaw((socket) => {
        // Written means that it is in the reader's buffer already, on loopback; a few turns later it has been read.
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndrip', async () => {
          await turnsOfTheLoop()
          expire(15_000)
        })
      }),
    )
    expect(await send(receiver.url, loopbackEgress({ sleep }))).toEqual({ kind: 'answered', status: 200 })
  })

  it('covers DNS (WH-39)', async () => {
    const { sleep, expire } = steeredSleep()
    const resolveName = () => {
      setImmediate(() => expire(15_000))
      return new Promise<readonly Address[]>(() => {})
    }
    const egress = loopbackEgress({ sleep, resolveName })
    expect(await send('https://slow.example.com/', egress)).toEqual({ kind: 'broken', code: 'timeout' })
  })

  it('leaves connecting five seconds of it, TLS included (WH-39)', async () => {
    const { sleep, expire } = steeredSleep()
    const receiver = kept(await receiveRaw(() => expire(5_000)))
    const url = receiver.url.replace('http:', 'https:')
    expect(await send(url, loopbackEgress({ sleep }))).toEqual({ kind: 'broken', code: 'timeout' })
  })
})

describe('the guard', () => {
  it('refuses a name that was public and is private now, before anything is sent (SS-11)', async () => {
    const listener = kept(await receiveRaw(() => {}, 'connection'))
    const egress = loopbackEgress({
      policy: { allowLoopback: false, ports: [Number(new URL(listener.url).port)], ownAddresses: () => [] },
      resolveName: async () => [{ address: '127.0.0.1', family: 4 }],
    })
    const url = `https://rebound.example.com:${new URL(listener.url).port}/`
    expect(await send(url, egress)).toEqual({ kind: 'refused', code: 'blocked_address' })
    expect(listener.connections()).toBe(0)
  })

  it.each([
    ['http://example.com/', 'invalid_url'],
    ['https://example.com:22/', 'invalid_url'],
    ['https://10.0.0.1/', 'blocked_address'],
    ['https://db.internal/', 'blocked_address'],
  ])('answers %s with %s at every attempt', async (url, code) => {
    expect(await send(url)).toEqual({ kind: 'refused', code })
  })

  it('connects to the vetted answer and asks DNS no second time (SS-6)', async () => {
    const receiver = kept(await receiveRaw((socket) => socket.destroy()))
    const port = Number(new URL(receiver.url).port)
    let asked = 0
    const egress = loopbackEgress({
      policy: { allowLoopback: true, ports: [port], ownAddresses: () => [] },
      resolveName: async (): Promise<readonly Address[]> => {
        asked += 1
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    expect(await send(`https://pinned.example.com:${port}/`, egress)).toEqual({ kind: 'broken', code: 'tls' })
    expect([asked, receiver.connections()]).toEqual([1, 1])
  })

  it.each(['http', 'https'])('compares the peer of an %s socket before a byte is written (SS-6)', async (scheme) => {
    const bytes: Buffer[] = []
    const closed: Promise<void>[] = []
    const receiver = kept(
      await receiveRaw((socket) => {
        socket.on('data', (chunk) => bytes.push(chunk))
        closed.push(new Promise((resolve) => socket.on('close', () => resolve())))
      }, 'connection'),
    )
    const checked = checkUrl(receiver.url.replace('http:', `${scheme}:`), loopbackEgress().policy)
    if (!checked.ok) throw new Error(checked.reason)
    const target = { addresses: [{ address: '127.0.0.1', family: 4 } as const], admits: () => false }
    const signal = new AbortController().signal
    const connected = await openSocket({ url: checked.value, target, signal })
    expect(connected).toEqual({ kind: 'failed', code: 'blocked_address' })
    await turnsOfTheLoop()
    await Promise.all(closed)
    expect([receiver.connections(), bytes]).toEqual([1, []])
  })
})

describe('TLS', () => {
  const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
  const serveTls = async (options: object = {}) => {
    const server = createHttpsServer(
      { key: fixture('localhost.key.pem'), cert: fixture('localhost.cert.pem'), ...options },
      (request, response) => {
        request.resume()
        response.writeHead(204).end()
      },
    )
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => void server.close(() => resolve())))
    return (server.address() as AddressInfo).port
  }
  const certificateAuthority = fixture('localhost.cert.pem')

  it('delivers to a certificate of a trusted authority (WH-44)', async () => {
    const port = await serveTls()
    const outcome = await send(`https://localhost:${port}/`, loopbackEgress({ certificateAuthority }))
    expect(outcome).toEqual({ kind: 'answered', status: 204 })
  })

  it('refuses a certificate that nobody vouches for (WH-44)', async () => {
    const port = await serveTls()
    expect(await send(`https://localhost:${port}/`)).toEqual({ kind: 'broken', code: 'tls' })
  })

  it('refuses a certificate of another name (WH-44)', async () => {
    const port = await serveTls()
    const outcome = await send(`https://127.0.0.1:${port}/`, loopbackEgress({ certificateAuthority }))
    expect(outcome).toEqual({ kind: 'broken', code: 'tls' })
  })

  it('refuses TLS older than 1.2 (WH-44)', async () => {
    const port = await serveTls({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
    const outcome = await send(`https://localhost:${port}/`, loopbackEgress({ certificateAuthority }))
    expect(outcome).toEqual({ kind: 'broken', code: 'tls' })
  })

  it('names a plain server that was called with https', async () => {
    const receiver = kept(await receiveRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await send(receiver.url.replace('http:', 'https:'))).toEqual({ kind: 'broken', code: 'tls' })
  })
})

it('nothing on the way out can decode a body: no decompression and no fetch is in reach (WH-41)', () => {
  const folder = new URL('../../src/webhooks/', import.meta.url)
  for (const name of readdirSync(folder)) {
    expect(readFileSync(new URL(name, folder), 'utf8')).not.toMatch(/node:zlib|undici|\bfetch\(/)
  }
})
