/** One operation of the spec as clients see it: the 202 of an async one with its headers and links, and the problems that any can answer with (R-INI-1, R-OAS-1). */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { findOperation } from '../contract/contract.ts'
import type { Operation } from '../contract/operation.ts'
import type { ProblemCode } from '../contract/problem-catalog.ts'
import { acceptedResponse } from './expand-accepted.ts'
import { expandCallbacks } from './expand-callbacks.ts'
import { completed } from './expand-completed.ts'
import { idempotencyKeyParameter } from './expand-job-parameters.ts'
import { type AsyncOperation, type Expansion, resolve } from './expand-plan.ts'
import { inlineProblemResponses, reasons, sharedResponse } from './expand-problems.ts'
import { vendorExtensions } from './expand-vendor.ts'

/** The operation object with everything written out; `shared` are the parameters of its path item. */
export function expandOperation(expansion: Expansion, object: JsonObject, shared: readonly JsonValue[]): JsonObject {
  const operation =
    typeof object.operationId === 'string' ? findOperation(expansion.contract, object.operationId) : undefined
  if (operation === undefined) return object
  const { async: policy } = operation
  const problems = inlineProblemResponses(expansion, reasons(problemCodes(operation)))
  if (policy === undefined) return { ...object, responses: completedResponses(expansion, object.responses, problems) }
  return asyncOperation(expansion, { ...operation, async: policy }, object, shared, problems)
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
    const { name, in: place } = resolve(expansion, parameter)
    return place === 'header' && typeof name === 'string' && name.toLowerCase() === 'idempotency-key'
  })
  if (declares || !takesIdempotencyKey(operation)) return {}
  return { parameters: [...own, idempotencyKeyParameter(operation.async)] }
}

/** Anonymous callers have no keys of their own, so they take none (D14). */
export function takesIdempotencyKey(operation: Operation): boolean {
  return operation.async !== undefined && operation.security.length > 0
}

function problemCodes(operation: Operation): readonly ProblemCode[] {
  return [
    ...requestCodes(operation),
    ...accessCodes(operation),
    ...(takesIdempotencyKey(operation) ? idempotencyCodes(operation) : []),
    'internal-error',
    'unavailable',
  ]
}

function requestCodes({ parameters, requestBody, async: policy }: Operation): readonly ProblemCode[] {
  const parsed = requestBody?.content.some((content) => content.kind === 'json') === true
  return [
    'bad-request',
    ...(parameters.length > 0 || requestBody !== undefined ? (['invalid-request'] as const) : []),
    ...(parsed ? (['malformed-body'] as const) : []),
    ...(policy !== undefined && policy.callbacks.length > 0 ? (['invalid-callback-url'] as const) : []),
    ...(requestBody === undefined ? [] : (['content-too-large', 'unsupported-media-type'] as const)),
  ]
}

function accessCodes({ security }: Operation): readonly ProblemCode[] {
  const scoped = security.some((alternative) => Object.values(alternative).some((scopes) => scopes.length > 0))
  return [...(security.length > 0 ? (['unauthorized'] as const) : []), ...(scoped ? (['forbidden'] as const) : [])]
}

function idempotencyCodes({ async: policy }: Operation): readonly ProblemCode[] {
  return [
    'invalid-idempotency-key',
    ...(policy?.idempotency.required === true ? (['idempotency-key-required'] as const) : []),
    'idempotency-key-in-use',
    'idempotency-key-mismatch',
  ]
}
