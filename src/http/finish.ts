/** What every answer gets on its way out, whoever made it: security headers (HS-3), `Vary` under authentication (AU-6), no body for HEAD. */
import type { HttpBody, HttpResponse } from './message.ts'

/**
 * Nothing that is served here may load, run or send anything, not even a file of HTML or SVG that a browser shows in place; pages that need
 * styles bring their own policy.
 */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
} as const
const transportSecurity = 'max-age=31536000'

interface Finishing {
  readonly method: string
  /** Whether the public base is https. */
  readonly secure: boolean
  /** The headers whose credential decided over this answer; none on a public route. */
  readonly vary: readonly string[]
}

/** The answer as it is sent. What it says itself about caching or its policy stands. */
export function finish(response: HttpResponse, { method, secure, vary }: Finishing): HttpResponse {
  const headers = {
    ...securityHeaders,
    ...(secure ? { 'strict-transport-security': transportSecurity } : {}),
    ...(vary.length > 0 ? { 'cache-control': 'no-store' } : {}),
    ...response.headers,
    ...varied(response, vary),
  }
  if (method !== 'HEAD') return { ...response, headers }
  const length = lengthOf(response.body)
  const sized = length === undefined ? headers : { ...headers, 'content-length': String(length) }
  return { status: response.status, headers: sized, body: { kind: 'empty' } }
}

/** What the answer says itself, and the credential's headers. */
function varied({ headers }: HttpResponse, vary: readonly string[]): { readonly vary?: string } {
  const names = [...new Set([...[headers.vary ?? []].flat(), ...vary])]
  return names.length === 0 ? {} : { vary: names.join(', ') }
}

/** Bytes of a body, when they are known beforehand; nothing for an empty one, which has no representation. */
export function lengthOf(body: HttpBody): number | undefined {
  switch (body.kind) {
    case 'text':
      return Buffer.byteLength(body.text)
    case 'bytes':
      return body.bytes.byteLength
    case 'file':
      return body.end - body.start
    case 'empty':
    case 'stream':
      return undefined
  }
}
