/** What an operation answers by itself: statuses, media types, links and their schemas. The result of a job is compared elsewhere. */

import { canonicalJson } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import { isSentStatus } from '../../contract/sent-status.ts'
import type { Path } from '../../schema/pointer.ts'
import type { OperationView } from '../view/spec-view.ts'
import { compareEncodings } from './compare-encoding.ts'
import { compareHeaders } from './compare-headers.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { contentOf, covers } from './media-types.ts'
import { responseCodes } from './response-codes.ts'
import { compareAnswers, schemasAt } from './schema-changes.ts'

type Response = OperationView['responses'][number]

export function compareResponses(pair: OperationPair): readonly Found[] {
  const before = responsesOf(pair, pair.old)
  const after = responsesOf(pair, pair.new)
  return [
    ...[...before].flatMap(([status, old]) => {
      const next = after.get(status) ?? takerOf(after, status)
      if (next !== undefined) return compareResponse(pair, old, next)
      const [part, ...parts] = partsOf(after, status)
      return part === undefined ? [removed(pair, old)] : [settled(old, part, parts)]
    }),
    ...[...after].flatMap(([status, next]) => {
      if (before.has(status)) return []
      const promised = takerOf(before, status)
      const isNews = promised === undefined || !isSuccess(status)
      return [
        ...(isNews ? [added(pair, next)] : []),
        ...(promised === undefined ? [] : compareResponse(pair, promised, next)),
      ]
    }),
    ...compareUnsentLinks(pair),
  ]
}

type Responses = ReadonlyMap<string, Response>

/** What speaks for a status that is not declared itself: its range, else `default`, which beside successes is for failures. */
function takerOf(responses: Responses, status: string): Response | undefined {
  if (status === 'default') return undefined
  const range = responses.get(`${status[0]}XX`)
  const isFailure = !isSuccess(status) || [...responses.keys()].some(isSuccess)
  return range ?? (isSuccess(status) && isFailure ? undefined : responses.get('default'))
}

/** What is left of a range of successes. */
function partsOf(responses: Responses, status: string): readonly Response[] {
  if (!/^[23]XX$/.test(status)) return []
  return [...responses.values()].filter((one) => one.status.startsWith(status.charAt(0)))
}

const settled = (old: Response, next: Response, others: readonly Response[]): Found => ({
  code: 'response-narrowed',
  message: `response ${old.status} is now ${[next, ...others].map(({ status }) => status).join(', ')}`,
  old: old.at,
  new: next.at,
})

/**
 * What is declared and sent as it is declared. Under `mode: async`, on either side, the success responses describe the result and are never
 * sent; the 202 of a job is the framework's own, whatever is written beside it.
 */
function responsesOf(pair: OperationPair, { node, operation: { async: policy } }: OperationSide): Responses {
  const sent = node.responses.filter(
    ({ status }) => !isUnsent(pair, status) && (policy === undefined || isSentStatus(policy, status)),
  )
  return new Map(sent.map((response) => [response.status, response]))
}

function isUnsent({ old, new: next }: OperationPair, status: string): boolean {
  const modes = [old, next].map(({ operation }) => operation.async?.mode)
  return isSuccess(status) && (modes.includes('async') || (status === '202' && !modes.includes(undefined)))
}

const isSuccess = (status: string): boolean => /^[23]/.test(status)

/** Their links are published all the same, those of the 202 and those of the result. */
function compareUnsentLinks(pair: OperationPair): readonly Found[] {
  return pair.old.node.responses
    .filter(({ status }) => isUnsent(pair, status))
    .flatMap((old) => {
      const kept = pair.new.node.responses.find(({ status }) => status === old.status)
      return compareLinks(pair, old, kept ?? { ...old, value: {}, at: [...pair.new.node.at, 'responses'] })
    })
}

const removed = (pair: OperationPair, { status, at }: Response): Found => ({
  code: isSuccess(status) ? 'response-removed' : 'error-response-removed',
  message: `response ${status} is gone`,
  old: at,
  new: [...pair.new.node.at, 'responses'],
})

const added = (pair: OperationPair, { status, at }: Response): Found => ({
  code: isSuccess(status) ? 'response-added' : 'error-response-added',
  message: `response ${status} is new`,
  old: [...pair.old.node.at, 'responses'],
  new: at,
})

function compareResponse(pair: OperationPair, old: Response, next: Response): readonly Found[] {
  return [...compareContents(pair, old, next), ...compareHeaders(pair, old, next), ...compareLinks(pair, old, next)]
}

const written = { direction: 'response', changed: 'response-encoding-changed' } as const

function compareContents(pair: OperationPair, old: Response, next: Response): readonly Found[] {
  const [was, is] = [contentOf(old), contentOf(next)]
  const places = { old: [...old.at, 'content'], new: [...next.at, 'content'] }
  const compare = (from: string, to: string): readonly Found[] => {
    const media = { mediaType: from.toLowerCase(), old: [...places.old, from], new: [...places.new, to] }
    const found = schemasAt(pair, [...media.old, 'schema'], [...media.new, 'schema'])
    const schemas = { ...found, what: `response ${next.status}` }
    return [
      ...compareAnswers(pair.inclusions, schemas, responseCodes),
      ...compareEncodings(pair, schemas, { ...media, ...written }),
    ]
  }
  return [
    ...[...was].flatMap(([key, mediaType]) => {
      const target = is.get(key)
      if (target !== undefined) return compare(mediaType, target)
      const parts = [...is].filter(([type]) => covers(key, type))
      const at = { old: [...places.old, mediaType], new: places.new }
      if (parts.length === 0) {
        return [
          {
            ...at,
            code: 'response-media-type-removed' as const,
            message: `response ${next.status} no longer comes as ${mediaType}`,
          },
        ]
      }
      const message = `response ${next.status} now comes as ${parts.map(([, name]) => name).join(', ')}, was ${mediaType}`
      return [
        { ...at, code: 'response-narrowed' as const, message },
        ...parts.flatMap(([type, name]) => (was.has(type) ? [] : compare(mediaType, name))),
      ]
    }),
    ...[...is].flatMap(([key, mediaType]): readonly Found[] => {
      if (was.has(key) || [...was.keys()].some((range) => covers(range, key))) return []
      const message = `response ${next.status} also comes as ${mediaType}`
      return [{ code: 'response-media-type-added', message, old: places.old, new: [...places.new, mediaType] }]
    }),
  ]
}

function compareLinks(pair: OperationPair, old: Response, next: Response): readonly Found[] {
  const kept = readObject(next.value.links)
  return Object.keys(readObject(old.value.links)).flatMap((name): readonly Found[] => {
    const label = `link \`${name}\` of response ${old.status}`
    const at = [...old.at, 'links', name]
    if (!Object.hasOwn(kept, name))
      return [{ code: 'link-removed', message: `${label} is gone`, old: at, new: next.at }]
    const target = [...next.at, 'links', name]
    if (goalOf(pair.old, at) === goalOf(pair.new, target)) return []
    return [{ code: 'link-changed', message: `${label} leads elsewhere`, old: at, new: target }]
  })
}

/** The operation by what it answers to, as it may have another name, and what it is called with. */
function goalOf({ view }: OperationSide, at: Path): string {
  const {
    operationId,
    operationRef = null,
    parameters = {},
    requestBody = null,
    server,
  } = readObject(view.read(at)?.value)
  const named = view.operations.find(({ id }) => id === operationId)
  const goal = named === undefined ? (operationId ?? operationRef) : `${named.method} ${named.path}`
  return canonicalJson([goal, parameters, requestBody, readObject(server).url ?? null])
}
