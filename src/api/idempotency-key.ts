/** `Idempotency-Key` as callers write it (R-IDM-5): a structured-field string or a bare token, the same key either way. */
import { ok, type Result, refused } from '../base/result.ts'
import type { HttpRequest } from '../http/message.ts'

/**
 * The key of a request, undefined without one, or refused when it is none.
 *
 * @example readIdempotencyKey(request) // { ok: true, value: 'a1b2' } for both `a1b2` and `"a1b2"`
 */
export function readIdempotencyKey(request: HttpRequest): Result<string | undefined, string> {
  const sent = request.rawHeaders.filter(([name]) => name.toLowerCase() === 'idempotency-key')
  const [first] = sent
  if (first === undefined) return ok(undefined)
  if (sent.length > 1) return refused('The header Idempotency-Key stands more than once.')
  const key = unquote(first[1].trim())
  if (key !== undefined && /^[\x21-\x7e]{1,255}$/.test(key)) return ok(key)
  return refused('It must be 1 to 255 visible ASCII characters, bare or as a quoted string.')
}

/** RFC 9651, 3.3.3: only `\"` and `\\` are escapes. Undefined when a quote stands alone. */
function unquote(text: string): string | undefined {
  if (!text.startsWith('"')) return text.includes('"') ? undefined : text
  const inside = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1]
  return inside?.replaceAll(/\\(["\\])/g, '$1')
}
