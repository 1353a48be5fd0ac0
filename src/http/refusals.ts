/** The answers of the pipeline's own steps: which problem each refusal is, with the headers that belong to it, and what the log hears. */
import { assertNever } from '../base/assert-never.ts'
import type { Runtime } from '../base/runtime.ts'
import type { ProblemCode } from '../contract/problem-catalog.ts'
import type { Verifiers } from '../security/verifiers.ts'
import type { Access } from './authenticate.ts'
import { challenges, scopeChallenge } from './challenge.ts'
import { type Exchange, routeOf } from './exchange.ts'
import type { HttpResponse } from './message.ts'
import { type ProblemOptions, problem } from './problems.ts'
import type { BodyRefusal } from './read-body.ts'
import type { Verdict } from './route.ts'

export interface Refusals {
  /** 404, 405, or 400 for a path that is none. */
  unrouted(exchange: Exchange): HttpResponse
  /** 401, 403, or 400 for a credential sent twice. */
  unadmitted(exchange: Exchange): HttpResponse
  misplacedCredential(exchange: Exchange): HttpResponse
  body(exchange: Exchange, refusal: UnreadBody): HttpResponse
  invalid(exchange: Exchange, verdict: Verdict | undefined): HttpResponse
  notImplemented(exchange: Exchange): HttpResponse
}

/** A missing body is one violation among others. */
type UnreadBody = Exclude<BodyRefusal, { kind: 'missing' }>

type Details = Omit<ProblemOptions, 'base' | 'requestId'>

/** Refusals for one service. */
export function createRefusals(options: {
  readonly base: string
  readonly verifiers: Verifiers
  readonly runtime: Runtime
}): Refusals {
  const { base, verifiers, runtime } = options
  const refuse = (code: ProblemCode, { requestId }: Exchange, details: Details = {}) =>
    problem(code, { base, requestId, ...details })
  const observe = (name: string, { requestId, request }: Exchange, reason: string) =>
    runtime.observe({ name, level: 'info', facts: { requestId, reason, address: request.remoteAddress } })
  return {
    unrouted: (exchange) => unrouted(exchange, refuse),
    unadmitted: (exchange) => {
      const access = exchange.decided
      if (access?.kind === 'unauthorized') observe('access.refused', exchange, access.reason)
      return unadmitted(exchange, access, verifiers, refuse)
    },
    misplacedCredential: (exchange) => {
      observe('access.refused', exchange, 'a credential in the query string')
      return refuse('bad-request', exchange, {
        detail: 'A credential must not stand in the URL. Revoke it: it is in logs.',
      })
    },
    body: (exchange, refusal) => bodyRefused(exchange, refusal, refuse),
    invalid: (exchange, verdict) =>
      refuse('invalid-request', exchange, {
        errors: verdict?.violations ?? [],
        truncated: verdict?.truncated ?? false,
      }),
    notImplemented: (exchange) => refuse('not-implemented', exchange),
  }
}

type Refuse = (code: ProblemCode, exchange: Exchange, details?: Details) => HttpResponse

function unrouted(exchange: Exchange, refuse: Refuse): HttpResponse {
  switch (exchange.match?.kind) {
    case 'method-not-allowed':
      return refuse('method-not-allowed', exchange, { headers: { allow: exchange.match.allow.join(', ') } })
    case 'malformed':
      return refuse('bad-request', exchange, { detail: 'The request target is not a path.' })
    default:
      return refuse('not-found', exchange)
  }
}

function unadmitted(
  exchange: Exchange,
  access: Access | undefined,
  verifiers: Verifiers,
  refuse: Refuse,
): HttpResponse {
  if (access?.kind === 'ambiguous') {
    return refuse('bad-request', exchange, { detail: `The request has ${access.what} more than once.` })
  }
  if (access?.kind === 'forbidden') {
    const challenge = scopeChallenge(access.scheme, access.needed, verifiers)
    const detail = `Needed: ${access.needed.join(', ')}.`
    return refuse('forbidden', exchange, { detail, headers: { 'www-authenticate': challenge } })
  }
  const presented = access?.kind === 'unauthorized' ? access.presented : []
  const challenge = challenges(routeOf(exchange)?.security ?? [], verifiers, presented)
  return refuse('unauthorized', exchange, { headers: { 'www-authenticate': challenge } })
}

function bodyRefused(exchange: Exchange, refusal: UnreadBody, refuse: Refuse): HttpResponse {
  switch (refusal.kind) {
    case 'unsupported':
      return refuse('unsupported-media-type', exchange, {
        detail: refusal.detail,
        headers: { accept: refusal.accept.join(', ') },
      })
    case 'encoded':
      return refuse('unsupported-media-type', exchange, {
        detail: 'A body with a Content-Encoding, or with another Transfer-Encoding than chunked, is not taken.',
        headers: { accept: refusal.accept.join(', '), 'accept-encoding': 'identity' },
      })
    case 'too-large':
      return refuse('content-too-large', exchange, { detail: `At most ${refusal.maxBytes} bytes are taken here.` })
    case 'malformed':
      return refuse('malformed-body', exchange, { errors: [refusal.violation] })
    default:
      return assertNever(refusal)
  }
}
