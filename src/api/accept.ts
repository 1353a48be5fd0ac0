/**
 * Starting a job: the one place where a request becomes a `ValidInput`, and the 202 that answers it once the job is durable. A request
 * that starts nothing leaves nothing: no row, no key, no file, no `Location` (R-INI-7, R-INI-14).
 */
import { newJobId } from '../base/ids.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { HttpResponse } from '../http/message.ts'
import type { ResponseHeaders } from '../http/respond.ts'
import type { Route, RouteCall } from '../http/route.ts'
import { acceptJob } from '../jobs/accept-job.ts'
import type { Job, JobBody } from '../jobs/job.ts'
import { mayHaveIdempotencyKey } from '../jobs/service.ts'
import type { CallbackSubscription } from '../jobs/store.ts'
import { toValidInput, type ValidInput } from '../jobs/valid-input.ts'
import { holdsScopes } from '../security/principal.ts'
import { readCallbackUrls } from './callback-urls.ts'
import { type ApiContext, refuse } from './context.ts'
import { declaredRoute } from './declared-route.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { jobResponse, show } from './job-response.ts'
import { receiveBody } from './receive-body.ts'

/** The route of one async operation. */
export function acceptRoute(context: ApiContext, operation: AsyncOperation): Route {
  const uploading = new Set<string>()
  return {
    ...declaredRoute(context, operation),
    handle: (call) => accept(context, operation, call, uploading),
  }
}

async function accept(
  context: ApiContext,
  operation: AsyncOperation,
  call: RouteCall,
  uploading: Set<string>,
): Promise<HttpResponse> {
  if (context.stopping.aborted) return refuse(context, call, 'unavailable')
  const key = idempotencyKey(context, operation, call)
  if (typeof key === 'object') return key
  const callbacks = readCallbackUrls(context, operation, call)
  if (!callbacks.ok) return refuse(context, call, 'invalid-callback-url', { errors: callbacks.reason })
  const scope = key === undefined || call.body.kind !== 'stream' ? undefined : scopeOf(call, key)
  if (scope === undefined) return start(context, operation, call, key, callbacks.value)
  if (uploading.has(scope)) return refuse(context, call, 'idempotency-key-in-use')
  uploading.add(scope)
  try {
    return await start(context, operation, call, key, callbacks.value)
  } finally {
    uploading.delete(scope)
  }
}

/** Nothing is read of, or asked from, a caller who cannot have a key. */
function idempotencyKey(
  context: ApiContext,
  operation: AsyncOperation,
  call: RouteCall,
): string | undefined | HttpResponse {
  if (!mayHaveIdempotencyKey(call.principal)) return undefined
  const key = readIdempotencyKey(call.request)
  if (!key.ok) return refuse(context, call, 'invalid-idempotency-key', { detail: key.reason })
  if (key.value === undefined && operation.async.idempotency.required) {
    return refuse(context, call, 'idempotency-key-required')
  }
  return key.value
}

/** While an upload is under way its fingerprint is not known; a second request with its key has to wait (R-IDM-3). */
function scopeOf({ principal }: RouteCall, key: string): string {
  return JSON.stringify([principal.tenant, principal.subject, key])
}

async function start(
  context: ApiContext,
  operation: AsyncOperation,
  call: RouteCall,
  key: string | undefined,
  callbacks: readonly CallbackSubscription[],
): Promise<HttpResponse> {
  const job = newJobId(context.runtime.random)
  const body = await receiveBody(context.files, job, call.body)
  if (body === 'too-large') {
    const detail = `At most ${operation.requestBody?.maxBytes} bytes are taken here.`
    return refuse(context, call, 'content-too-large', { detail })
  }
  const valid = toValidInput({ job, operation, input: toInput(call, body) })
  const accepted = await context.service.submit(valid, {
    callbacks,
    ...(key === undefined ? {} : { idempotencyKey: key }),
  })
  if (accepted.kind === 'mismatch') return refuse(context, call, 'idempotency-key-mismatch')
  if (accepted.kind === 'conflict') return conflictResponse(context, operation, call, accepted.job)
  return acceptedResponse(context, operation, call, visible(accepted.job, operation, call))
}

/** A repeat is no way around the scope to read (D13): without it the first answer is given again, word for word. */
function visible(job: Job, operation: AsyncOperation, { principal }: RouteCall): Job {
  if (holdsScopes(principal, operation.async.scopes.read)) return job
  const { id, contractRevision, createdAt } = job
  return acceptJob({
    id,
    operation: operation.id,
    contractRevision,
    policy: operation.async,
    principal,
    now: createdAt,
  })
}

function toInput({ parameters, principal }: RouteCall, body: JobBody): ValidInput['input'] {
  const { path: params, query, header: headers, cookie: cookies } = parameters
  const { subject, tenant, scopes } = principal
  return { params, query, headers, cookies, body, principal: { subject, tenant, scopes } }
}

/** R-INI-11, R-INI-14: where the other job is stands in the body only, and only for its owner, who may read it. */
function conflictResponse(
  context: ApiContext,
  operation: AsyncOperation,
  call: RouteCall,
  other: Job | undefined,
): HttpResponse {
  if (other === undefined || !holdsScopes(call.principal, operation.async.scopes.read)) {
    return refuse(context, call, 'job-in-progress')
  }
  const { monitor } = show(context, other, operation.async).view.links
  return refuse(context, call, 'job-in-progress', { members: { monitor } })
}

/** R-INI-1. A repeat with the same key gets the same status and places; the body shows the job as it is now (R-IDM-1). */
function acceptedResponse(context: ApiContext, operation: AsyncOperation, call: RouteCall, job: Job): HttpResponse {
  const shown = show(context, job, operation.async)
  const { self, monitor } = shown.view.links
  return jobResponse(context, shown, 202, {
    location: self,
    'operation-location': monitor,
    'cache-control': 'no-store',
    ...preferenceApplied(call),
  })
}

/** R-INI-4. */
function preferenceApplied({ request }: RouteCall): ResponseHeaders {
  const preferences = (request.headers.prefer ?? '').split(/[,;]/).map((preference) => preference.trim().toLowerCase())
  return preferences.includes('respond-async') ? { 'preference-applied': 'respond-async' } : {}
}
