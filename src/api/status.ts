/** J and S, the two faces of a job's status: J leads on to the result once there is one, S never does (D1, R-STA-1). */
import { jobSecurity } from '../contract/job-security.ts'
import type { HttpResponse } from '../http/message.ts'
import { negotiate } from '../http/negotiate.ts'
import type { Route, RouteCall } from '../http/route.ts'
import { resourceLocation } from '../jobs/view.ts'
import { type ApiContext, refuse, routePath } from './context.ts'
import { jobIdParameter, readableJob, show } from './job-response.ts'
import { locateJob } from './locate-job.ts'

/** The routes that show a job. HEAD is theirs as well (R-STA-9). */
export function statusRoutes(context: ApiContext): readonly Route[] {
  const { contract } = context.registry
  const path = routePath(contract, `${contract.jobsPath}/{jobId}`)
  const shared = { method: 'GET', security: jobSecurity(contract), parameters: [jobIdParameter] } as const
  return [
    { ...shared, id: 'coatcheck.job', path, handle: (call) => readJob(context, call) },
    { ...shared, id: 'coatcheck.status', path: `${path}/status`, handle: (call) => readStatus(context, call) },
  ]
}

/** J. */
async function readJob(context: ApiContext, call: RouteCall): Promise<HttpResponse> {
  if (!takesJson(call)) return refuse(context, call, 'not-acceptable')
  const found = await locateJob(context, call)
  if ('refusal' in found) return found.refusal
  const { job, policy } = found.located
  const shown = show(context, job, policy)
  if (job.state !== 'succeeded' || policy.completion === 'inline') return readableJob(context, call.request, shown, 200)
  return readableJob(context, call.request, shown, 303, { location: resourceLocation(job.result, shown.view) })
}

/** S. */
async function readStatus(context: ApiContext, call: RouteCall): Promise<HttpResponse> {
  if (!takesJson(call)) return refuse(context, call, 'not-acceptable')
  const found = await locateJob(context, call, { forPoller: true })
  if ('refusal' in found) return found.refusal
  const { job, policy } = found.located
  return readableJob(context, call.request, show(context, job, policy), 200)
}

function takesJson({ request }: RouteCall): boolean {
  return negotiate(request, ['application/json']) !== undefined
}
