/** Validators of a representation: strong ETags, and the conditional GET that answers 304 (RFC 9110, sections 8.8 and 13). */
import { createHash } from 'node:crypto'
import type { HttpRequest, HttpResponse } from './message.ts'
import { emptyResponse, withHeaders } from './respond.ts'

/**
 * A strong ETag of the very bytes that are sent, so that it differs wherever they do (R-STA-7).
 *
 * @example etagOf('{"status":"queued"}') // '"…"'
 */
export function etagOf(content: string | Uint8Array): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`
}

/**
 * The answer with its ETag, or 304 with the same headers when the client has it already. Only a 2xx answer to GET or HEAD turns into 304,
 * and only when the client asked with `If-None-Match`.
 */
export function conditional(request: HttpRequest, response: HttpResponse, etag: string): HttpResponse {
  const tagged = withHeaders(response, { etag })
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead || response.status < 200 || response.status > 299) return tagged
  const condition = request.headers['if-none-match']
  if (condition === undefined || !noneMatchHits(condition, etag)) return tagged
  const { 'content-type': _type, 'content-length': _length, ...headers } = tagged.headers
  return emptyResponse(304, headers)
}

/** Weak comparison: `W/` makes no difference here (RFC 9110, 13.1.2). */
function noneMatchHits(condition: string, etag: string): boolean {
  if (condition.trim() === '*') return true
  return [...condition.matchAll(/(?:W\/)?("[^"]*")/g)].some((found) => found[1] === etag)
}
