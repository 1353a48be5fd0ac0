/** Where each security scheme's credential stands in a request. It reads headers alone, never the query string (AU-5), and judges nothing. */
import type { SecurityScheme } from '../contract/operation.ts'
import type { HttpRequest } from './message.ts'

type Presented =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly credential: string }
  /** The same scheme more than once: which one counts would be a guess (AU-4). */
  | { readonly kind: 'repeated'; readonly what: string }

const absent: Presented = { kind: 'absent' }

/** What the request presents for a scheme. */
export function presentedFor(scheme: SecurityScheme, request: HttpRequest): Presented {
  switch (scheme.type) {
    case 'apiKey':
      return scheme.in === 'cookie' ? fromCookie(scheme.name, request) : fromHeader(scheme.name, request)
    case 'http':
      return fromAuthorization(scheme.scheme, request)
    case 'oauth2':
    case 'openIdConnect':
      return fromAuthorization('bearer', request)
    case 'mutualTLS':
      return absent
  }
}

/** The header a scheme's credential comes in, for `Vary`; undefined for one that is no header. */
export function credentialHeader(scheme: SecurityScheme): string | undefined {
  if (scheme.type === 'mutualTLS') return undefined
  if (scheme.type !== 'apiKey') return 'Authorization'
  return scheme.in === 'cookie' ? 'Cookie' : scheme.name
}

/** Counted in the raw headers: Node joins repeats of a header it does not know with a comma. */
function fromHeader(name: string, request: HttpRequest): Presented {
  return single(valuesOf(name, request), `the header ${name}`)
}

function fromCookie(name: string, request: HttpRequest): Presented {
  const pairs = valuesOf('cookie', request).flatMap((header) => header.split(';'))
  const found = pairs.map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${name}=`))
  return single(
    found.map((pair) => pair.slice(name.length + 1)),
    `the cookie ${name}`,
  )
}

function fromAuthorization(scheme: string, request: HttpRequest): Presented {
  const presented = single(valuesOf('authorization', request), 'the header Authorization')
  if (presented.kind !== 'present') return presented
  const [, name = '', credential = ''] = /^(\S+)(?: +(.*))?$/.exec(presented.credential) ?? []
  return name.toLowerCase() === scheme.toLowerCase() ? { kind: 'present', credential } : absent
}

function valuesOf(name: string, request: HttpRequest): readonly string[] {
  const wanted = name.toLowerCase()
  return request.rawHeaders.filter(([sent]) => sent.toLowerCase() === wanted).map(([, value]) => value)
}

function single(values: readonly string[], what: string): Presented {
  const [credential] = values
  if (credential === undefined) return absent
  return values.length === 1 ? { kind: 'present', credential } : { kind: 'repeated', what }
}
