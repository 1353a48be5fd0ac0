/**
 * Problem answers (RFC 9457): the one place that writes `application/problem+json`, and the one place that decides what a caller hears
 * when something was thrown. It never shows a stack, a statement or a path (R-ERR-1, HS-4).
 */
import { Fault } from '../base/fault.ts'
import type { RequestId } from '../base/ids.ts'
import type { JsonObject } from '../base/json.ts'
import { problemUrl } from '../contract/links.ts'
import { type ProblemCode, problemCatalog } from '../contract/problem-catalog.ts'
import type { HttpResponse } from './message.ts'
import { type ResponseHeaders, textResponse } from './respond.ts'
import type { RequestViolation } from './route.ts'

/** What a caller is told; a job's failure is one as much as a row of the catalogue. */
interface ProblemFacts {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly retriable: boolean
  /** Instead of the page of `code`. */
  readonly type?: string
}

export interface ProblemOptions {
  /** The public base, for `type`. */
  readonly base: string
  readonly requestId: RequestId
  readonly detail?: string | undefined
  readonly errors?: readonly RequestViolation[]
  readonly truncated?: boolean
  /** Further members beside the standard ones. */
  readonly members?: JsonObject
  readonly headers?: ResponseHeaders
  /**
   * For the status document, whose pollers take a top-level `status` for the job's: a 404 or 410 goes without the number and says the
   * same again in `error` (R-STA-15).
   */
  readonly forPoller?: boolean
}

/** Seconds after which repeating a request that met a busy or broken service makes sense. */
const retryAfterSeconds = 2

/**
 * The answer for a code of the catalogue.
 *
 * @example problem('not-found', { base, requestId })
 */
export function problem(code: ProblemCode, options: ProblemOptions): HttpResponse {
  const facts = { code, ...problemCatalog[code] }
  const headers = facts.retryAfter ? { 'retry-after': String(retryAfterSeconds) } : {}
  return problemResponse(facts, { ...options, headers: { ...headers, ...options.headers } })
}

/** The answer for any problem, with its own status. A job's failure is final, so nothing invites to ask again. */
export function problemResponse(facts: ProblemFacts, options: ProblemOptions): HttpResponse {
  return textResponse(facts.status, 'application/problem+json', JSON.stringify(bodyOf(facts, options)), {
    'cache-control': 'no-store',
    ...options.headers,
  })
}

/** What a caller hears when `error` was thrown: 503 when nothing was stored and a repeat can help, otherwise 500. */
export function thrownProblem(error: unknown, options: ProblemOptions): HttpResponse {
  return problem(isUnavailable(error) ? 'unavailable' : 'internal-error', options)
}

/** Whether what was thrown only says "not now"; the store has reported it already. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Fault && unavailableFaults.has(error.code)
}

const unavailableFaults: ReadonlySet<Fault['code']> = new Set([
  'database-busy',
  'database-damaged',
  'database-full',
  'database-unusable',
])

function bodyOf(facts: ProblemFacts, options: ProblemOptions): JsonObject {
  const { detail, errors, truncated = false } = options
  const plain = options.forPoller === true && (facts.status === 404 || facts.status === 410)
  return {
    type: facts.type ?? problemUrl(options.base, facts.code),
    title: facts.title,
    ...(plain ? {} : { status: facts.status }),
    ...(detail === undefined ? {} : { detail }),
    instance: `urn:coatcheck:${options.requestId}`,
    code: facts.code,
    requestId: options.requestId,
    retriable: facts.retriable,
    ...(errors === undefined ? {} : { errors: errors.map((violation) => ({ ...violation })) }),
    ...(truncated ? { truncated } : {}),
    ...(plain ? { error: { code: facts.code, message: detail ?? facts.title } } : {}),
    ...options.members,
  }
}
