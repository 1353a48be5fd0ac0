/** The policy and the caller of the jobs that these tests accept. */
import type { AsyncPolicy } from '../../../../src/contract/async-policy.ts'
import type { Principal } from '../../../../src/security/principal.ts'

export const principal: Principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }

export const policy: AsyncPolicy = {
  mode: 'async',
  result: { kind: 'empty', status: 204 },
  errors: [],
  retry: { maxAttempts: 3, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'none' },
  timeout: { attemptMs: 60_000 },
  poll: { initialMs: 1_000, maxMs: 1_000 },
  waitMs: 0,
  cancel: { allowed: true, graceMs: 1_000 },
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
