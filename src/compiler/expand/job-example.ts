/** Example job documents that fit their schemas, one for each state. Their ids and moments are made up, and the same every time. */
import { after, toInstant, toTimestamp } from '../../base/clock.ts'
import { type JobId, newJobId } from '../../base/ids.ts'
import type { JsonObject } from '../../base/json.ts'
import type { JobErrorDefinition } from '../../contract/async-policy.ts'
import { exampleBase, type JobLinks, jobLinks, problemUrl } from '../../contract/links.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { jobFailureCatalog } from '../../contract/problem-catalog.ts'
import type { Expansion } from './plan-expansion.ts'

export type ExampleState = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled'

/** The job every example is about. */
const exampleJobId: JobId = newJobId({ bytes: (length) => scattered(length), unit: () => 0 })

/** The job document of an operation in that state. */
export function jobExample(expansion: Expansion, operation: AsyncOperation, state: ExampleState): JsonObject {
  const links = exampleLinks(expansion, operation)
  const started = state === 'queued' ? {} : { startedAt: moment(1) }
  return {
    id: exampleJobId,
    operation: operation.id,
    status: state,
    revision: revisions[state],
    createdAt: moment(0),
    updatedAt: moment(seconds[state]),
    ...started,
    ...stateMembers(expansion, operation, state, links),
    ...(state !== 'queued' && { attempt: 1 }),
    links: linkMembers(operation, state, links),
  }
}

/** Where the example job is. */
function exampleLinks(expansion: Expansion, operation: AsyncOperation): JobLinks {
  return jobLinks(exampleBase(expansion.contract), expansion.contract.jobsPath, exampleJobId, operation.id)
}

const revisions = { queued: 1, running: 3, succeeded: 5, failed: 5, canceled: 4 } as const
const seconds = { queued: 0, running: 2, succeeded: 4, failed: 4, canceled: 3 } as const

function stateMembers(
  expansion: Expansion,
  operation: AsyncOperation,
  state: ExampleState,
  links: JobLinks,
): JsonObject {
  if (state === 'queued') return {}
  if (state === 'running') return { progress: { percent: 40 }, percentComplete: 40 }
  const finished = {
    finishedAt: moment(seconds[state]),
    expiresAt: moment(seconds[state] + operation.async.retentionMs / 1_000),
  }
  if (state === 'canceled') return finished
  if (state === 'failed') return { ...finished, error: errorExample(expansion, operation) }
  return { ...finished, resourceLocation: resultLocation(expansion, operation, links) }
}

function errorExample(expansion: Expansion, { async: policy }: AsyncOperation): JsonObject {
  const fallback: JobErrorDefinition = { code: 'handler-error', ...jobFailureCatalog['handler-error'] }
  const { code, title, status, retriable } = policy.errors[0] ?? fallback
  return { code, message: title, type: problemUrl(exampleBase(expansion.contract), code), title, status, retriable }
}

function resultLocation(expansion: Expansion, { async: policy }: AsyncOperation, links: JobLinks): string {
  if (policy.result.kind !== 'resource') return links.result
  return `${exampleBase(expansion.contract)}${policy.result.path.replaceAll(/\{[^}]*\}/g, '1')}`
}

function linkMembers({ async: policy }: AsyncOperation, state: ExampleState, links: JobLinks): readonly JsonObject[] {
  const cancelable = policy.cancel.allowed && (state === 'queued' || state === 'running')
  return [
    { rel: 'self', method: 'GET', href: links.self },
    { rel: 'monitor', method: 'GET', href: links.monitor },
    ...(cancelable ? [{ rel: 'cancel', method: 'DELETE', href: links.self }] : []),
    ...(state === 'succeeded' ? [{ rel: 'result', method: 'GET', href: links.result }] : []),
    { rel: 'describedby', method: 'GET', href: links.describedBy },
  ]
}

function moment(second: number): string {
  return toTimestamp(after(acceptedAt, second * 1_000))
}

const acceptedAt = toInstant(1_767_261_600_000)

function scattered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 101 + 29) % 248)
}
