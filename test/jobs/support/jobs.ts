/** Jobs in every state, the policy of a plain operation and who calls it: what the tests of jobs and of their store start from. */
import { after, type Instant, toInstant } from '../../../src/base/clock.ts'
import { type JobId, toJobId, type WorkerId } from '../../../src/base/ids.ts'
import type { Random } from '../../../src/base/random.ts'
import type { AsyncPolicy } from '../../../src/contract/async-policy.ts'
import type { Job, JobFacts, JobIn } from '../../../src/jobs/job.ts'
import type { Principal } from '../../../src/security/principal.ts'

export const start: Instant = toInstant(1_767_225_600_000)
export const now: Instant = after(start, 60_000)
export const worker = 'wrk_0000000000000000000001' as WorkerId
export const aJobId: JobId = toJobId('job_0000000000000000000001') ?? raise('not a job id')

export const failure = { code: 'unreadable-data', title: 'The data cannot be read', status: 422, retriable: false }

export const facts: JobFacts = {
  id: aJobId,
  operation: 'createReport',
  contractRevision: 1,
  tenant: 'default',
  owner: 'api-key:dev',
  priority: 100,
  createdAt: start,
  updatedAt: start,
  revision: 1,
  attempt: 0,
  maxAttempts: 3,
  crashes: 0,
  interrupts: 0,
  epoch: 0,
  retentionMs: 86_400_000,
  tombstoneMs: 86_400_000,
}

const ran: JobFacts = { ...facts, attempt: 1, epoch: 1, revision: 2, startedAt: start }
const end = { finishedAt: start, expiresAt: after(start, 86_400_000) }

/** One job in each state; `due` jobs may be promoted or claimed at `now`. */
export const jobs = {
  waiting: { ...facts, state: 'waiting', why: 'delay', runAt: after(now, 1_000) },
  waitingDue: { ...facts, state: 'waiting', why: 'delay', runAt: now },
  ready: { ...facts, state: 'ready', runAt: start },
  running: { ...ran, state: 'running', runAt: start, worker },
  canceling: { ...ran, state: 'running', runAt: start, worker, cancelRequestedAt: start },
  succeeded: { ...ran, ...end, state: 'succeeded', result: { kind: 'json', value: { total: 1 } } },
  failed: { ...ran, ...end, state: 'failed', failure: { ...failure, detail: 'row 7' } },
  canceled: { ...ran, ...end, state: 'canceled' },
} as const satisfies Record<string, Job>

export const running: JobIn<'running'> = jobs.running

export const principal: Principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }

export const policy: AsyncPolicy = {
  mode: 'async',
  result: { kind: 'json', status: 200, mediaType: 'application/json' },
  errors: [{ code: 'unreadable-data', status: 422, title: 'The data cannot be read', retriable: false }],
  retry: { maxAttempts: 3, backoff: 'exponential', initialMs: 1_000, maxMs: 60_000, jitter: 'none' },
  timeout: { attemptMs: 600_000 },
  poll: { initialMs: 1_000, maxMs: 60_000 },
  waitMs: 30_000,
  cancel: { allowed: true, graceMs: 10_000 },
  completion: 'see-other',
  retentionMs: 86_400_000,
  tombstoneMs: 86_400_000,
  idempotency: { required: false, windowMs: 86_400_000 },
  priority: 'normal',
  scopes: { read: [], cancel: [] },
  visibility: 'owner',
  callbacks: [],
  validatesProgress: false,
  validatesPartial: false,
}

/** Always the same draw. */
export function fixedRandom(unit = 0): Random {
  return { bytes: (length) => new Uint8Array(length), unit: () => unit }
}

function raise(message: string): never {
  throw new Error(message)
}
