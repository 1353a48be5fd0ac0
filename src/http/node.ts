/**
 * The socket entry: a `node:http` server in front of one function from request to response. Limits and time-outs of HS-1 live here; what
 * is answered does not. A request that HTTP itself does not allow never reaches the function.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Fault } from '../base/fault.ts'
import { followConnections } from './connections.ts'
import type { Handle, HttpRequest } from './message.ts'
import { protocolProblem, protocolProblemBytes } from './protocol-problem.ts'
import { send } from './send.ts'

/** Where to listen, and how patient to be. */
export interface ListenOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Milliseconds without a byte after which a connection that should be moving is cut (HS-1). */
  readonly idleMs?: number
  /** Milliseconds for a request's headers to arrive. */
  readonly headersMs?: number
  readonly maxConnections?: number
}

/** A server that listens. */
export interface Listener {
  /** 'http://127.0.0.1:8080'. */
  readonly origin: string
  /** Accepts nothing more, ends idle connections, and resolves when the running requests are answered. Closing twice is fine. */
  close(): Promise<void>
}

interface Limits {
  readonly idleMs: number
  readonly headersMs: number
  readonly keepAliveMs: number
  readonly maxConnections: number
  readonly maxHeaderBytes: number
}

/** Keep-alive outlives the 60 seconds that load balancers like to keep a connection. */
const defaults: Limits = {
  idleMs: 30_000,
  headersMs: 10_000,
  keepAliveMs: 65_000,
  maxConnections: 16_384,
  maxHeaderBytes: 16_384,
}

/**
 * Serves `handle` on a port. A port that is taken, or an address that is not ours, is a fault.
 *
 * @example const listener = await listen(app.handle, { host: '127.0.0.1', port: 0 })
 */
export async function listen(handle: Handle, options: ListenOptions): Promise<Listener> {
  const { host, port, ...given } = options
  const limits: Limits = { ...defaults, ...given }
  const server = createLimitedServer(limits)
  const connections = followConnections(server)
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse, expects: Conversation['expects']) => {
    connections.answering(incoming.socket, outgoing)
    void answer(handle, server, { incoming, outgoing, expects, idleMs: limits.idleMs })
  }
  server.on('request', (incoming, outgoing) => serve(incoming, outgoing, 'nothing'))
  server.on('checkContinue', (incoming, outgoing) => serve(incoming, outgoing, 'continue'))
  server.on('checkExpectation', (incoming, outgoing) => serve(incoming, outgoing, 'more'))
  server.on('clientError', (error, socket) => refuseBytes(error, socket, connections.unfinished(socket)))
  await bind(server, host, port)
  return { origin: originOf(server, host), close: connections.close }
}

/** The parser is never lenient; `Host` is checked here, as Node overlooks a second one. The total time of a request is not limited, its silence is. */
function createLimitedServer(limits: Limits): Server {
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(5_000, limits.headersMs),
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
    insecureHTTPParser: false,
    requireHostHeader: false,
    noDelay: true,
  })
  server.maxConnections = limits.maxConnections
  // Beyond a number of headers Node would drop the others in silence; their size is limited already.
  server.maxHeadersCount = 0
  return server
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw bindFault(cause, host, port)
  }
}

function bindFault(cause: unknown, host: string, port: number): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') {
    return new Fault('port-in-use', `Port ${port} is in use. Stop what listens there, or pass --port 0.`, { cause })
  }
  if (code === 'EACCES') {
    return new Fault('port-in-use', `Port ${port} may not be opened by this user. Pass a port above 1023.`, { cause })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Fault('config-invalid', `${host} is not an address of this machine. Pass another --host.`, { cause })
  }
  return cause
}

