/** What job repeats another, or why none does. Pure: the store copies the input and the subscriptions, and commits. */
import type { Instant } from '../base/clock.ts'
import type { JobId } from '../base/ids.ts'
import type { Contract } from '../contract/contract.ts'
import { type AsyncOperation, isAsync } from '../contract/operation.ts'
import { draftSubmission } from './draft-submission.ts'
import { isFinished, type Job, type JobInput } from './job.ts'
import type { Drafted, RepeatRefusal } from './store.ts'

export interface RepeatRequest {
  /** Of the job that repeats. */
  readonly id: JobId
  readonly now: Instant
  readonly contract: Pick<Contract, 'operations'>
  /** Whether the upload of the original is in the new job's folder already. */
  readonly hasUpload: boolean
  /** Repeats what has succeeded as well. */
  readonly force: boolean
}

/**
 * The job that repeats the original: attempts, deadlines and priority by the policy of today, the contract revision of then, so that a
 * worker of a newer definition looks at the input again (D17).
 */
export function draftRepeat(original: Job, input: JobInput, request: RepeatRequest): Drafted {
  const { contract, id, now } = request
  const operation = findAsync(contract, original.operation)
  const reason = refusalOf(original, input, request) ?? (operation === undefined ? 'unknown-operation' : undefined)
  if (operation === undefined || reason !== undefined) {
    return { kind: 'refused', reason: reason ?? 'unknown-operation' }
  }
  const { contractRevision, owner, tenant } = original
  const principal = { ...input.principal, subject: owner, tenant }
  const facts = { id, now, contractRevision, principal, retriedFrom: original.id }
  return { kind: 'drafted', ...draftSubmission(operation, input, facts) }
}

function findAsync({ operations }: Pick<Contract, 'operations'>, id: string): AsyncOperation | undefined {
  return operations.filter(isAsync).find((operation) => operation.id === id)
}

function refusalOf(original: Job, { body }: JobInput, { force, hasUpload }: RepeatRequest): RepeatRefusal | undefined {
  if (!isFinished(original)) return 'not-finished'
  if (original.forgottenAt !== undefined) return 'forgotten'
  if (original.state === 'succeeded' && !force) return 'succeeded'
  return body.kind === 'file' && !hasUpload ? 'upload-missing' : undefined
}
