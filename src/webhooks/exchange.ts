/**
 * One POST over an open socket. Always settles, whatever the receiver does; follows nothing, decodes nothing, keeps nothing of the body,
 * and reads at most 16 KiB of it, after at most 16 interim answers (WH-39 to WH-43).
 */
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import type { Socket } from 'node:net'
import type { VettedUrl } from '../security/egress-guard.ts'
import type { SendOutcome } from './delivery.ts'

export interface Post {
  readonly url: VettedUrl
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const responseLimit = 16_384
const interimLimit = { answers: 16, bytes: 32_768 }

/** Sends and waits for the answer until the signal aborts; the socket is destroyed at the end. */
export function exchange(socket: Socket, post: Post, signal: AbortSignal): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const request = requestHttp({ ...requestOptions(post), createConnection: () => socket })
    let answer: SendOutcome | undefined
    const settle = (otherwise: SendOutcome) => {
      signal.removeEventListener('abort', expire)
      request.destroy()
      socket.destroy()
      // Once there is a status it decides, whatever becomes of the body (WH-40).
      resolve(answer ?? otherwise)
    }
    const expire = () => settle({ kind: 'broken', code: 'timeout' })
    onInterimFlood(request, socket, () => settle({ kind: 'broken', code: 'protocol_error' }))
    request.on('response', (response) => {
      answer = toOutcome(response)
      readAway(response, () => settle(reset))
    })
    // 101 hands the socket over; without this listener only `close` would tell.
    request.on('upgrade', (response) => settle(toOutcome(response)))
    request.on('error', (error) => settle({ kind: 'broken', code: errorCode(error) }))
    request.on('close', () => settle(reset))
    signal.addEventListener('abort', expire)
    if (signal.aborted) expire()
    else request.end(post.body)
  })
}

const reset: SendOutcome = { kind: 'broken', code: 'reset' }

function requestOptions(post: Post): RequestOptions {
  return {
    method: 'POST',
    path: post.url.target,
    headers: post.headers,
    setHost: false,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
  }
}

/** Interim answers (1xx) cost us work each, and Node reads on for as long as they come. */
function onInterimFlood(request: ClientRequest, socket: Socket, give: () => void): void {
  const readBefore = socket.bytesRead
  let answers = 0
  request.on('information', () => {
    answers += 1
    if (answers > interimLimit.answers || socket.bytesRead - readBefore > interimLimit.bytes) give()
  })
}

/** Out of politeness the body is read to its end, the limit or the deadline, and dropped. */
function readAway(response: IncomingMessage, finish: () => void): void {
  let received = 0
  response.on('data', (chunk: Uint8Array) => {
    received += chunk.length
    if (received > responseLimit) finish()
  })
  response.on('end', finish)
  response.on('error', finish)
  response.on('close', finish)
}

function toOutcome(response: IncomingMessage): SendOutcome {
  const status = response.statusCode ?? 0
  if (status < 100 || status > 599) return { kind: 'broken', code: 'protocol_error' }
  const { 'retry-after': retryAfter, 'webhook-delivery': control } = response.headers
  return {
    kind: 'answered',
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(typeof control === 'string' ? { control } : {}),
  }
}

/** llhttp's codes start with HPE_; everything else that befalls an open socket is a reset to us. */
function errorCode(error: Error): 'protocol_error' | 'reset' {
  return 'code' in error && String(error.code).startsWith('HPE_') ? 'protocol_error' : 'reset'
}
