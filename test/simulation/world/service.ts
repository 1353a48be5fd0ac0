/**
 * The service that is simulated: operations with short times, in two versions as before and after a deploy. The second knows one
 * operation more, and a definition of `report` that does not take every older input (D17).
 */
import type { AsyncPolicy } from '../../../src/contract/async-policy.ts'
import type { AsyncOperation } from '../../../src/contract/operation.ts'
import type { Handler, Registry, Validators } from '../../../src/contract/registry.ts'
import { policy } from '../../jobs/support/jobs.ts'

export type Version = 1 | 2

const minuteMs = 60_000

const scheduled = {
  ...policy,
  retry: { maxAttempts: 2, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'full' },
  timeout: { attemptMs: 10_000 },
  retentionMs: minuteMs,
  tombstoneMs: minuteMs,
} as const satisfies AsyncPolicy

export const policies = {
  report: {
    ...policy,
    retry: { maxAttempts: 3, backoff: 'exponential', initialMs: 1_000, maxMs: 10_000, jitter: 'full' },
    timeout: { attemptMs: 20_000, totalMs: 4 * minuteMs },
    cancel: { allowed: true, graceMs: 5_000 },
    retentionMs: 2 * minuteMs,
    tombstoneMs: 3 * minuteMs,
    idempotency: { required: false, windowMs: 4 * minuteMs },
  },
  import: {
    ...policy,
    retry: { maxAttempts: 5, backoff: 'linear', initialMs: 500, maxMs: 5_000, jitter: 'none' },
    timeout: { attemptMs: 45_000, startMs: 90_000 },
    cancel: { allowed: true, graceMs: 2_000 },
    priority: 'low',
    retentionMs: 10 * minuteMs,
    tombstoneMs: minuteMs,
    idempotency: { required: false, windowMs: 30 * minuteMs },
  },
  audit: {
    ...policy,
    retry: { maxAttempts: 2, backoff: 'fixed', initialMs: 2_000, maxMs: 2_000, jitter: 'full' },
    timeout: { attemptMs: 10_000 },
    cancel: { allowed: true, graceMs: 1_000 },
    priority: 'high',
    retentionMs: minuteMs,
    tombstoneMs: minuteMs,
    idempotency: { required: false, windowMs: minuteMs },
  },
  /** Two at a time of each shelf; the others wait. */
  sync: {
    ...policy,
    retry: { maxAttempts: 3, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'full' },
    timeout: { attemptMs: 15_000 },
    cancel: { allowed: true, graceMs: 1_000 },
    concurrency: { limit: 2, key: '$request.body#/shelf', onConflict: 'queue' },
    retentionMs: minuteMs,
    tombstoneMs: minuteMs,
    idempotency: { required: false, windowMs: minuteMs },
  },
  /** One at a time of each shelf; whoever comes meanwhile is turned away. */
  rebuild: {
    ...policy,
    retry: { maxAttempts: 2, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'full' },
    timeout: { attemptMs: 15_000, totalMs: minuteMs },
    cancel: { allowed: true, graceMs: 1_000 },
    concurrency: { limit: 1, key: '$request.body#/shelf', onConflict: 'reject' },
    retentionMs: minuteMs,
    tombstoneMs: minuteMs,
    idempotency: { required: false, windowMs: minuteMs },
  },
  /** Every minute, each of them. */
  nightly: {
    ...scheduled,
    schedule: { cron: '* * * * *', timezone: 'UTC', input: { rows: 1 }, catchUp: 'all', overlap: 'allow' },
  },
  /** The latest of every other minute, unless the one before still runs. */
  digest: {
    ...scheduled,
    schedule: { cron: '*/2 * * * *', timezone: 'UTC', input: { rows: 1 }, catchUp: 'one', overlap: 'skip' },
  },
} as const satisfies Record<string, AsyncPolicy>

export type OperationId = keyof typeof policies

const common = {
  import: 'import one',
  sync: 'sync one',
  rebuild: 'rebuild one',
  nightly: 'nightly one',
}

const versions: Readonly<Record<Version, Readonly<Partial<Record<OperationId, string>>>>> = {
  1: { ...common, report: 'report one' },
  2: { ...common, report: 'report two', audit: 'audit one', digest: 'digest one' },
}

/** The operations of a version, each with its policy. */
export function operationsOf(version: Version): readonly AsyncOperation[] {
  return operations[version]
}

function toOperation(id: string, hash: string): AsyncOperation {
  return {
    id,
    method: 'POST',
    path: `/${id}`,
    tags: [],
    deprecated: false,
    security: [],
    parameters: [],
    responses: [],
    requestBody: { required: true, content: [{ mediaType: 'application/json', kind: 'json' }], maxBytes: 1_000 },
    async: isOperation(id) ? policies[id] : policy,
    hash,
  }
}

function isOperation(id: string): id is OperationId {
  return id in policies
}

const operations: Readonly<Record<Version, readonly AsyncOperation[]>> = {
  1: Object.entries(versions[1]).map(([id, hash]) => toOperation(id, hash)),
  2: Object.entries(versions[2]).map(([id, hash]) => toOperation(id, hash)),
}

/** A registry of one version, with that handler behind every operation. */
export function toRegistry(version: Version, run: (operation: string) => Handler['run']): Registry {
  const known = operationsOf(version)
  const none = { securitySchemes: {}, scopes: [], webhooks: [], serverPath: '', jobsPath: '/jobs' }
  return {
    contract: { format: 1, specHash: '', title: 'Simulated', version: String(version), ...none, operations: known },
    validators: validatorsOf(version),
    handlers: Object.fromEntries(known.map(({ id }) => [id, { operation: id, run: run(id) }])),
    published: {},
  }
}

const complaint = [{ pointer: '', detail: 'does not fit' }]

/** A result is `{ rows: <integer> }`; the second version of `report` takes no body that says `legacy`. */
function validatorsOf(version: Version): Validators {
  const result: Validators[string] = (value) => (isRows(value) ? [] : complaint)
  const body: Validators[string] = (value) => (version === 2 && hasMember(value, 'legacy') ? complaint : [])
  const results = Object.fromEntries(Object.keys(policies).map((id) => [`${id}.result`, result]))
  return { ...results, 'report.body.0': body }
}

function isRows(value: unknown): boolean {
  return hasMember(value, 'rows') && Number.isInteger(value.rows)
}

function hasMember<Name extends string>(value: unknown, name: Name): value is { readonly [Key in Name]: unknown } {
  return typeof value === 'object' && value !== null && name in value
}
