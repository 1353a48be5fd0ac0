/** What every new job is made of, whoever asks for it: its first value, and whether its concurrency key must be free. Pure, nothing is stored here. */
import type { AsyncOperation } from '../contract/operation.ts'
import { type Acceptance, acceptJob } from './accept-job.ts'
import { concurrencyKeyOf } from './concurrency-key.ts'
import type { JobInput } from './job.ts'
import type { Submission } from './store.ts'

/** What the operation and the input do not say of a new job. */
export type DraftFacts = Omit<Acceptance, 'operation' | 'policy' | 'concurrencyKey'>

/** The job that the input makes of the operation, with the terms on which a store may insert it. */
export function draftSubmission(
  operation: AsyncOperation,
  input: JobInput,
  facts: DraftFacts,
): Pick<Submission, 'exclusive'> & { readonly job: ReturnType<typeof acceptJob> } {
  const concurrencyKey = concurrencyKeyOf(operation, input)
  const job = acceptJob({ ...facts, operation: operation.id, policy: operation.async, concurrencyKey })
  const { concurrency } = operation.async
  return concurrency?.onConflict === 'reject' ? { job, exclusive: { limit: concurrency.limit } } : { job }
}
