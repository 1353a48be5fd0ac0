/** The status document S: the same in every state, never a redirect (R-STA-1). */
import type { JsonObject } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { headerRefs } from './header-components.ts'
import { jobExample } from './job-example.ts'
import { jobResponse, ownOperation, readable, statusHeaders, unreadableJob } from './own-operation.ts'
import { type Expansion, ownRef } from './plan-expansion.ts'
import { pollingExtension } from './vendor-extensions.ts'

export function statusPathItem(expansion: Expansion, first: AsyncOperation): JsonObject {
  const states = ['running', 'succeeded', 'failed'] as const
  const examples = Object.fromEntries(states.map((state) => [state, jobExample(expansion, first, state)]))
  const responses = {
    '200': jobResponse(expansion, 'The job document, in every state', statusHeaders, examples),
    '304': { description: 'Nothing has changed', headers: headerRefs(expansion, statusHeaders) },
    ...unreadableJob(expansion),
  }
  const description = 'The same document as the job itself, 200 in every state and never a redirect: the one to poll.'
  return {
    parameters: [ownRef(expansion, 'parameters', 'JobId')],
    get: {
      ...readable(expansion, ownOperation(expansion, 'getJobStatus', 'Poll a job', description, responses)),
      ...pollingExtension(expansion),
    },
    head: readable(
      expansion,
      ownOperation(expansion, 'headJobStatus', 'Poll the headers of a job', 'As GET, without the body.', responses),
    ),
  }
}