function originOf(server: Server, host: string): string {
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

interface Conversation {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  /** `continue`: the client holds its body back until it is told to go on. `more`: something that nobody here can meet. */
  readonly expects: 'nothing' | 'continue' | 'more'
  readonly idleMs: number
}

async function answer(handle: Handle, server: Server, conversation: Conversation): Promise<void> {
  const { incoming, outgoing, idleMs } = conversation
  const gone = new AbortController()
  // Whoever was answered is not gone; an exception for that would cost each request 10 us.
  outgoing.on('close', () => gone.abort(outgoing.writableFinished ? 'answered' : undefined))
  // Both end in 'close', which aborts the signal; without a listener either would end the process.
  incoming.on('error', () => {})
  outgoing.on('error', () => {})
  try {
    const refused = refusedStatus(conversation)
    const response =
      refused === undefined ? await handle(toRequest(conversation, gone.signal)) : protocolProblem(refused)
    const lastOne = !server.listening || !incoming.complete || refused !== undefined
    await send(response, incoming, outgoing, { idleMs, lastOne })
  } catch {
    failLast(conversation)
  }
}

/** One `Host`, well formed, unless the client is of HTTP/1.0 and sends none (RFC 9112, 3.2); and no expectation but the usual one. */
function refusedStatus({ incoming, expects }: Conversation): number | undefined {
  const hosts = pairs(incoming.rawHeaders).filter(([name]) => name.toLowerCase() === 'host')
  const mayLackHost = incoming.httpVersion === '1.0'
  if (hosts.length !== 1 && !(hosts.length === 0 && mayLackHost)) return 400
  if (hosts.some(([, value]) => !hostPattern.test(value))) return 400
  return expects === 'more' ? 417 : undefined
}

/** Name or address and port; all of it may be empty (RFC 9110, 7.2). */
const hostPattern = /^(?:\[[\w.:~!$&'()*+,;=-]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/

function toRequest(conversation: Conversation, signal: AbortSignal): HttpRequest {
  const { incoming } = conversation
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '',
    headers: firstValues(incoming),
    rawHeaders: pairs(incoming.rawHeaders),
    body: bodyOf(conversation),
    remoteAddress: incoming.socket.remoteAddress ?? '',
    signal,
  }
}

/** `Object.fromEntries` defines members, so no header name reaches a prototype. */
function firstValues(incoming: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [name, oneValue(name, values ?? [])]),
  )
}

/** A list may come in several fields and still is one list (RFC 9110, 5.3), as cookies are (RFC 6265, 5.4). */
function oneValue(name: string, values: readonly string[]): string {
  if (name === 'cookie') return values.join('; ')
  return lists.has(name) ? values.join(', ') : (values[0] ?? '')
}

/** Those of which a part read for the whole would be a wrong answer. */
const lists: ReadonlySet<string> = new Set([
  'accept',
  'content-encoding',
  'if-none-match',
  'prefer',
  'transfer-encoding',
])

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at] ?? '', flat[at + 1] ?? ''])
  return found
}

/** Reading is what asks a waiting client for its body, so that one without a credential is never asked. */
async function* bodyOf({ incoming, outgoing, expects, idleMs }: Conversation): AsyncGenerator<Uint8Array> {
  if (expects === 'continue') outgoing.writeContinue()
  incoming.socket.setTimeout(idleMs)
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) yield chunk
  } finally {
    incoming.socket.setTimeout(0)
  }
}

/** Something is wrong in what should never fail: the client hears 500 if it heard nothing yet, and the process lives on (HS-4). */
function failLast({ incoming, outgoing, idleMs }: Conversation): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy()
    return
  }
  send(protocolProblem(500), incoming, outgoing, { idleMs, lastOne: true }).catch(() => outgoing.destroy())
}

/**
 * Bytes that are no request: answered in the same words as everything else, then the connection is closed. While earlier requests wait for
 * their answers nothing may be written, or it would read as one of these or as a part of it: they are answered first, as what they asked for
 * is done, and the connection ends with the last of them. Only the request that the bytes belong to may be answered like this.
 */
function refuseBytes(error: Error, socket: Duplex, unfinished: readonly ServerResponse[]): void {
  const lastWhole = unfinished.findLast(({ req }) => req.complete)
  if (!socket.writable || ('code' in error && error.code === 'ECONNRESET')) socket.destroy()
  else if (lastWhole !== undefined) endAfter(lastWhole, socket)
  else if (unfinished.some(({ headersSent }) => headersSent)) socket.destroy()
  else socket.end(protocolProblemBytes(statusOf('code' in error ? String(error.code) : '')))
}

/** More noise may follow. Node itself ends a connection that is not to be kept, unless the head of the answer has left and said otherwise. */
function endAfter(outgoing: ServerResponse, socket: Duplex): void {
  if (!outgoing.shouldKeepAlive) return
  outgoing.shouldKeepAlive = false
  outgoing.once('close', () => socket.destroy())
}

function statusOf(code: string): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 413 : 400
}
