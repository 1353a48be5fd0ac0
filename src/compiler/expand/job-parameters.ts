/** Parameters of the framework's own operations, and the Idempotency-Key that starting work takes. */
import { durationText } from '../../base/duration-text.ts'
import type { JsonObject } from '../../base/json.ts'
import type { AsyncPolicy } from '../../contract/async-policy.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import type { Expansion } from './plan-expansion.ts'

/** Component name -> parameter. */
export const parameterComponents: Readonly<Record<string, JsonObject>> = {
  JobId: {
    name: 'jobId',
    in: 'path',
    required: true,
    description: 'The job, as the answer that accepted it named it.',
    schema: { type: 'string' },
    example: 'job_4fTqYb0sVnLw8KdRz2HcXm',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of the answer you have. If nothing has changed since, the answer is 304 and has no body.',
    schema: { type: 'string' },
  },
}

/** What starting a job takes besides the designer's own parameters. */
export function idempotencyKeyParameter(policy: AsyncPolicy): JsonObject {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: policy.idempotency.required,
    description:
      'A text that is unique to this piece of work. The same request with the same key starts nothing new and is answered with ' +
      `the same job, for ${durationText(policy.idempotency.windowMs)} after the first one.`,
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7E]+$' },
    example: '7f9c2ba4-e88f-4a6b-9d0e-2c1c5b3a9f10',
  }
}

/** How one's own jobs are found again (R-STA-19). */
export function listParameters({ asyncOperations }: Expansion): readonly JsonObject[] {
  return [
    query('operation', `Only jobs of these operations, separated by commas: ${names(asyncOperations)}.`, {
      type: 'string',
    }),
    query('status', 'Only jobs in these states, separated by commas.', { type: 'string' }),
    query('createdAfter', 'Only jobs accepted after this moment.', { type: 'string', format: 'date-time' }),
    query('limit', 'How many at the most.', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
    query('cursor', 'Where to go on, from `next` of the page before.', { type: 'string' }),
  ]
}

const query = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'query',
  description,
  schema,
})

function names(operations: readonly AsyncOperation[]): string {
  return operations.map((operation) => `\`${operation.id}\``).join(', ')
}
