/** The first value of a job (T1): pure, nothing is stored here. */
import { after, type Instant } from '../base/clock.ts'
import type { JobId } from '../base/ids.ts'
import type { AsyncPolicy, Priority } from '../contract/async-policy.ts'
import type { Principal } from '../security/principal.ts'
import type { JobFacts, JobIn } from './job.ts'

export interface Acceptance {
  readonly id: JobId
  readonly operation: string
  readonly contractRevision: number
  readonly policy: AsyncPolicy
  readonly principal: Principal
  readonly now: Instant
  /** Not before this; now when absent. */
  readonly runAt?: Instant
  readonly retriedFrom?: JobId
  readonly concurrencyKey?: string | undefined
}

/** Lower runs first; a step of 100 is worth an hour of waiting. */
const priorities: Readonly<Record<Priority, number>> = { high: 0, normal: 100, low: 200 }

/** T1: the job as it is inserted, `waiting` when it is due later and `ready` otherwise. */
export function acceptJob(acceptance: Acceptance): JobIn<'ready' | 'waiting'> {
  const { now } = acceptance
  const runAt = acceptance.runAt ?? now
  const facts = firstFacts(acceptance)
  return runAt > now ? { ...facts, state: 'waiting', why: 'delay', runAt } : { ...facts, state: 'ready', runAt: now }
}

function firstFacts(acceptance: Acceptance): JobFacts {
  const { id, operation, contractRevision, policy, principal, now, retriedFrom, concurrencyKey } = acceptance
  const { timeout, estimateMs } = policy
  return {
    id,
    operation,
    contractRevision,
    tenant: principal.tenant,
    owner: principal.subject,
    priority: priorities[policy.priority],
    createdAt: now,
    updatedAt: now,
    revision: 1,
    attempt: 0,
    maxAttempts: policy.retry.maxAttempts,
    crashes: 0,
    interrupts: 0,
    epoch: 0,
    retentionMs: policy.retentionMs,
    tombstoneMs: policy.tombstoneMs,
    ...(timeout.totalMs === undefined ? {} : { deadlineAt: after(now, timeout.totalMs) }),
    ...(timeout.startMs === undefined ? {} : { startBy: after(now, timeout.startMs) }),
    ...(estimateMs === undefined ? {} : { estimatedCompletionAt: after(now, estimateMs) }),
    ...(retriedFrom === undefined ? {} : { retriedFrom }),
    ...(concurrencyKey === undefined ? {} : { concurrencyKey }),
  }
}
