/** What a job yields, on its way and in the end: the result, the detail of its progress, and the errors it can fail with. */
import { canonicalJson } from '../../base/json.ts'
import { readList, readObject } from '../../base/read-json.ts'
import type { AsyncPolicy } from '../../contract/async-policy.ts'
import { describedAt, resultMediaType, resultSchemaAt } from '../lower/lower-result.ts'
import { blockAt } from '../lower/merged-block.ts'
import { resultResponses } from '../lower/success-responses.ts'
import { compareEncodings } from './compare-encoding.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { type AnswerCodes, compareAnswers, schemasAt } from './schema-changes.ts'
import type { Audience } from './verdict.ts'

export function compareResult(pair: OperationPair): readonly Found[] {
  const [was, is] = [pair.old.operation.async, pair.new.operation.async]
  if (was === undefined || is === undefined) return []
  return [
    ...compareKind(pair, was, is),
    ...compareDetail(pair, 'progress'),
    ...compareDetail(pair, 'partial'),
    ...compareErrors(pair, was, is),
  ]
}

function compareKind(pair: OperationPair, { result: was }: AsyncPolicy, { result: is }: AsyncPolicy): readonly Found[] {
  const places = { old: resultAt(pair.old), new: resultAt(pair.new) }
  if (was.kind !== is.kind) {
    return [
      {
        ...places,
        code: 'result-kind-changed',
        message: `the result is now ${kinds[is.kind]}, was ${kinds[was.kind]}`,
      },
    ]
  }
  const types = ['mediaType' in was ? was.mediaType : '', 'mediaType' in is ? is.mediaType : '']
  const retyped: readonly Found[] =
    types[0] === types[1]
      ? []
      : [{ ...places, code: 'result-media-type-changed', message: `the result is now ${types[1]}, was ${types[0]}` }]
  return [...retyped, ...compareResource(pair, was, is), ...compareSchemas(pair), ...compareParts(pair)]
}

const kinds: Readonly<Record<AsyncPolicy['result']['kind'], string>> = {
  json: 'JSON',
  file: 'a file',
  resource: 'a resource',
  empty: 'nothing',
}

function resultAt({ view, node }: OperationSide): readonly string[] {
  const written = blockAt(view, node, ['result'])
  const [success] = resultResponses(node, {})
  if (written.includes('result') || success === undefined) return written
  const mediaType = resultMediaType(success, {})
  return mediaType === undefined ? success.at : [...success.at, 'content', mediaType]
}

function compareResource(pair: OperationPair, was: AsyncPolicy['result'], is: AsyncPolicy['result']): readonly Found[] {
  if (was.kind !== 'resource' || is.kind !== 'resource') return []
  const at = (side: OperationSide, key: string) => blockAt(side.view, side.node, ['result', key])
  const places = (key: string) => ({ old: at(pair.old, key), new: at(pair.new, key) })
  // A resource that is only called otherwise has a change of its own.
  if (was.operation !== is.operation && was.path !== is.path) {
    const message = `the result is now \`${is.operation}\`, was \`${was.operation}\``
    return [{ ...places('operation'), code: 'result-operation-changed', message }]
  }
  if (canonicalJson(was.parameters) === canonicalJson(is.parameters)) return []
  return [
    {
      ...places('parameters'),
      code: 'result-parameters-changed',
      message: 'the URL of the result is made another way',
    },
  ]
}

const resultCodes: AnswerCodes = {
  widened: 'result-widened',
  valueAdded: 'result-value-added',
  propertyRemoved: 'result-property-removed',
  propertyAdded: 'result-property-added',
  undecided: 'result-undecided',
  narrowed: 'result-narrowed',
  narrowedUndecided: 'result-undecided',
  extended: 'result-extended',
}

