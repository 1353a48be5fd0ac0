/**
 * The body of a request by what its route takes: JSON is read and parsed, anything else is handed on unread. A media type that the route
 * does not take is refused, never passed over (IN-5), and so is a compressed body (IN-6).
 */
import { format, isTypeValid, parse } from 'content-type'
import { ok, type Result, refused } from '../base/result.ts'
import { inMediaRange } from '../contract/media-type.ts'
import type { BodyContent, RequestBody } from '../contract/operation.ts'
import { parseJsonText } from '../schema/json-text.ts'
import type { HttpRequest } from './message.ts'
import type { ReceivedBody, RequestViolation } from './route.ts'

export type BodyRefusal =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unsupported'; readonly detail: string; readonly accept: readonly string[] }
  | { readonly kind: 'encoded'; readonly accept: readonly string[] }
  | { readonly kind: 'too-large'; readonly maxBytes: number }
  | { readonly kind: 'malformed'; readonly violation: RequestViolation }

/** A body, and which entry of `content` it is: the number in its validator's name. */
export interface ReadBody {
  readonly body: ReceivedBody
  readonly contentIndex: number
}

/** Reads a body, or says why not. A declared length over the limit is refused before a byte is read. */
export async function readBody(request: HttpRequest, wanted: RequestBody): Promise<Result<ReadBody, BodyRefusal>> {
  if (!hasBody(request)) {
    return wanted.required ? refused({ kind: 'missing' }) : ok({ body: { kind: 'none' }, contentIndex: -1 })
  }
  if (isEncoded(request)) {
    return refused({ kind: 'encoded', accept: wanted.content.map((content) => content.mediaType) })
  }
  const chosen = chooseContent(request, wanted.content)
  if (!chosen.ok) return refused(chosen.reason)
  const { maxBytes } = wanted
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return refused({ kind: 'too-large', maxBytes })
  return receive(request, chosen.value, maxBytes)
}

function hasBody(request: HttpRequest): boolean {
  const length = request.headers['content-length']
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/** Compressed for the way is compressed too: Node takes off `chunked` alone, and hands on what is below. */
function isEncoded({ headers }: HttpRequest): boolean {
  const content = headers['content-encoding'] ?? 'identity'
  const transfer = headers['transfer-encoding'] ?? 'chunked'
  return content.toLowerCase() !== 'identity' || transfer.trim().toLowerCase() !== 'chunked'
}

interface Chosen {
  readonly content: BodyContent
  readonly contentIndex: number
  /** With its parameters: a multipart body cannot be read without its boundary. */
  readonly mediaType: string
}

function chooseContent(request: HttpRequest, contents: readonly BodyContent[]): Result<Chosen, BodyRefusal> {
  const accept = contents.map((content) => content.mediaType)
  const declared = request.rawHeaders.filter(([name]) => name.toLowerCase() === 'content-type')
  const header = declared[0]?.[1]
  const sent = declared.length === 1 && header !== undefined ? parse(header) : undefined
  if (sent === undefined || !isTypeValid(sent.type)) {
    return refused({ kind: 'unsupported', accept, detail: 'The body needs one Content-Type, with one media type.' })
  }
  const contentIndex = contents.findIndex((content) => inMediaRange(sent.type, content.mediaType))
  const content = contents[contentIndex]
  if (content === undefined || (content.kind === 'json' && !isUtf8(sent.parameters.charset))) {
    return refused({ kind: 'unsupported', accept, detail: `${header} is not taken here.` })
  }
  return ok({ content, contentIndex, mediaType: format(sent) })
}

function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || /^utf-?8$/i.test(charset)
}

async function receive(request: HttpRequest, chosen: Chosen, maxBytes: number): Promise<Result<ReadBody, BodyRefusal>> {
  const { content, contentIndex, mediaType } = chosen
  if (content.kind === 'stream') {
    return ok({ body: { kind: 'stream', content: request.body, mediaType, maxBytes }, contentIndex })
  }
  const bytes = await readAll(request.body, maxBytes)
  if (bytes === undefined) return refused({ kind: 'too-large', maxBytes })
  const parsed = parseJsonText(bytes)
  if (parsed.ok) return ok({ body: { kind: 'json', value: parsed.value, mediaType }, contentIndex })
  const { detail, line, column } = parsed.reason
  const place = line === undefined ? '' : ` (line ${line}, column ${column})`
  return refused({ kind: 'malformed', violation: { pointer: '', detail: `${detail}${place}` } })
}

/** Undefined past the limit, which counts bytes as they come: a chunked body declares no length. */
async function readAll(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}
