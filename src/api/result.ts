/** R: what a job came to, as the answer to a plain GET, and the way to have it forgotten (R-RES-1 to R-RES-5). */
import { assertNever } from '../base/assert-never.ts'
import { findOperation } from '../contract/contract.ts'
import { jobSecurity } from '../contract/job-security.ts'
import { conditional, etagOf } from '../http/conditional.ts'
import type { HttpResponse } from '../http/message.ts'
import { problemResponse } from '../http/problems.ts'
import { requestedRange } from '../http/range.ts'
import { emptyResponse, type ResponseHeaders, textResponse } from '../http/respond.ts'
import type { Route, RouteCall } from '../http/route.ts'
import type { Job, JobFile, JobIn } from '../jobs/job.ts'
import { resourceLocation } from '../jobs/view.ts'
import { contentDisposition } from './content-disposition.ts'
import { type ApiContext, refuse, routePath } from './context.ts'
import { cacheHeaders, jobIdParameter, jobResponse, type Shown, show } from './job-response.ts'
import { locateJob } from './locate-job.ts'

export function resultRoutes(context: ApiContext): readonly Route[] {
  const { contract } = context.registry
  const shared = {
    path: routePath(contract, `${contract.jobsPath}/{jobId}/result`),
    security: jobSecurity(contract),
    parameters: [jobIdParameter],
  } as const
  return [
    { ...shared, id: 'coatcheck.result', method: 'GET', handle: (call) => readResult(context, call) },
    { ...shared, id: 'coatcheck.forget', method: 'DELETE', handle: (call) => forgetResult(context, call) },
  ]
}

async function readResult(context: ApiContext, call: RouteCall): Promise<HttpResponse> {
  const found = await locateJob(context, call, { withResult: true })
  if ('refusal' in found) return found.refusal
  const { job, policy } = found.located
  const shown = show(context, job, policy)
  switch (job.state) {
    case 'waiting':
    case 'ready':
    case 'running':
      return unfinished(context, shown)
    case 'succeeded':
      return succeeded(context, call, job, shown)
    case 'failed':
      return problemResponse(job.failure, {
        base: context.base,
        requestId: call.requestId,
        detail: job.failure.detail,
      })
    case 'canceled':
      return refuse(context, call, 'job-canceled')
    default:
      return assertNever(job)
  }
}

/** Leads back here, so that a client that follows redirects may come early (R-RES-1). */
function unfinished(context: ApiContext, shown: Shown): HttpResponse {
  return jobResponse(context, shown, 202, { ...cacheHeaders, location: shown.view.links.result })
}

function succeeded(context: ApiContext, call: RouteCall, job: JobIn<'succeeded'>, shown: Shown): HttpResponse {
  const { result } = job
  switch (result.kind) {
    case 'empty':
      return emptyResponse(204, cacheHeaders)
    case 'resource':
      return emptyResponse(303, { ...cacheHeaders, location: resourceLocation(result, shown.view) })
    case 'json': {
      const text = JSON.stringify(result.value)
      return conditional(call.request, textResponse(200, mediaTypeOf(context, job), text, cacheHeaders), etagOf(text))
    }
    case 'file':
      return fileResponse(context, call, job, result.file)
    default:
      return assertNever(result)
  }
}

function mediaTypeOf({ registry }: ApiContext, job: Job): string {
  const policy = findOperation(registry.contract, job.operation)?.async?.result
  return policy?.kind === 'json' ? policy.mediaType : 'application/json'
}

/** Files come from handlers and strangers: a browser is told to save them and never to show them as part of this site. */
function fileResponse(context: ApiContext, call: RouteCall, job: Job, file: JobFile): HttpResponse {
  const path = context.files.path(job.id, file)
  const etag = `"${file.sha256}"`
  const headers: ResponseHeaders = {
    ...cacheHeaders,
    'content-type': file.mediaType,
    'accept-ranges': 'bytes',
    ...(file.filename === undefined ? {} : { 'content-disposition': contentDisposition(file.filename) }),
  }
  const whole: HttpResponse = { status: 200, headers, body: { kind: 'file', path, start: 0, end: file.size } }
  const answer = conditional(call.request, whole, etag)
  if (answer.body.kind !== 'file') return answer
  const range = requestedRange(call.request, file.size, etag)
  switch (range.kind) {
    case 'whole':
      return answer
    case 'part': {
      const { start, end } = range
      const partial = { 'content-range': `bytes ${start}-${end - 1}/${file.size}` }
      return { status: 206, headers: { ...answer.headers, ...partial }, body: { kind: 'file', path, start, end } }
    }
    case 'unsatisfiable':
      return refuse(context, call, 'range-not-satisfiable', {
        headers: { 'content-range': `bytes */${file.size}` },
      })
    default:
      return assertNever(range)
  }
}

/** R-RES-5. */
async function forgetResult(context: ApiContext, call: RouteCall): Promise<HttpResponse> {
  const found = await locateJob(context, call, { needs: 'cancel' })
  if ('refusal' in found) return found.refusal
  const changed = await context.service.forget(found.located.job.id, found.located.reader)
  if (changed === undefined) return refuse(context, call, 'not-found')
  if (changed.kind === 'refused' && changed.reason === 'not-finished') return refuse(context, call, 'not-finished')
  return emptyResponse(204)
}
