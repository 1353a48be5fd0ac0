/** The precompiled checks of an operation as one check of a request: fast first, and everything that is wrong only once something is (R-INI-7). */
import type { JsonValue } from '../base/json.ts'
import type { Operation } from '../contract/operation.ts'
import type { Validate, Validators } from '../contract/registry.ts'
import { toParameterViolation } from '../http/check-request.ts'
import type { RequestViolation, ValidationInput, Verdict } from '../http/route.ts'

/** A body with more nodes is not searched for every violation: that could cost far more than refusing it. */
const mostNodes = 10_000

/** The check of a route, made of the validators named after its operation. */
export function checkOperation(operation: Operation, validators: Validators): (request: ValidationInput) => Verdict {
  const ofParameters = validators[`${operation.id}.parameters`]
  return (request) => {
    const ofBody = request.body && validators[`${operation.id}.body.${request.body.contentIndex}`]
    const first = check(request, ofParameters, ofBody, false)
    if (first.length === 0) return { violations: [], truncated: false }
    if (request.body !== undefined && !isSmall(request.body.value)) {
      return { violations: first.slice(0, 1), truncated: true }
    }
    return { violations: check(request, ofParameters, ofBody, true), truncated: false }
  }
}

function check(
  { parameters, body }: ValidationInput,
  ofParameters: Validate | undefined,
  ofBody: Validate | undefined,
  all: boolean,
): readonly RequestViolation[] {
  const inParameters = ofParameters?.(parameters, all) ?? []
  const inBody = body === undefined ? [] : (ofBody?.(body.value, all) ?? [])
  return [...inParameters.map(toParameterViolation), ...inBody]
}

/** Counts no further than it has to; a body is at most 64 levels deep. */
function isSmall(value: JsonValue): boolean {
  let left = mostNodes
  const visit = (node: JsonValue): boolean => {
    left -= 1
    if (left < 0) return false
    if (typeof node !== 'object' || node === null) return true
    return Object.values(node).every(visit)
  }
  return visit(value)
}
