/**
 * Words that other people's generators know for the same thing, so that they make pollers too. Signatures of webhooks are left out: Fern's
 * `x-fern-webhook-signature` keys the HMAC with the text of the secret and expects one signature, Standard Webhooks has neither.
 */
import type { JsonObject } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { resultSchema } from './described.ts'
import type { Expansion } from './plan-expansion.ts'

/** On the operation that starts a job: Azure's and the AEP's. */
export function vendorExtensions(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const schema = resultSchema(expansion, operation)
  const final = schema !== null && typeof schema === 'object' && '$ref' in schema ? schema.$ref : undefined
  return {
    'x-ms-long-running-operation': true,
    'x-ms-long-running-operation-options': {
      'final-state-via': 'operation-location',
      ...(final !== undefined && { 'final-state-schema': final }),
    },
    'x-aep-long-running-operation': { response: schema === undefined ? {} : { schema } },
  }
}

/** On the status document, which is where Speakeasy looks for it. The waiting times are those of the most patient operation. */
export function pollingExtension({ asyncOperations }: Expansion): JsonObject {
  const seconds = (ms: readonly number[]) => Math.max(1, Math.ceil(Math.max(...ms) / 1_000))
  const intervalSeconds = seconds(asyncOperations.map(({ async: policy }) => policy.poll.initialMs))
  const longest = seconds(
    asyncOperations.map(({ async: policy }) => policy.timeout.totalMs ?? policy.timeout.attemptMs),
  )
  return {
    'x-speakeasy-polling': [
      {
        name: 'WaitForSuccess',
        delaySeconds: intervalSeconds,
        intervalSeconds,
        limitCount: Math.ceil(longest / intervalSeconds),
        successCriteria: [{ condition: '$statusCode == 200' }, { condition: '$response.body#/status == "succeeded"' }],
        failureCriteria: [
          { condition: '$statusCode == 200' },
          { context: '$response.body#/status', condition: '^(failed|canceled)$', type: 'regex' },
        ],
      },
    ],
  }
}
