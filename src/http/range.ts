/** A single byte range of a file (RFC 9110, section 14). Several ranges, or a form it does not know, are ignored as the RFC allows. */
import type { HttpRequest } from './message.ts'

type RequestedRange =
  /** Send everything. */
  | { readonly kind: 'whole' }
  /** Bytes `start` up to, not including, `end`. */
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' }

/**
 * What part of `size` bytes the request wants. `If-Range` with another ETag (or a date) asks for everything.
 *
 * @example requestedRange(request, 1_000, '"abc"') // { kind: 'part', start: 0, end: 100 } for 'bytes=0-99'
 */
export function requestedRange(request: HttpRequest, size: number, etag: string): RequestedRange {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '')
  if (asked === null || request.method !== 'GET') return { kind: 'whole' }
  const condition = request.headers['if-range']
  if (condition !== undefined && condition !== etag) return { kind: 'whole' }
  return resolveRange(asked[1] ?? '', asked[2] ?? '', size)
}

/** An empty file has no part to name in `Content-Range`, so it is always sent whole. */
function resolveRange(first: string, last: string, size: number): RequestedRange {
  if (size === 0) return { kind: 'whole' }
  if (first === '' && last === '') return { kind: 'whole' }
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { kind: 'whole' }
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return start < end ? { kind: 'part', start, end } : { kind: 'unsatisfiable' }
}
