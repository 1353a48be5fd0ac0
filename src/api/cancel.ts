/** Cancels a job: `DELETE J` (D5). A job that has succeeded or failed is left as it is. */
import { assertNever } from '../base/assert-never.ts'
import { jobSecurity } from '../contract/job-security.ts'
import type { HttpResponse } from '../http/message.ts'
import type { Route, RouteCall } from '../http/route.ts'
import type { Job } from '../jobs/job.ts'
import { publicStatus } from '../jobs/view.ts'
import { type ApiContext, refuse, routePath } from './context.ts'
import { jobIdParameter, jobResponse, show } from './job-response.ts'
import { type JobPolicy, type LocatedJob, locateJob } from './locate-job.ts'

export function cancelRoutes(context: ApiContext): readonly Route[] {
  const { contract } = context.registry
  return [
    {
      id: 'coatcheck.cancel',
      method: 'DELETE',
      path: routePath(contract, `${contract.jobsPath}/{jobId}`),
      security: jobSecurity(contract),
      parameters: [jobIdParameter],
      handle: (call) => cancelJob(context, call),
    },
  ]
}

async function cancelJob(context: ApiContext, call: RouteCall): Promise<HttpResponse> {
  const found = await locateJob(context, call, { needs: 'cancel' })
  if ('refusal' in found) return found.refusal
  const { job, policy, reader }: LocatedJob = found.located
  if (!policy.cancel.allowed) {
    return refuse(context, call, 'method-not-allowed', { headers: { allow: 'GET, HEAD' } })
  }
  const changed = await context.service.cancel(job.id, reader)
  if (changed === undefined) return refuse(context, call, 'not-found')
  return canceled(context, call, changed.job, policy)
}

/** The state after the request says it all, so that repeating it gives the same answer (R-CAN-1). */
function canceled(context: ApiContext, call: RouteCall, job: Job, policy: JobPolicy): HttpResponse {
  const headers = { 'cache-control': 'private, no-cache' }
  switch (job.state) {
    case 'canceled':
      return jobResponse(context, show(context, job, policy), 200, headers)
    case 'running':
    case 'waiting':
    case 'ready':
      return jobResponse(context, show(context, job, policy), 202, headers)
    case 'succeeded':
    case 'failed': {
      const state = publicStatus(job)
      return refuse(context, call, 'already-finished', { detail: `The job has ${state}.`, members: { state } })
    }
    default:
      return assertNever(job)
  }
}