function compareSchemas(pair: OperationPair): readonly Found[] {
  const [old, next] = [resultSchemaAt(pair.old.view, pair.old.node), resultSchemaAt(pair.new.view, pair.new.node)]
  if (old === undefined && next === undefined) return []
  const schemas = {
    ...schemasAt(
      pair,
      old ?? [...pair.old.node.at, 'x-async-operation', 'result', 'schema'],
      next ?? [...pair.new.node.at, 'x-async-operation', 'result', 'schema'],
    ),
    what: 'the result',
  }
  const hears: readonly Audience[] = carriesResults(pair) ? ['receivers'] : []
  return compareAnswers(pair.inclusions, schemas, resultCodes, ['callers', 'jobs', ...hears])
}

/** Whether somebody is sent results. */
function carriesResults({ old }: OperationPair): boolean {
  const webhooks = [...(old.operation.async?.callbacks ?? []), ...old.spec.contract.webhooks]
  return webhooks.some(({ on, payload }) => payload === 'full' && on.includes('succeeded'))
}

/** A file of several parts says how each of them is written. */
function compareParts(pair: OperationPair): readonly Found[] {
  const [old, next] = [pair.old, pair.new].map(({ view, node }) => describedAt(view, node).media)
  if (old === undefined || next === undefined) return []
  const schemas = { ...schemasAt(pair, [...old, 'schema'], [...next, 'schema']), what: 'the result' }
  const media = { mediaType: old.at(-1)?.toLowerCase() ?? '', old, new: next }
  return compareEncodings(pair, schemas, { ...media, direction: 'response', changed: 'result-encoding-changed' })
}

const detailCodes: AnswerCodes = {
  widened: 'progress-widened',
  valueAdded: 'progress-undecided',
  propertyRemoved: 'progress-undecided',
  propertyAdded: 'progress-undecided',
  undecided: 'progress-undecided',
  narrowed: 'progress-narrowed',
  narrowedUndecided: 'progress-narrowed',
  extended: 'progress-extended',
}

function compareDetail(pair: OperationPair, key: 'progress' | 'partial'): readonly Found[] {
  const at = (side: OperationSide) => {
    const place = blockAt(side.view, side.node, [key])
    return place.at(-1) === key ? place : [...side.node.at, 'x-async-operation', key]
  }
  const schemas = {
    ...schemasAt(pair, at(pair.old), at(pair.new)),
    what: key === 'progress' ? 'the detail of progress' : 'the partial result',
  }
  return compareAnswers(pair.inclusions, schemas, detailCodes)
}

function compareErrors(pair: OperationPair, was: AsyncPolicy, is: AsyncPolicy): readonly Found[] {
  const find = (policy: AsyncPolicy, code: string) => policy.errors.find((error) => error.code === code)
  return [
    ...was.errors.flatMap((error): readonly Found[] => {
      const places = { old: errorAt(pair.old, error.code), new: errorAt(pair.new, error.code) }
      const now = find(is, error.code)
      if (now === undefined) return [{ ...places, code: 'error-removed', message: `error \`${error.code}\` is gone` }]
      const about = `of error \`${error.code}\` is now`
      return [
        ...(now.status === error.status
          ? []
          : [
              {
                ...places,
                code: 'error-status-changed' as const,
                message: `the status ${about} ${now.status}, was ${error.status}`,
              },
            ]),
        ...(now.retriable === error.retriable
          ? []
          : [
              {
                ...places,
                code: 'error-retriable-changed' as const,
                message: `\`retriable\` ${about} ${now.retriable}, was ${error.retriable}`,
              },
            ]),
      ]
    }),
    ...is.errors
      .filter((error) => find(was, error.code) === undefined)
      .map(({ code }): Found => {
        const places = { old: errorAt(pair.old, code), new: errorAt(pair.new, code) }
        return { ...places, code: 'error-added', message: `error \`${code}\` is new` }
      }),
  ]
}

function errorAt({ view, node }: OperationSide, code: string): readonly string[] {
  const list = blockAt(view, node, ['errors'])
  const index = readList(view.read(list)?.value).findIndex((entry) => readObject(entry).code === code)
  return index === -1 ? list : [...list, String(index)]
}
