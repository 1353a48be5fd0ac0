/** The usual answers as values. Refuses nothing and adds no policy: caching and security headers are the caller's and the pipeline's. */
import type { JsonValue } from '../base/json.ts'
import type { HttpResponse } from './message.ts'

export type ResponseHeaders = HttpResponse['headers']

/**
 * A JSON answer.
 *
 * @example jsonResponse(200, { ok: true }, { 'cache-control': 'no-store' })
 */
export function jsonResponse(status: number, value: JsonValue, headers: ResponseHeaders = {}): HttpResponse {
  return textResponse(status, 'application/json', JSON.stringify(value), headers)
}

/** Any text of a media type; its characters are sent as UTF-8. */
export function textResponse(
  status: number,
  mediaType: string,
  text: string,
  headers: ResponseHeaders = {},
): HttpResponse {
  return { status, headers: { 'content-type': mediaType, ...headers }, body: { kind: 'text', text } }
}

/** An answer without a body: 204, 304, or a redirect that says it all in its headers. */
export function emptyResponse(status: number, headers: ResponseHeaders = {}): HttpResponse {
  return { status, headers, body: { kind: 'empty' } }
}

/** The same answer with more headers; these win. */
export function withHeaders(response: HttpResponse, headers: ResponseHeaders): HttpResponse {
  return { ...response, headers: { ...response.headers, ...headers } }
}
