/** One operation of the spec as clients see it: the 202 of an async one with its headers and links, and the problems that any can answer with (R-INI-1, R-OAS-1). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { type AsyncOperation, isAsync, type Operation } from '../../contract/operation.ts'
import { problemCodesOf, takesIdempotencyKey } from '../../contract/operation-problems.ts'
import { followReference } from '../../schema/reference.ts'
import { acceptedResponse } from './accepted-response.ts'
import { completed, completedExtensions } from './completed.ts'
import { expandCallbacks } from './expand-callbacks.ts'
import { idempotencyKeyParameter } from './job-parameters.ts'
import { inMemberOrder } from './member-order.ts'
import type { Expansion } from './plan-expansion.ts'
import { failuresInTime, preferParameter, synchronousAnswer } from './prefer.ts'
import { inlineProblemResponses, reasons, sharedResponse } from './problem-responses.ts'
import { sentResponses } from './sent-responses.ts'
import { withStanding } from './standing.ts'
import { vendorExtensions } from './vendor-extensions.ts'

/** The operation object with everything written out; `shared` are the parameters of its path item. */
export function expandOperation(
  expansion: Expansion,
  operation: Operation,
  object: JsonObject,
  shared: readonly JsonValue[],
): JsonObject {
  const named = object.operationId === undefined ? { operationId: operation.id, ...object } : object
  if (isAsync(operation)) return inMemberOrder(asyncOperation(expansion, operation, named, shared))
  const problems = inlineProblemResponses(expansion, reasons(problemCodesOf(operation)))
  const responses = completedResponses(expansion, object.responses, problems)
  return { ...named, responses: withStanding(expansion, operation, responses) }
}

function asyncOperation(
  expansion: Expansion,
  operation: AsyncOperation,
  object: JsonObject,
  shared: readonly JsonValue[],
): JsonObject {
  return {
    ...object,
    ...parametersMember(expansion, operation, object, shared),
    responses: withStanding(expansion, operation, asyncResponses(expansion, operation, object.responses)),
    ...expandCallbacks(expansion, operation, object),
    ...completedExtensions(object, vendorExtensions(expansion, operation)),
  }
}

function asyncResponses(expansion: Expansion, operation: AsyncOperation, declared: JsonValue | undefined): JsonObject {
  const waits = operation.async.mode === 'both'
  const problems = inlineProblemResponses(expansion, [
    ...reasons(problemCodesOf(operation)),
    ...(waits ? failuresInTime(operation) : []),
  ])
  return completedResponses(expansion, sentResponses(expansion, operation, declared), {
    ...(waits && synchronousAnswer(expansion, operation)),
    '202': acceptedResponse(expansion, operation),
    ...problems,
  })
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

function parametersMember(
  expansion: Expansion,
  operation: AsyncOperation,
  object: JsonObject,
  shared: readonly JsonValue[],
): JsonObject {
  const own = Array.isArray(object.parameters) ? object.parameters : []
  const declared = new Set([...own, ...shared].map((parameter) => headerName(expansion, parameter)))
  const added = [
    ...(takesIdempotencyKey(operation) ? [idempotencyKeyParameter(operation.async)] : []),
    ...(operation.async.mode === 'both' ? [preferParameter(operation.async)] : []),
  ].filter((parameter) => !declared.has(headerName(expansion, parameter)))
  return added.length === 0 ? {} : { parameters: [...own, ...added] }
}

/** In lower case; '' for what is no header. */
function headerName(expansion: Expansion, parameter: JsonValue): string {
  const { name, in: place } = followReference(expansion.document, parameter)
  return place === 'header' && typeof name === 'string' ? name.toLowerCase() : ''
}
