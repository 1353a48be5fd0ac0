/** One operation of the spec: how it is called, who may call it, what it takes and what it answers. */
import type { ParameterFormat } from '../base/parameter-format.ts'
import type { AsyncPolicy } from './async-policy.ts'
import type { RateLimitPolicy } from './rate-limit.ts'

export type { ParameterLocation, ParameterShape, ParameterStyle, PrimitiveType } from '../base/parameter-format.ts'

export const methods = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'] as const
export type Method = (typeof methods)[number]

export interface Operation {
  /** The `operationId`. */
  readonly id: string
  readonly method: Method
  /** Template below the server path, as written: '/reports/{reportId}'. */
  readonly path: string
  readonly summary?: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly deprecated: boolean
  /** What `x-deprecated-since` and `x-sunset` announce (R-DEP-1). */
  readonly deprecation?: Deprecation
  /** What `x-rate-limit` allows one principal here; the root's, member by member, where the operation is silent. */
  readonly rateLimit?: RateLimitPolicy
  /** Alternatives (OR); inside one, every scheme is needed (AND). Empty: public, which needs `x-public: true` (SC-2). */
  readonly security: readonly SecurityAlternative[]
  /** Path-item parameters merged in; an operation's own parameter wins. */
  readonly parameters: readonly Parameter[]
  readonly requestBody?: RequestBody
  /** Declared answers, 'default' last. */
  readonly responses: readonly DeclaredResponse[]
  /** Present on an async operation. */
  readonly async?: AsyncPolicy
  /**
   * SHA-256 (hex) of this operation's compiled definition and of every schema it reaches: its contract revision (D17). Prose
   * (summary, description, examples) does not count.
   */
  readonly hash: string
}

/** Days as the spec has them: '2027-03-31', which begins and ends in UTC. */
export interface Deprecation {
  readonly since?: string
  /** From this day on the operation starts nothing; what it has started goes on. */
  readonly sunset?: string
}

/** An operation that makes jobs. */
export interface AsyncOperation extends Operation {
  readonly async: AsyncPolicy
}

/** Whether the operation is one that makes jobs. */
export function isAsync(operation: Operation): operation is AsyncOperation {
  return operation.async !== undefined
}

/** Scheme name -> the scopes needed from it. */
export type SecurityAlternative = Readonly<Record<string, readonly string[]>>

export type SecurityScheme =
  | { readonly type: 'apiKey'; readonly in: 'header' | 'cookie'; readonly name: string; readonly description?: string }
  | { readonly type: 'http'; readonly scheme: string; readonly description?: string }
  | { readonly type: 'mutualTLS' | 'oauth2' | 'openIdConnect'; readonly description?: string }

/** As the text of a request has it; nothing else needs to be known. */
export type Parameter = ParameterFormat

export interface RequestBody {
  readonly required: boolean
  /** Declared media types or ranges ('image/*'), most specific first. */
  readonly content: readonly BodyContent[]
  /** Bodies over this are 413. */
  readonly maxBytes: number
}

export interface BodyContent {
  readonly mediaType: string
  /** `json`: parsed and validated by validator `<operationId>.body.<index>`. `stream`: written to a file, never held in memory. */
  readonly kind: 'json' | 'stream'
}

export interface DeclaredResponse {
  readonly status: number | '1XX' | '2XX' | '3XX' | '4XX' | '5XX' | 'default'
  readonly description: string
  readonly headers: readonly string[]
  readonly content: readonly ResponseContent[]
}

export interface ResponseContent {
  readonly mediaType: string
  /** Whether it is JSON with a schema, checked by validator `<operationId>.response.<status>.<mediaType>`. */
  readonly validated: boolean
}
