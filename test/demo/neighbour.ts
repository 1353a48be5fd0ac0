/** Another service on this machine: a webhook receiver that is out of order at first, and links that are busy, fine or dead. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly answered: number
}

export interface Neighbour {
  readonly origin: string
  /** Webhook requests so far, oldest first. */
  readonly received: readonly Received[]
  /** Resolves when `count` webhook requests have come. */
  receive(count: number): Promise<void>
  close(): Promise<void>
}

/** Refuses the first two webhooks with 500; `/busy` answers 503 with `Retry-After: 2` once, `/fine` 204, the rest 404. */
export async function startNeighbour(): Promise<Neighbour> {
  const received: Received[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  let busy = 1
  const server = createServer(async (request, response) => {
    if (request.url === '/busy' && busy-- > 0) return response.writeHead(503, { 'retry-after': '2' }).end()
    if (request.url === '/busy' || request.url === '/fine') return response.writeHead(204).end()
    if (request.url !== '/hooks') return response.writeHead(404).end()
    const answered = received.length < 2 ? 500 : 204
    received.push({ headers: flat(request), body: await text(request), answered })
    response.writeHead(answered).end()
    for (const waiter of waiting) if (received.length >= waiter.count) waiter.resolve()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    receive: (count) =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function flat(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
