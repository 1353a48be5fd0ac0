/** The list of one's own jobs (R-STA-19). */
import type { JsonObject } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { headerRefs } from './header-components.ts'
import { jobExample } from './job-example.ts'
import { listParameters } from './job-parameters.ts'
import { inMemberOrder } from './member-order.ts'
import { anyJob, ownOperation } from './own-operation.ts'
import type { Expansion } from './plan-expansion.ts'
import { problemResponses, reasons } from './problem-responses.ts'

export function listPathItem(expansion: Expansion, first: AsyncOperation): JsonObject {
  return { get: listJobs(expansion, first) }
}

function listJobs(expansion: Expansion, first: AsyncOperation): JsonObject {
  const schema = {
    type: 'object',
    required: ['jobs'],
    properties: {
      jobs: { type: 'array', items: anyJob(expansion) },
      next: { type: 'string', format: 'uri', description: 'The next page. Absent on the last one.' },
    },
  }
  const responses = {
    '200': {
      description: 'Your jobs, newest first',
      headers: headerRefs(expansion, { Link: 'NextLink', 'Cache-Control': 'PrivateNoCache' }),
      content: { 'application/json': { schema, example: { jobs: [jobExample(expansion, first, 'running')] } } },
    },
    ...problemResponses(
      expansion,
      reasons(['bad-request', 'invalid-request', 'unauthorized', 'internal-error', 'unavailable']),
    ),
  }
  const made = ownOperation(expansion, 'listJobs', 'List your jobs', 'Only the jobs that you started.', responses)
  return inMemberOrder({ ...made, parameters: listParameters(expansion) })
}
