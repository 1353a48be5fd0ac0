/** Calls a handle as a client would, without a socket: a request in few words, and an answer that has been read to its end. */
import { readFile } from 'node:fs/promises'
import type { JsonValue } from '../base/json.ts'
import type { Handle, HttpBody, HttpRequest } from '../http/message.ts'

/** What a call sends beside its method and target. */
export interface CallOptions {
  /** An array is sent as repeated fields. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as it is, with its length. */
  readonly body?: string | Uint8Array
  /** Sent as JSON. */
  readonly json?: JsonValue
  /** Sent in pieces, without a length. */
  readonly stream?: AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
}

/** What a call comes back with, read to its end. */
export interface Answer {
  readonly status: number
  /** Lower-case names; repeated fields joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  readonly text: string
  /** The body parsed; an error when it is not JSON. */
  json(): JsonValue
}

/**
 * Calls a handle.
 *
 * @example const answer = await call(app.handle, 'POST', '/v1/reports', { json: { … }, headers: { 'x-api-key': key } })
 */
export async function call(handle: Handle, method: string, target: string, options: CallOptions = {}): Promise<Answer> {
  const response = await handle(toRequest(method, target, options))
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return toAnswer(response.status, Object.fromEntries(headers), await read(response.body))
}

/** An answer from its parts; other transports use it too. */
export function toAnswer(status: number, headers: Readonly<Record<string, string>>, bytes: Uint8Array): Answer {
  const text = new TextDecoder().decode(bytes)
  return { status, headers, bytes, text, json: () => JSON.parse(text) }
}

/** The header fields of a call, in order, with what a client adds by itself. */
export function toFields(options: CallOptions): readonly (readonly [string, string])[] {
  const given = Object.entries(options.headers ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): readonly [string, string] => [name, one]),
  )
  const has = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted)
  const bytes = toBytes(options)
  const added: [string, string][] = []
  if (options.json !== undefined && !has('content-type')) added.push(['content-type', 'application/json'])
  if (bytes !== undefined && !has('content-length')) added.push(['content-length', String(bytes.byteLength)])
  if (options.stream !== undefined) added.push(['transfer-encoding', 'chunked'])
  if (!has('host')) added.push(['host', 'test.invalid'])
  return [...given, ...added]
}

/** The body of a call, when it is in memory. */
export function toBytes({ body, json }: CallOptions): Uint8Array | undefined {
  if (json !== undefined) return Buffer.from(JSON.stringify(json))
  return typeof body === 'string' ? Buffer.from(body) : body
}

function toRequest(method: string, target: string, options: CallOptions): HttpRequest {
  const rawHeaders = toFields(options)
  const bytes = toBytes(options)
  const firstOf = [...rawHeaders].reverse().map(([name, value]) => [name.toLowerCase(), value])
  return {
    method,
    target,
    headers: Object.fromEntries(firstOf),
    rawHeaders,
    body: options.stream ?? one(bytes),
    remoteAddress: '127.0.0.1',
    signal: options.signal ?? new AbortController().signal,
  }
}

async function* one(bytes: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  if (bytes !== undefined) yield bytes
}

async function read(body: HttpBody): Promise<Uint8Array> {
  switch (body.kind) {
    case 'empty':
      return new Uint8Array()
    case 'text':
      return Buffer.from(body.text)
    case 'bytes':
      return body.bytes
    case 'file':
      return (await readFile(body.path)).subarray(body.start, body.end)
    case 'stream':
      return readStream(body.stream)
  }
}

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
