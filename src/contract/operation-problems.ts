/** Which of the framework's problems an operation of the spec can answer with: the published document and the docs pages both say so. */
import type { Operation } from './operation.ts'
import type { ProblemCode } from './problem-catalog.ts'

/**
 * The codes, in the order in which the request is looked at.
 *
 * @example problemCodesOf(operation).includes('unsupported-media-type')
 */
export function problemCodesOf(operation: Operation): readonly ProblemCode[] {
  return [
    'bad-request',
    ...accessCodes(operation),
    ...lifecycleCodes(operation),
    ...bodyCodes(operation),
    ...callbackCodes(operation),
    ...(takesIdempotencyKey(operation) ? idempotencyCodes(operation) : []),
    ...conflictCodes(operation),
    'internal-error',
    'unavailable',
  ]
}

/** Anonymous callers are all one principal, so they take no key (D14). */
export function takesIdempotencyKey(operation: Operation): boolean {
  return operation.async !== undefined && operation.security.length > 0
}

function accessCodes({ security }: Operation): readonly ProblemCode[] {
  const scoped = security.some((alternative) => Object.values(alternative).some((scopes) => scopes.length > 0))
  return [...(security.length > 0 ? (['unauthorized'] as const) : []), ...(scoped ? (['forbidden'] as const) : [])]
}

/** Both stand before what was sent is looked at (R-LIM-1, R-DEP-1). */
function lifecycleCodes({ rateLimit, deprecation }: Operation): readonly ProblemCode[] {
  const isLimited = rateLimit?.submit !== undefined || rateLimit?.concurrentJobs !== undefined
  return [
    ...(deprecation?.sunset === undefined ? [] : (['operation-ended'] as const)),
    ...(isLimited ? (['quota-exceeded'] as const) : []),
  ]
}

/** R-INI-11. */
function conflictCodes({ async: policy }: Operation): readonly ProblemCode[] {
  return policy?.concurrency?.onConflict === 'reject' ? ['job-in-progress'] : []
}

function bodyCodes({ parameters, requestBody }: Operation): readonly ProblemCode[] {
  const parsed = requestBody?.content.some((content) => content.kind === 'json') === true
  return [
    ...(requestBody === undefined ? [] : (['content-too-large', 'unsupported-media-type'] as const)),
    ...(parsed ? (['malformed-body'] as const) : []),
    ...(parameters.length > 0 || requestBody !== undefined ? (['invalid-request'] as const) : []),
  ]
}

function callbackCodes({ async: policy }: Operation): readonly ProblemCode[] {
  return policy !== undefined && policy.callbacks.length > 0 ? ['invalid-callback-url'] : []
}

function idempotencyCodes(operation: Operation): readonly ProblemCode[] {
  return [
    'invalid-idempotency-key',
    ...(operation.async?.idempotency.required === true ? (['idempotency-key-required'] as const) : []),
    ...(takesUploads(operation) ? (['idempotency-key-in-use'] as const) : []),
    'idempotency-key-mismatch',
  ]
}

/** What an upload says is known only when it is through, so a second request with its key has to wait (R-IDM-3). */
function takesUploads({ requestBody }: Operation): boolean {
  return requestBody?.content.some((content) => content.kind === 'stream') === true
}
