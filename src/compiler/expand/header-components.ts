/** The headers of published answers, defined once as components. */
import type { JsonObject } from '../../base/json.ts'
import { type Expansion, ownRef } from './plan-expansion.ts'

const text = (description: string, extra: JsonObject = {}): JsonObject => ({
  description,
  schema: { type: 'string', ...extra },
})
const sent = (header: JsonObject): JsonObject => ({ ...header, required: true })

export type HeaderComponent =
  | 'JobLocation'
  | 'OperationLocation'
  | 'RetryAfter'
  | 'RetryAfterWhileUnfinished'
  | 'NoStore'
  | 'PrivateNoCache'
  | 'ETag'
  | 'Vary'
  | 'Link'
  | 'NextLink'
  | 'WwwAuthenticate'
  | 'Accept'
  | 'AcceptRanges'
  | 'Allow'
  | 'ContentRange'
  | 'ContentDisposition'
  | 'PreferenceApplied'
  | 'RateLimit'
  | 'RateLimitPolicy'
  | 'Deprecation'
  | 'DeprecationLink'
  | 'Sunset'

/** Component name -> header. */
export const headerComponents: Readonly<Record<HeaderComponent, JsonObject>> = {
  JobLocation: sent(text('The job. It answers 303 to the result once the job has succeeded.', { format: 'uri' })),
  OperationLocation: sent(
    text('The status document of the same job, which never redirects: the one to poll.', { format: 'uri' }),
  ),
  RetryAfter: sent({
    description: 'Seconds to wait before the next request.',
    schema: { type: 'integer', minimum: 1, maximum: 600 },
  }),
  RetryAfterWhileUnfinished: {
    description: 'Seconds to wait before asking again. Absent once the job has finished.',
    schema: { type: 'integer', minimum: 1, maximum: 600 },
  },
  NoStore: sent(text('Always `no-store`.', { enum: ['no-store'] })),
  PrivateNoCache: sent(text('Always `private, no-cache`: keep it if you like, and ask again with `If-None-Match`.')),
  ETag: sent(text('Changes with every visible change. Send it back in `If-None-Match`.')),
  Vary: sent(text('The request headers that the answer depends on.')),
  Link: text('The links of the body, as RFC 8288 writes them.'),
  NextLink: text('`rel="next"`: the next page. Absent on the last one.'),
  WwwAuthenticate: text('The credentials that are accepted here, and the scopes that are missing.'),
  Accept: text('The media types that this operation takes.'),
  AcceptRanges: text('`bytes` where parts of the result can be asked for.'),
  Allow: sent(text('The methods of this resource.')),
  ContentRange: sent(
    text('Which bytes these are, and of how many; `bytes */` and the size where there are no such bytes.'),
  ),
  ContentDisposition: text('The name of the file, if it has one.'),
  PreferenceApplied: text('The part of `Prefer` that was followed.'),
  RateLimit: text('What is left of each limit: `r` requests, for `t` seconds, as in `"submit";r=50;t=30`.'),
  RateLimitPolicy: text('Each limit: `q` requests in `w` seconds, as in `"submit";q=100;w=60`.'),
  Deprecation: text('Since when the operation is deprecated (RFC 9745).', { pattern: '^@-?[0-9]+$' }),
  DeprecationLink: text('`rel="deprecation"`: the page that says what comes instead.'),
  Sunset: text('From when on the operation starts nothing more (RFC 8594), as an HTTP date.'),
}

/** How much of each limit is left: on what a limit lets through, and on its 429 (R-LIM-1). */
export const limitHeaders: Readonly<Record<string, HeaderComponent>> = {
  RateLimit: 'RateLimit',
  'RateLimit-Policy': 'RateLimitPolicy',
}

/** Header name -> reference to the component that describes it. */
export function headerRefs(expansion: Expansion, headers: Readonly<Record<string, HeaderComponent>>): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, component]) => [name, ownRef(expansion, 'headers', component)]),
  )
}
