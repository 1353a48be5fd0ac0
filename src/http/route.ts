/** A route as data: what `api/` exports tables of and `app.ts` mounts on the pipeline. */

import type { RequestId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'
import type { Method, Parameter, ParameterLocation, RequestBody, SecurityAlternative } from '../contract/operation.ts'
import type { Principal } from '../security/principal.ts'
import type { HttpRequest, HttpResponse } from './message.ts'

export interface Route {
  /** Unique; an operation's id, or 'coatcheck.status' and the like for the framework's own. */
  readonly id: string
  readonly method: Method
  /** Template from the listener's root, server path included: '/v1/jobs/{jobId}'. */
  readonly path: string
  /** Alternatives of schemes and scopes; empty: no credential is looked at. */
  readonly security: readonly SecurityAlternative[]
  readonly parameters: readonly Parameter[]
  /** Absent: a body is ignored. */
  readonly body?: RequestBody
  /** Precompiled check of the parameters and, for a JSON body, of the body. */
  readonly validate?: (request: ValidationInput) => Verdict
  /** Absent: the operation has no handler yet, and is answered with 501. */
  readonly handle?: (call: RouteCall) => Promise<HttpResponse>
}

/** What a check came to. `truncated`: there may be more violations than these (R-INI-7). */
export interface Verdict {
  readonly violations: readonly RequestViolation[]
  readonly truncated: boolean
}

/** One thing wrong with a request: a place in its body, or a parameter. */
export type RequestViolation =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly in: ParameterLocation; readonly detail: string }

export interface ValidationInput {
  readonly parameters: ParameterValues
  /** Undefined for a streamed or absent body. */
  readonly body: { readonly value: JsonValue; readonly contentIndex: number } | undefined
}

/** Deserialised and, where the schema says so, coerced. */
export interface ParameterValues {
  readonly path: { readonly [name: string]: JsonValue }
  readonly query: { readonly [name: string]: JsonValue }
  readonly header: { readonly [name: string]: JsonValue }
  readonly cookie: { readonly [name: string]: JsonValue }
}

/** A request that has passed routing, authentication, scopes and validation. */
export interface RouteCall {
  readonly request: HttpRequest
  readonly requestId: RequestId
  readonly principal: Principal
  readonly parameters: ParameterValues
  readonly body: ReceivedBody
}

export type ReceivedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: JsonValue; readonly mediaType: string }
  /** Not read yet; the route streams it where it belongs. */
  | {
      readonly kind: 'stream'
      readonly content: AsyncIterable<Uint8Array>
      readonly mediaType: string
      readonly maxBytes: number
    }
