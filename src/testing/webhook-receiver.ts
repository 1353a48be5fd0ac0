/** A receiver of webhooks on this machine's loopback address: answers as its test says, and keeps what came. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instant } from '../base/clock.ts'
import type { JsonValue } from '../base/json.ts'

/** A status, or an answer with header fields, or silence: the sender is left to its timeout. */
export type ReceiverAnswer =
  | number
  | 'never'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }

/** One request of a delivery. */
export interface ReceivedWebhook {
  /** `webhook-id`: the same for every attempt of a delivery. */
  readonly id: string
  /** Such as `createReport.succeeded`. */
  readonly type: string
  /** Id of the job that it is about. */
  readonly job: string
  /** The body, parsed. */
  readonly body: JsonValue
  readonly headers: IncomingHttpHeaders
  /** How often this delivery has come by now: 1, 2, 3 … */
  readonly attempt: number
  /** On the service's clock. */
  readonly at: Instant
  /** Whether the signature is one by the secret of the endpoint, and fresh. */
  readonly verified: boolean
  readonly answer: ReceiverAnswer
}

/** A receiver of webhooks. */
export interface WebhookReceiver {
  /** Where it listens, for a callback URL. */
  readonly url: string
  /** In the order in which it came. */
  readonly received: readonly ReceivedWebhook[]
  /** Ids of the deliveries that it has and does not answer. */
  readonly held: ReadonlySet<string>
  close(): Promise<void>
}

export interface WebhookReceiverOptions {
  /** One for each request, in turn; the last one goes on for ever. */
  readonly answers: readonly ReceiverAnswer[]
  readonly now: () => Instant
  readonly verify: (headers: IncomingHttpHeaders, body: Uint8Array, origin: string) => Promise<boolean>
}

/** Starts to listen. */
export async function createWebhookReceiver(options: WebhookReceiverOptions): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const held = new Set<string>()
  let origin = ''
  const server = createServer(async (request, response) => {
    const bytes = await readAll(request)
    const verified = await options.verify(request.headers, bytes, origin)
    const answer = options.answers[received.length] ?? options.answers.at(-1) ?? 204
    const webhook = toReceived(request.headers, bytes, received)
    received.push({ ...webhook, at: options.now(), verified, answer })
    if (answer === 'never') hold(held, webhook.id, response)
    else reply(response, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}/`,
    received,
    held,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function toReceived(
  headers: IncomingHttpHeaders,
  bytes: Buffer,
  before: readonly ReceivedWebhook[],
): Omit<ReceivedWebhook, 'at' | 'verified' | 'answer'> {
  const id = String(headers['webhook-id'] ?? '')
  const body: { readonly type?: string; readonly data?: { readonly id?: string } } = JSON.parse(bytes.toString())
  return {
    id,
    type: String(body.type),
    job: String(body.data?.id),
    body: body as JsonValue,
    headers,
    attempt: before.filter((earlier) => earlier.id === id).length + 1,
  }
}

function hold(held: Set<string>, id: string, response: ServerResponse): void {
  held.add(id)
  response.once('close', () => held.delete(id))
}

function reply(response: ServerResponse, answer: Exclude<ReceiverAnswer, 'never'>): void {
  const { status, headers = {} } = typeof answer === 'number' ? { status: answer } : answer
  response.writeHead(status, headers).end()
}
