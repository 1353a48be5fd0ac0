/** A job as the operator reads it: everything the store knows but what callers sent and got. */
import { optionalTimestamp, toTimestamp } from '../base/clock.ts'
import type { JsonObject } from '../base/json.ts'
import type { PublicStatus } from '../contract/job-document.ts'
import type { Job } from '../jobs/job.ts'
import { publicStatus } from '../jobs/view.ts'

/** The store's states that can show as that one. */
export function storedStates(state: PublicStatus): readonly Job['state'][] {
  if (state === 'queued') return ['waiting', 'ready']
  return state === 'canceling' ? ['running'] : [state]
}

/** Facts in reading order, times in RFC 3339; what does not apply is left out. */
export function jobReport(job: Job): JsonObject {
  return withoutGaps({
    id: job.id,
    operation: job.operation,
    status: publicStatus(job),
    tenant: job.tenant,
    owner: job.owner,
    createdAt: toTimestamp(job.createdAt),
    updatedAt: toTimestamp(job.updatedAt),
    startedAt: optionalTimestamp(job.startedAt),
    ...stateFacts(job),
    deadlineAt: optionalTimestamp(job.deadlineAt),
    priority: job.priority,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    crashes: job.crashes,
    interrupts: job.interrupts,
    contractRevision: job.contractRevision,
    retriedFrom: job.retriedFrom,
    progress: job.progress?.percent,
    progressMessage: job.progress?.message,
  })
}

function stateFacts(job: Job): Readonly<Record<string, JsonObject[string] | undefined>> {
  if (job.state === 'waiting') return { waitsFor: job.why, runAt: toTimestamp(job.runAt) }
  if (job.state === 'ready') return { runAt: toTimestamp(job.runAt) }
  if (job.state === 'running')
    return { worker: job.worker, cancelRequestedAt: optionalTimestamp(job.cancelRequestedAt) }
  return {
    finishedAt: toTimestamp(job.finishedAt),
    expiresAt: toTimestamp(job.expiresAt),
    forgottenAt: optionalTimestamp(job.forgottenAt),
    result: job.state === 'succeeded' ? job.result.kind : undefined,
    failure: job.state === 'failed' ? job.failure.code : undefined,
    failureDetail: job.state === 'failed' ? (job.failure.detail ?? job.failure.title) : undefined,
  }
}

/** The object without the members that are undefined. */
export function withoutGaps(facts: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
