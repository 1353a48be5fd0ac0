/** The result R that the framework hosts: every way a job of any operation can end, as an answer (R-RES-1 to R-RES-5). */
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { ResultPolicy } from '../../contract/async-policy.ts'
import { resultMedia } from './described.ts'
import { headerRefs } from './header-components.ts'
import { jobResponse, missingJob, ownOperation, readable } from './own-operation.ts'
import { type Expansion, ownRef } from './plan-expansion.ts'
import { frameworkFailures, type ProblemReason, problemResponses, reasons } from './problem-responses.ts'
import { yieldedDescription, yieldedKeys, yieldedLinks, yielding } from './yielded.ts'

export function resultPathItem(expansion: Expansion): JsonObject {
  const responses = readResult(expansion)
  const description = 'Answers 202 while the job is unfinished, so that following redirects works early and late.'
  return {
    parameters: [ownRef(expansion, 'parameters', 'JobId')],
    get: readable(
      expansion,
      ownOperation(expansion, 'getJobResult', 'Fetch the result of a job', description, responses),
    ),
    head: readable(
      expansion,
      ownOperation(expansion, 'headJobResult', 'Fetch the headers of a result', 'As GET, without the body.', responses),
    ),
    delete: forgetResult(expansion),
  }
}

function readResult(expansion: Expansion): JsonObject {
  return {
    ...(has(expansion, 'json', 'file') && { '200': yielded(expansion) }),
    '202': unfinished(expansion),
    ...(has(expansion, 'empty') && { '204': nothingYielded(expansion) }),
    ...(has(expansion, 'file') && { '206': partOfFile(expansion) }),
    ...(has(expansion, 'resource') && { '303': resource(expansion) }),
    '304': { description: 'You have this result already', headers: headerRefs(expansion, taggedHeaders) },
    ...problemResponses(expansion, [
      ...failureReasons(expansion),
      ...reasons([...missingJob(expansion), 'job-canceled', 'internal-error', 'unavailable']),
      ...(has(expansion, 'file') ? reasons(['range-not-satisfiable']) : []),
    ]),
  }
}

const cacheHeaders = { 'Cache-Control': 'PrivateNoCache', Vary: 'Vary' } as const
const taggedHeaders = { ETag: 'ETag', ...cacheHeaders } as const
const fileHeaders = { 'Accept-Ranges': 'AcceptRanges', 'Content-Disposition': 'ContentDisposition' } as const

function has(expansion: Expansion, ...kinds: readonly ResultPolicy['kind'][]): boolean {
  return yielding(expansion, kinds).length > 0
}

function yielded(expansion: Expansion): JsonObject {
  const kinds = ['json', 'file'] as const
  const headers = { ...taggedHeaders, ...(has(expansion, 'file') && fileHeaders) }
  return {
    description: yieldedDescription(expansion, kinds, 'What the job yields'),
    headers: headerRefs(expansion, headers),
    content: resultContent(expansion, kinds),
    ...yieldedLinks(expansion, kinds),
    ...yieldedKeys(expansion, kinds),
  }
}

function nothingYielded(expansion: Expansion): JsonObject {
  return {
    description: yieldedDescription(expansion, ['empty'], 'The job has succeeded; it yields nothing'),
    headers: headerRefs(expansion, cacheHeaders),
    ...yieldedKeys(expansion, ['empty']),
  }
}

function partOfFile(expansion: Expansion): JsonObject {
  return {
    description: 'The part of the file that `Range` asked for',
    headers: headerRefs(expansion, { 'Content-Range': 'ContentRange', ...taggedHeaders, ...fileHeaders }),
    content: resultContent(expansion, ['file']),
  }
}

/** Media type -> its schema, or any of them where several operations yield the same media type. */
function resultContent(expansion: Expansion, kinds: readonly ResultPolicy['kind'][]): JsonObject {
  const byType = new Map<string, JsonObject[]>()
  for (const operation of yielding(expansion, kinds)) {
    const { result } = operation.async
    if (result.kind === 'empty') continue
    byType.set(result.mediaType, [...(byType.get(result.mediaType) ?? []), resultMedia(expansion, operation)])
  }
  return Object.fromEntries([...byType].map(([mediaType, media]) => [mediaType, joined(media)]))
}

function joined(media: readonly JsonObject[]): JsonObject {
  const [only, ...others] = media
  if (only !== undefined && others.length === 0) return only
  const schemas = media.flatMap(({ schema }): readonly JsonValue[] => (schema === undefined ? [] : [schema]))
  const distinct = [...new Map(schemas.map((schema) => [canonicalJson(schema), schema])).values()]
  const [first, ...more] = distinct
  if (first === undefined || schemas.length < media.length) return {}
  return { schema: more.length === 0 ? first : { anyOf: distinct } }
}

function unfinished(expansion: Expansion): JsonObject {
  const here = { description: 'This result, again.', required: true, schema: { type: 'string', format: 'uri' } }
  const response = jobResponse(expansion, 'The job has not finished', {})
  const headers = headerRefs(expansion, { 'Retry-After': 'RetryAfter', ...cacheHeaders, Link: 'Link' })
  return { ...response, headers: { Location: here, ...headers } }
}

function resource(expansion: Expansion): JsonObject {
  const ids = expansion.asyncOperations.flatMap(({ async: { result } }) =>
    result.kind === 'resource' ? [`\`${result.operation}\``] : [],
  )
  const description = `The resource that the job made: see ${[...new Set(ids)].join(', ')}.`
  return {
    description: 'The result is a resource elsewhere',
    headers: {
      Location: { description, required: true, schema: { type: 'string', format: 'uri' } },
      ...headerRefs(expansion, cacheHeaders),
    },
  }
}

/** Every way a job can fail: what the operations declare, and the framework's own. */
function failureReasons({ asyncOperations }: Expansion): readonly ProblemReason[] {
  const declared = asyncOperations.flatMap((operation): readonly ProblemReason[] => operation.async.errors)
  return [...declared, ...frameworkFailures]
}

function forgetResult(expansion: Expansion): JsonObject {
  const responses = {
    '204': { description: 'Input and result are forgotten; the job answers 410 from now on' },
    ...problemResponses(
      expansion,
      reasons([...missingJob(expansion), 'not-finished', 'internal-error', 'unavailable']),
    ),
  }
  const description = 'Deletes what the job was given and what it yields, now. Only a finished job can be forgotten.'
  return ownOperation(expansion, 'forgetJobResult', 'Forget a result', description, responses)
}
