/** The job document as an answer, with the headers that belong to it wherever it is shown (R-STA-4, R-STA-7, R-STA-8, R-STA-18). */
import { jobLinks } from '../contract/links.ts'
import type { Parameter } from '../contract/operation.ts'
import { conditional, etagOf } from '../http/conditional.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { type ResponseHeaders, textResponse } from '../http/respond.ts'
import type { Job } from '../jobs/job.ts'
import { retryAfterSeconds } from '../jobs/retry-after.ts'
import { type JobDocument, toJobDocument, type ViewContext } from '../jobs/view.ts'
import type { ApiContext } from './context.ts'
import type { JobPolicy } from './locate-job.ts'

/** A job, and everything needed to show it. */
export interface Shown {
  readonly job: Job
  readonly policy: JobPolicy
  readonly view: ViewContext
  readonly document: JobDocument
}

/** Renders a job's document. */
export function show(context: ApiContext, job: Job, policy: JobPolicy): Shown {
  const links = jobLinks(context.base, context.registry.contract.jobsPath, job.id, job.operation)
  const view = { base: context.base, links, policy }
  return { job, policy, view, document: toJobDocument(job, view) }
}

/** The document as the body; a poller is told when to come again while there is something to wait for. */
export function jobResponse(
  context: ApiContext,
  shown: Shown,
  status: number,
  headers: ResponseHeaders = {},
): HttpResponse {
  return textResponse(status, 'application/json', JSON.stringify(shown.document), {
    ...retryAfter(context, shown),
    link: linkHeader(shown.document),
    ...headers,
  })
}

/** The document under its ETag, which is a 304 when the client has it already. */
export function readableJob(
  context: ApiContext,
  request: HttpRequest,
  shown: Shown,
  status: number,
  headers: ResponseHeaders = {},
): HttpResponse {
  const response = jobResponse(context, shown, status, { ...cacheHeaders, ...headers })
  return conditional(request, response, etagOf(JSON.stringify(shown.document)))
}

/** Stored by nobody but the caller, and asked about each time (R-STA-8); the credential's header is added on the way out. */
export const cacheHeaders: ResponseHeaders = {
  'cache-control': 'private, no-cache',
  vary: 'Accept, Accept-Encoding, Prefer',
}

/** R-STA-4. */
function retryAfter({ runtime }: ApiContext, { job, policy }: Shown): ResponseHeaders {
  const seconds = retryAfterSeconds(job, policy.poll, runtime.clock.now(), runtime.random)
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

/** The body's links as RFC 8288 writes them; the method of one that is not a GET stands beside it. */
function linkHeader({ links }: JobDocument): string {
  const written = links.map(({ rel, method, href }) =>
    method === 'GET' ? `<${href}>; rel="${rel}"` : `<${href}>; rel="${rel}"; method="${method}"`,
  )
  return written.join(', ')
}

/** A parameter of a framework route: text in the path, checked by whoever looks it up. */
export const jobIdParameter: Parameter = {
  name: 'jobId',
  in: 'path',
  required: true,
  style: 'simple',
  explode: false,
  json: false,
  shape: { kind: 'primitive', types: ['string'] },
}
