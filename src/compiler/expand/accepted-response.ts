/** The 202 that starts a job: where to look, how long to wait, and links that a generated client can follow (R-INI-1). */
import type { JsonObject } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { headerRefs } from './header-components.ts'
import { jobExample } from './job-example.ts'
import { type Expansion, jobRef } from './plan-expansion.ts'

export function acceptedResponse(expansion: Expansion, operation: AsyncOperation): JsonObject {
  return {
    description:
      'The work is accepted and will be done: this survives a crash. Poll the status document, or wait for the callback.',
    headers: headerRefs(expansion, {
      Location: 'JobLocation',
      'Operation-Location': 'OperationLocation',
      'Retry-After': 'RetryAfterWhileUnfinished',
      'Cache-Control': 'NoStore',
      Link: 'Link',
      ...(operation.async.mode === 'both' && { 'Preference-Applied': 'PreferenceApplied' as const }),
    }),
    content: {
      'application/json': {
        schema: jobRef(expansion, operation.id),
        example: jobExample(expansion, operation, 'queued'),
      },
    },
    links: jobLinkObjects(expansion, operation),
  }
}

function jobLinkObjects({ ids }: Expansion, { async: policy }: AsyncOperation): JsonObject {
  return {
    getJobStatus: link(ids.getJobStatus, 'The status document: 200 in every state. Poll it.'),
    getJob: link(ids.getJob, 'The job. It answers 303 to the result once the job has succeeded.'),
    ...(policy.cancel.allowed && { cancelJob: link(ids.cancelJob, 'Stops the job if it has not finished.') }),
    getJobResult: link(ids.getJobResult, 'What came of it.'),
  }
}

function link(operationId: string, description: string): JsonObject {
  return { operationId, parameters: { jobId: '$response.body#/id' }, description }
}
