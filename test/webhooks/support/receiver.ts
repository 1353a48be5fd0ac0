/** Receivers on real sockets: one that answers as told, one that writes raw bytes, and the egress that reaches them. */
import { createServer as createHttpServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { systemSleep } from '../../../src/base/sleep.ts'
import { systemResolveName } from '../../../src/security/system-network.ts'
import type { Egress } from '../../../src/webhooks/sender.ts'

export interface Received {
  readonly method: string
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Receiver {
  readonly url: string
  readonly port: number
  readonly received: readonly Received[]
  /** Resolves with the requests so far once there are that many. */
  until(count: number): Promise<readonly Received[]>
  close(): Promise<void>
}

type Answer = (response: ServerResponse, request: Received, index: number) => void

/** An HTTP receiver. `answer` is called once the whole body is there. */
export async function receive(answer: Answer): Promise<Receiver> {
  const received: Received[] = []
  const waiting: { readonly count: number; readonly wake: () => void }[] = []
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: target = '', headers } = request
      const one = { method, target, headers, body: Buffer.concat(chunks) }
      received.push(one)
      answer(response, one, received.length - 1)
      for (const { count, wake } of waiting) if (received.length >= count) wake()
    })
  })
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}/hook?x=1`,
    port,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const wake = () => resolve(received)
        if (received.length >= count) wake()
        else waiting.push({ count, wake })
      }),
    close: () => closing(server),
  }
}

/** A TCP server that treats the socket as told, as soon as the first bytes of a request are there. */
export async function receiveRaw(
  act: (socket: Socket) => void,
  moment: 'connection' | 'data' = 'data',
): Promise<{ readonly url: string; readonly connections: () => number; close(): Promise<void> }> {
  let connections = 0
  const open = new Set<Socket>()
  const server = createTcpServer((socket) => {
    connections += 1
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    if (moment === 'connection') act(socket)
    else socket.once('data', () => act(socket))
  })
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}/hook`,
    connections: () => connections,
    close: async () => {
      for (const socket of open) socket.destroy()
      await closing(server)
    },
  }
}

/** Loopback allowed, real timers; a test that wants a deadline hands in its own sleep. */
export function loopbackEgress(changes: Partial<Egress> = {}): Egress {
  return {
    policy: { allowLoopback: true, ports: [443, 8443], ownAddresses: () => [] },
    resolveName: systemResolveName,
    sleep: systemSleep,
    timeoutMs: 15_000,
    ...changes,
  }
}

async function listening(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function closing(server: Server | TcpServer): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
