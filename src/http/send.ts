/**
 * Writes a response value to a Node response, piece by piece and no faster than the client takes it. A client that stops taking is cut
 * off after a while; one that waits for us is not (HS-1).
 */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { assertNever } from '../base/assert-never.ts'
import { lengthOf } from './finish.ts'
import type { HttpBody, HttpResponse } from './message.ts'

interface SendOptions {
  /** Milliseconds without progress after which the connection is cut. */
  readonly idleMs: number
  /** The connection ends with this answer: the server is closing, or the request's body was not read to its end. */
  readonly lastOne: boolean
}

/** Bytes of an unread body that are still taken in, so that the client gets to read its answer instead of a reset connection. */
const maxDiscarded = 4_194_304

/** Resolves when everything has been handed to the client, or it is gone. */
export async function send(
  response: HttpResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { idleMs, lastOne }: SendOptions,
): Promise<void> {
  if (outgoing.destroyed) return
  outgoing.writeHead(response.status, headersOf(response, lastOne))
  const whole = wholeBody(response.body)
  if (whole !== undefined && incoming.complete) {
    outgoing.socket?.setTimeout(idleMs)
    outgoing.end(whole)
    return
  }
  outgoing.flushHeaders()
  await writeBody(response.body, outgoing, idleMs)
  if (outgoing.destroyed) return
  outgoing.socket?.setTimeout(idleMs)
  if (!incoming.complete) await discard(incoming)
  outgoing.end()
}

/** A body that is in memory: head and body then leave in one piece. */
function wholeBody(body: HttpBody): string | Uint8Array | undefined {
  if (body.kind === 'text') return body.text
  if (body.kind === 'bytes') return body.bytes
  return body.kind === 'empty' ? '' : undefined
}

function headersOf(response: HttpResponse, lastOne: boolean): Record<string, string | string[]> {
  const length = lengthOf(response.body)
  const headers = Object.entries(response.headers).map(([name, value]): [string, string | string[]] => [
    name,
    typeof value === 'string' ? value : [...value],
  ])
  return {
    ...(length === undefined ? {} : { 'content-length': String(length) }),
    ...Object.fromEntries(headers),
    ...(lastOne ? { connection: 'close' } : {}),
  }
}

async function writeBody(body: HttpBody, outgoing: ServerResponse, idleMs: number): Promise<void> {
  switch (body.kind) {
    case 'empty':
      return
    case 'text':
      return write(body.text, outgoing, idleMs)
    case 'bytes':
      return write(body.bytes, outgoing, idleMs)
    case 'file':
      if (body.start === body.end) return
      return writeAll(createReadStream(body.path, { start: body.start, end: body.end - 1 }), outgoing, idleMs)
    case 'stream':
      return writeAll(body.stream, outgoing, idleMs)
    default:
      assertNever(body)
  }
}

/** Leaving the loop early ends the source, whatever it is. */
async function writeAll(chunks: AsyncIterable<Uint8Array>, outgoing: ServerResponse, idleMs: number): Promise<void> {
  for await (const chunk of chunks) {
    if (outgoing.destroyed) return
    await write(chunk, outgoing, idleMs)
  }
}

async function write(chunk: string | Uint8Array, outgoing: ServerResponse, idleMs: number): Promise<void> {
  if (outgoing.write(chunk) || outgoing.destroyed) return
  outgoing.socket?.setTimeout(idleMs)
  const settled = new AbortController()
  const { signal } = settled
  await Promise.race([once(outgoing, 'drain', { signal }), once(outgoing, 'close', { signal })].map(ignoreAbort))
  settled.abort()
  outgoing.socket?.setTimeout(0)
}

function ignoreAbort(event: Promise<unknown>): Promise<unknown> {
  return event.catch(() => undefined)
}

async function discard(incoming: IncomingMessage): Promise<void> {
  let discarded = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    discarded += chunk.length
    if (discarded > maxDiscarded) return
  }
}
