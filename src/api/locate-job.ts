/**
 * The job of a call, as far as its caller may see it. Whatever the reason a caller may not, the answer is the same 404 (R-STA-13): unknown,
 * malformed, somebody else's, or a scope that is lacking (D13).
 */

import { toJobId } from '../base/ids.ts'
import type { AsyncPolicy } from '../contract/async-policy.ts'
import { type Contract, findOperation } from '../contract/contract.ts'
import type { Operation } from '../contract/operation.ts'
import type { HttpResponse } from '../http/message.ts'
import type { RouteCall } from '../http/route.ts'
import { isFinished, type Job } from '../jobs/job.ts'
import type { FindOptions, FoundJob, Reader } from '../jobs/store.ts'
import { anonymous, holdsScopes, type Principal } from '../security/principal.ts'
import { type ApiContext, refuse } from './context.ts'

/** The parts of a policy that a job's resources need. A job outlives the operation it came from, and is then served with these defaults. */
export type JobPolicy = Pick<AsyncPolicy, 'cancel' | 'completion' | 'poll' | 'scopes'>

const orphaned: JobPolicy = {
  cancel: { allowed: false, graceMs: 0 },
  completion: 'see-other',
  poll: { initialMs: 1_000, maxMs: 60_000 },
  scopes: { read: [], cancel: [] },
}

export interface LocatedJob {
  readonly job: Job
  readonly policy: JobPolicy
  /** As whom it was found: the caller, or nobody. */
  readonly reader: Reader
}

interface Lookup {
  /** Beyond `read`, the scopes that the call needs. */
  readonly needs?: 'cancel'
  readonly forPoller?: boolean
  /** Whether the answer is the result itself; only then a large one is read. */
  readonly withResult?: boolean
}

/** The job that the call's `jobId` names, or the answer to give instead: 404, or 410 once it has expired or was forgotten (R-STA-14). */
export async function locateJob(
  context: ApiContext,
  call: RouteCall,
  lookup: Lookup = {},
): Promise<{ readonly located: LocatedJob } | { readonly refusal: HttpResponse }> {
  const { forPoller = false, withResult = false } = lookup
  const found = await find(context, call, { large: withResult ? 'load' : 'leave-out' })
  if (found === undefined) return { refusal: refuse(context, call, 'not-found', { forPoller }) }
  const policy = policyOf(context, found.job)
  const needed = lookup.needs === 'cancel' ? [...policy.scopes.read, ...policy.scopes.cancel] : policy.scopes.read
  if (!holdsScopes(call.principal, needed)) return { refusal: refuse(context, call, 'not-found', { forPoller }) }
  if (isGone(found, context)) return { refusal: refuse(context, call, 'gone', { forPoller }) }
  return { located: { job: found.job, policy, reader: found.reader } }
}

export function policyOf({ registry }: ApiContext, job: Job): JobPolicy {
  return findOperation(registry.contract, job.operation)?.async ?? orphaned
}

/** A caller as a reader of jobs. */
export function readerOf({ subject, tenant }: Principal): Reader {
  return { kind: 'owner', tenant, owner: subject }
}

/** Jobs of anonymous callers are readable by their id alone (D14), so whoever has the id may also be somebody with a key. */
async function find(
  { service, registry }: ApiContext,
  { parameters, principal }: RouteCall,
  options: FindOptions,
): Promise<(FoundJob & { readonly reader: Reader }) | undefined> {
  const id = toJobId(String(parameters.path.jobId ?? ''))
  if (id === undefined) return undefined
  const readers = startsForNobody(registry.contract) ? [principal, anonymous] : [principal]
  for (const reader of readers.map(readerOf)) {
    const found = await service.find(id, reader, options)
    if (found !== undefined) return { ...found, reader }
  }
  return undefined
}

/** Whether jobs of anonymous callers can exist at all. */
function startsForNobody({ operations }: Contract): boolean {
  const needsNone = ({ security }: Operation) =>
    security.length === 0 || security.some((alternative) => Object.keys(alternative).length === 0)
  return operations.some((operation) => operation.async !== undefined && needsNone(operation))
}

/** Time alone decides: a job past its retention is gone even while the sweep has not come by. */
function isGone({ job, tombstone }: FoundJob, { runtime }: ApiContext): boolean {
  if (tombstone) return true
  return isFinished(job) && (job.forgottenAt !== undefined || job.expiresAt <= runtime.clock.now())
}
