/**
 * The body of a webhook: `{type, timestamp, data}`, where data is the job document as it stood at the event (R-WEB-3). Rendered once, at
 * the first send; pure, so the same claim always yields the same text.
 */
import { toTimestamp } from '../base/clock.ts'
import { type Contract, findOperation } from '../contract/contract.ts'
import { jobLinks } from '../contract/links.ts'
import type { Job, JobResult } from '../jobs/job.ts'
import { inlineResult, type JobDocument, toJobDocument } from '../jobs/view.ts'
import type { DeliveryClaim } from './store.ts'

export interface EnvelopeContext {
  readonly contract: Contract
  /** The public base B, without a trailing slash. */
  readonly base: string
}

/**
 * Renders the body of a claimed delivery.
 *
 * @example renderEnvelope(claim, { contract, base }) // '{"type":"createReport.succeeded",…}'
 */
export function renderEnvelope({ delivery, event, result }: DeliveryClaim, context: EnvelopeContext): string {
  const thin = thinDocument(event.snapshot, context)
  const data = delivery.payload === 'full' ? { ...thin, ...embedded(result) } : thin
  return JSON.stringify({ type: delivery.type, timestamp: toTimestamp(event.at), data })
}

function thinDocument(job: Job, { contract, base }: EnvelopeContext): Omit<JobDocument, 'result'> {
  // An operation that has left the spec has no job that could still be canceled through it.
  const policy = findOperation(contract, job.operation)?.async ?? { cancel: { allowed: false, graceMs: 0 } }
  const links = jobLinks(base, contract.jobsPath, job.id, job.operation)
  const { result: _, ...thin } = toJobDocument(job, { base, links, policy })
  return thin
}

/** JSON of up to 16 KiB; a file, a larger value and a forgotten one are left to `resourceLocation` (WH-6, R-RES-5). */
function embedded(result: JobResult | undefined): Pick<JobDocument, 'result'> {
  const value = result === undefined ? undefined : inlineResult(result)
  return value === undefined ? {} : { result: value }
}
