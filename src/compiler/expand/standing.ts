/** What an answer says about the standing of its caller and of its operation: how much of a rate limit is left (R-LIM-1), and until when the operation is there (R-DEP-1). */
import type { JsonObject } from '../../base/json.ts'
import type { Operation } from '../../contract/operation.ts'
import { problemCodesOf } from '../../contract/operation-problems.ts'
import type { RateLimitPolicy } from '../../contract/rate-limit.ts'
import { completed } from './completed.ts'
import { type HeaderComponent, headerRefs, limitHeaders } from './header-components.ts'
import type { Expansion } from './plan-expansion.ts'
import { problemResponses, reasons } from './problem-responses.ts'

type Headers = Readonly<Record<string, HeaderComponent>>

/** The responses of an operation, the good ones with the headers of its rate limit and of its end; a 429 has its own. */
export function withStanding(expansion: Expansion, operation: Operation, responses: JsonObject): JsonObject {
  const limited = problemCodesOf(operation).includes('quota-exceeded')
  return withHeaders(expansion, responses, { ...endingHeaders(operation), ...(limited ? limitHeaders : {}) })
}

/** The responses of one of the framework's operations: with a 429 and those headers where what it counts is limited. */
export function withOwnLimit(
  expansion: Expansion,
  counted: keyof Pick<RateLimitPolicy, 'poll' | 'list'>,
  responses: JsonObject,
): JsonObject {
  const { contract, asyncOperations } = expansion
  const limited = [contract, ...asyncOperations].some(({ rateLimit }) => rateLimit?.[counted] !== undefined)
  if (!limited) return responses
  const refused = problemResponses(expansion, reasons(['quota-exceeded']))
  return { ...withHeaders(expansion, responses, limitHeaders), ...refused }
}

function endingHeaders({ deprecation }: Operation): Headers {
  if (deprecation === undefined) return {}
  return {
    ...(deprecation.since !== undefined && { Deprecation: 'Deprecation' as const }),
    ...(deprecation.sunset !== undefined && { Sunset: 'Sunset' as const }),
    Link: 'DeprecationLink',
  }
}

function withHeaders(expansion: Expansion, responses: JsonObject, headers: Headers): JsonObject {
  if (Object.keys(headers).length === 0) return responses
  const own = { headers: headerRefs(expansion, headers) }
  const members = Object.entries(responses).map(([status, response]) => [
    status,
    /^[23]/.test(status) ? completed(expansion, response, own) : response,
  ])
  return Object.fromEntries(members)
}
