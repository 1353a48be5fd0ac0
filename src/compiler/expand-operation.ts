/** One operation of the spec as clients see it: the 202 of an async one with its headers and links, and the problems that any can answer with (R-INI-1, R-OAS-1). */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { findOperation } from '../contract/contract.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import { problemCodesOf, takesIdempotencyKey } from '../contract/operation-problems.ts'
import { followReference } from '../schema/reference.ts'
import { acceptedResponse } from './expand-accepted.ts'
import { expandCallbacks } from './expand-callbacks.ts'
import { completed } from './expand-completed.ts'
import { idempotencyKeyParameter } from './expand-job-parameters.ts'
import { inMemberOrder } from './expand-member-order.ts'
import type { Expansion } from './expand-plan.ts'
import { inlineProblemResponses, reasons, sharedResponse } from './expand-problems.ts'
import { vendorExtensions } from './expand-vendor.ts'

/** The operation object with everything written out; `shared` are the parameters of its path item. */
export function expandOperation(expansion: Expansion, object: JsonObject, shared: readonly JsonValue[]): JsonObject {
  const operation =
    typeof object.operationId === 'string' ? findOperation(expansion.contract, object.operationId) : undefined
  if (operation === undefined) return object
  const { async: policy } = operation
  const problems = inlineProblemResponses(expansion, reasons(problemCodesOf(operation)))
  if (policy === undefined) return { ...object, responses: completedResponses(expansion, object.responses, problems) }
  return inMemberOrder(asyncOperation(expansion, { ...operation, async: policy }, object, shared, problems))
}

function asyncOperation(
  expansion: Expansion,
  operation: AsyncOperation,
  object: JsonObject,
  shared: readonly JsonValue[],
  problems: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const own = { '202': acceptedResponse(expansion, operation), ...problems }
  return {
    ...object,
    ...parametersMember(expansion, operation, object, shared),
    responses: completedResponses(expansion, withoutUnsentSuccess(operation, object.responses), own),
    ...expandCallbacks(expansion, operation, object),
    ...vendorExtensions(expansion, operation),
  }
}

function completedResponses(
  expansion: Expansion,
  declared: JsonValue | undefined,
  own: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const responses = isJsonObject(declared) ? declared : {}
  const merged = Object.entries(own).map(([status, response]) => [
    status,
    responses[status] === undefined
      ? sharedResponse(expansion, status, response)
      : completed(expansion, responses[status], response),
  ])
  return { ...responses, ...Object.fromEntries(merged) }
}

/** Under `mode: async` the synchronous answer is never sent (R-INI-3). */
function withoutUnsentSuccess({ async: policy }: AsyncOperation, declared: JsonValue | undefined): JsonObject {
  if (!isJsonObject(declared)) return {}
  if (policy.mode === 'both') return declared
  return Object.fromEntries(Object.entries(declared).filter(([status]) => status === '202' || !/^2/.test(status)))
}

function parametersMember(
  expansion: Expansion,
  operation: AsyncOperation,
  object: JsonObject,
  shared: readonly JsonValue[],
): JsonObject {
  const own = Array.isArray(object.parameters) ? object.parameters : []
  const declares = [...own, ...shared].some((parameter) => {
    const { name, in: place } = followReference(expansion.document, parameter)
    return place === 'header' && typeof name === 'string' && name.toLowerCase() === 'idempotency-key'
  })
  if (declares || !takesIdempotencyKey(operation)) return {}
  return { parameters: [...own, idempotencyKeyParameter(operation.async)] }
}
