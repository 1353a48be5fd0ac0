/** The framework's own paths: the list, the job J with its cancel, the status document S and the result R. */
import type { JsonObject } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { headerRefs } from './header-components.ts'
import { jobExample } from './job-example.ts'
import { listPathItem } from './list-path.ts'
import {
  jobResponse,
  missingJob,
  ownOperation,
  readable,
  readHeaders,
  statusHeaders,
  unreadableJob,
} from './own-operation.ts'
import { type Expansion, ownRef } from './plan-expansion.ts'
import { problemResponses, reasons } from './problem-responses.ts'
import { resultPathItem } from './result-path.ts'
import { statusPathItem } from './status-path.ts'

/** Path -> path item; none when the spec has no async operation. Jobs of anonymous callers are never listed (D14). */
export function jobPaths(expansion: Expansion): JsonObject {
  const { asyncOperations, contract } = expansion
  const [first] = asyncOperations
  if (first === undefined) return {}
  const owned = asyncOperations.some((operation) => operation.security.length > 0)
  return {
    ...(owned && { [contract.jobsPath]: listPathItem(expansion, first) }),
    [`${contract.jobsPath}/{jobId}`]: jobPathItem(expansion, first),
    [`${contract.jobsPath}/{jobId}/status`]: statusPathItem(expansion, first),
    [`${contract.jobsPath}/{jobId}/result`]: resultPathItem(expansion),
  }
}

function jobPathItem(expansion: Expansion, first: AsyncOperation): JsonObject {
  const responses = readJob(expansion, first)
  const description =
    'Answers 200 with the job document while the job is unfinished, and when it has failed or was canceled; 303 to the result, with the same document as its body, once it has succeeded.'
  return {
    parameters: [ownRef(expansion, 'parameters', 'JobId')],
    get: readable(expansion, ownOperation(expansion, 'getJob', 'Read a job', description, responses)),
    head: readable(
      expansion,
      ownOperation(expansion, 'headJob', 'Read the headers of a job', 'As GET, without the body.', responses),
    ),
    delete: cancelJob(expansion, first),
  }
}

function readJob(expansion: Expansion, first: AsyncOperation): JsonObject {
  const redirects = expansion.asyncOperations.some((operation) => operation.async.completion === 'see-other')
  return {
    '200': jobResponse(expansion, 'The job document', statusHeaders, {
      running: jobExample(expansion, first, 'running'),
    }),
    ...(redirects && { '303': seeOther(expansion, first) }),
    '304': { description: 'Nothing has changed', headers: headerRefs(expansion, statusHeaders) },
    ...unreadableJob(expansion),
  }
}

function seeOther(expansion: Expansion, first: AsyncOperation): JsonObject {
  const location = { description: 'The result.', required: true, schema: { type: 'string', format: 'uri' } }
  const response = jobResponse(expansion, 'The job has succeeded', readHeaders, {
    succeeded: jobExample(expansion, first, 'succeeded'),
  })
  return { ...response, headers: { Location: location, ...headerRefs(expansion, readHeaders) } }
}

const cancelHeaders = { 'Cache-Control': 'PrivateNoCache', Link: 'Link' } as const

function cancelJob(expansion: Expansion, first: AsyncOperation): JsonObject {
  const refusing = expansion.asyncOperations.some((operation) => !operation.async.cancel.allowed)
  const responses = {
    '200': jobResponse(expansion, 'The job is canceled', cancelHeaders, {
      canceled: jobExample(expansion, first, 'canceled'),
    }),
    '202': jobResponse(expansion, 'The job was running and is being stopped', {
      ...cancelHeaders,
      'Retry-After': 'RetryAfterWhileUnfinished',
    }),
    ...problemResponses(
      expansion,
      reasons([
        ...missingJob(expansion),
        ...(refusing ? (['method-not-allowed'] as const) : []),
        'already-finished',
        'internal-error',
        'unavailable',
      ]),
    ),
  }
  const description = 'A job that has succeeded or failed is left as it is. Asking again is harmless.'
  return ownOperation(expansion, 'cancelJob', 'Cancel a job', description, responses)
}
