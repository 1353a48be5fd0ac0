/** What the framework's own operations have in common: how they are named and guarded, the job document as an answer, and what answers instead. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { jobSecurity, listSecurity } from '../../contract/job-security.ts'
import type { ProblemCode } from '../../contract/problem-catalog.ts'
import { type HeaderComponent, headerRefs } from './header-components.ts'
import { inMemberOrder } from './member-order.ts'
import { type Expansion, jobRef, type OwnOperation, ownRef } from './plan-expansion.ts'
import { problemResponses, reasons } from './problem-responses.ts'
import { withOwnLimit } from './standing.ts'

/** One of the framework's operations; an answer to HEAD has headers only. */
export function ownOperation(
  expansion: Expansion,
  id: OwnOperation,
  summary: string,
  description: string,
  responses: JsonObject,
): JsonObject {
  const counted = countedAs(id)
  const answers = counted === undefined ? responses : withOwnLimit(expansion, counted, responses)
  return inMemberOrder({
    operationId: expansion.ids[id],
    tags: ['jobs'],
    summary,
    description,
    security: id === 'listJobs' ? listSecurity(expansion.contract) : jobSecurity(expansion.contract),
    responses: id.startsWith('head') ? withoutContent(answers) : answers,
  })
}

/** Reading a job counts as polling it; canceling and forgetting are free. */
function countedAs(id: OwnOperation): 'poll' | 'list' | undefined {
  if (id === 'listJobs') return 'list'
  return id === 'cancelJob' || id === 'forgetJobResult' ? undefined : 'poll'
}

function withoutContent(responses: JsonObject): JsonObject {
  const bare = Object.entries(responses).map(([status, response]) => {
    const members = isJsonObject(response) ? Object.entries(response).filter(([name]) => name !== 'content') : []
    return [status, Object.fromEntries(members)]
  })
  return Object.fromEntries(bare)
}

type Headers = Readonly<Record<string, HeaderComponent>>

const cacheHeaders: Headers = { ETag: 'ETag', 'Cache-Control': 'PrivateNoCache', Vary: 'Vary' }

/** Headers of an answer that shows a job. */
export const readHeaders: Headers = { ...cacheHeaders, Link: 'Link' }

/** Of one whose job may be unfinished, and of the 304 in its place (R-STA-7). */
export const statusHeaders: Headers = { ...readHeaders, 'Retry-After': 'RetryAfterWhileUnfinished' }

/** With the condition that answers 304. */
export function readable(expansion: Expansion, operation: JsonObject): JsonObject {
  return inMemberOrder({ ...operation, parameters: [ownRef(expansion, 'parameters', 'IfNoneMatch')] })
}

/** An answer that is a job document. */
export function jobResponse(
  expansion: Expansion,
  description: string,
  headers: Headers,
  examples: Readonly<Record<string, JsonObject>> = {},
): JsonObject {
  const named = Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]))
  return {
    description,
    headers: headerRefs(expansion, headers),
    content: {
      'application/json': {
        schema: anyJob(expansion),
        ...(Object.keys(examples).length > 0 && { examples: named }),
      },
    },
  }
}

/** The job document of whichever operation. */
export function anyJob(expansion: Expansion): JsonObject {
  const [only, ...others] = expansion.asyncOperations
  return only !== undefined && others.length === 0 ? jobRef(expansion, only.id) : ownRef(expansion, 'schemas', 'Job')
}

/** What answers instead when there is no such job for this caller (R-STA-13, R-STA-14). */
export function missingJob({ asyncOperations }: Expansion): readonly ProblemCode[] {
  const guarded = asyncOperations.some((operation) => operation.security.length > 0)
  return ['bad-request', ...(guarded ? (['unauthorized'] as const) : []), 'not-found', 'gone']
}

/** What answers instead of a job document, at the job and at its status. */
export function unreadableJob(expansion: Expansion): JsonObject {
  return problemResponses(
    expansion,
    reasons([...missingJob(expansion), 'not-acceptable', 'internal-error', 'unavailable']),
  )
}
