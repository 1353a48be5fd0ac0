/** Turns a request's parameters into values and lets the route's precompiled check judge them and the JSON body, all violations at once (R-INI-7). */
import type { ParameterLocation } from '../contract/operation.ts'
import type { Violation } from '../contract/registry.ts'
import { deserialiseParameters } from '../schema/parameters.ts'
import { parsePointer, toPointer } from '../schema/pointer.ts'
import type { Exchange } from './exchange.ts'
import type { ReadBody } from './read-body.ts'
import type { ParameterValues, RequestViolation, Route, ValidationInput, Verdict } from './route.ts'

interface CheckedRequest {
  readonly parameters: ParameterValues
  readonly verdict: Verdict
}

/** Most violations that one answer lists. */
const maxViolations = 100

/** The values of the parameters, and everything that is wrong with the request. */
export function checkRequest(
  route: Route,
  { request, received, lacksBody }: Pick<Exchange, 'request' | 'received' | 'lacksBody'>,
  raw: { readonly path: Readonly<Record<string, string>>; readonly query: string },
): CheckedRequest {
  const { values, violations } = deserialiseParameters(route.parameters, { ...raw, headers: request.headers })
  const verdict = route.validate?.({ parameters: values, body: jsonBody(received) }) ?? fits
  const unread = [...violations.map(toParameterViolation), ...(lacksBody ? [missingBody] : [])]
  const known = new Set(unread.map(placeOf))
  const all = [...unread, ...verdict.violations.filter((violation) => !known.has(placeOf(violation)))]
  return {
    parameters: values,
    verdict: {
      violations: all.slice(0, maxViolations),
      truncated: verdict.truncated || all.length > maxViolations,
    },
  }
}

/**
 * A violation of the object `{path, query, header, cookie}` by the parameter it is about.
 *
 * @example toParameterViolation({ pointer: '/query/limit', detail: 'must be at least 1' }) // { parameter: 'limit', in: 'query', … }
 */
export function toParameterViolation({ pointer, detail }: Violation): RequestViolation {
  const [location = '', parameter = '', ...inside] = parsePointer(pointer) ?? []
  const place = inside.length === 0 ? '' : `at ${toPointer(inside)}: `
  return { parameter, in: toLocation(location), detail: `${place}${detail}` }
}

const missingBody: RequestViolation = { pointer: '', detail: 'is required' }
const fits: Verdict = { violations: [], truncated: false }

function toLocation(name: string): ParameterLocation {
  return name === 'path' || name === 'header' || name === 'cookie' ? name : 'query'
}

function jsonBody(received: ReadBody | undefined): ValidationInput['body'] {
  if (received?.body.kind !== 'json') return undefined
  return { value: received.body.value, contentIndex: received.contentIndex }
}

/** A parameter that could not be read is missing for the validator too; that is said once. */
function placeOf(violation: RequestViolation): string {
  return 'parameter' in violation ? `${violation.in} ${violation.parameter}` : `body ${violation.pointer}`
}
