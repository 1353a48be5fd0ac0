/** What an operation answers by itself: statuses, media types, headers, links and their schemas. The result of a job is compared elsewhere. */

import { readBoolean, readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import { schemaAt } from '../schemas/schema-node.ts'
import type { OperationView } from '../view/spec-view.ts'
import { contentOf } from './compare-request.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { type AnswerCodes, compareAnswers } from './schema-changes.ts'

type Response = OperationView['responses'][number]

export function compareResponses(pair: OperationPair): readonly Found[] {
  const before = responsesOf(pair, pair.old)
  const after = responsesOf(pair, pair.new)
  return [
    ...[...before].flatMap(([status, old]) => {
      const next =
        after.get(status) ?? (isSuccess(status) ? undefined : (after.get(`${status[0]}XX`) ?? after.get('default')))
      return next === undefined ? [removed(pair, old)] : compareResponse(pair, old, next)
    }),
    ...[...after].flatMap(([status, next]) => (before.has(status) ? [] : [added(pair, next)])),
  ]
}

/** Under `mode: async`, on either side, the success responses describe the result and are never sent. */
function responsesOf({ old, new: next }: OperationPair, { node }: OperationSide): ReadonlyMap<string, Response> {
  const unsent = [old, next].some(({ operation }) => operation.async?.mode === 'async')
  const sent = node.responses.filter(({ status }) => !unsent || !isSuccess(status))
  return new Map(sent.map((response) => [response.status, response]))
}

const isSuccess = (status: string): boolean => /^[23]/.test(status)

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
  const content = isSuccess(old.status) || old.status === next.status ? compareContents(pair, old, next) : []
  return [...content, ...compareHeaders(pair, old, next), ...compareLinks(old, next)]
}

const codes: AnswerCodes = {
  widened: 'response-widened',
  valueAdded: 'response-value-added',
  propertyRemoved: 'response-property-removed',
  propertyAdded: 'response-property-added',
  undecided: 'response-undecided',
  narrowed: 'response-narrowed',
  narrowedUndecided: 'response-narrowed',
  extended: 'response-narrowed',
}

function compareContents(pair: OperationPair, old: Response, next: Response): readonly Found[] {
  const [was, is] = [contentOf(old), contentOf(next)]
  const places = { old: [...old.at, 'content'], new: [...next.at, 'content'] }
  return [
    ...[...was].flatMap(([key, mediaType]) => {
      const target = is.get(key)
      const at = [...places.old, mediaType]
      if (target === undefined) {
        const message = `response ${old.status} no longer comes as ${mediaType}`
        return [{ code: 'response-media-type-removed' as const, message, old: at, new: places.new }]
      }
      const schemas = schemasAt(pair, [...at, 'schema'], [...places.new, target, 'schema'])
      return compareAnswers(pair.inclusions, { ...schemas, what: `response ${old.status}` }, codes)
    }),
    ...[...is].flatMap(([key, mediaType]): readonly Found[] => {
      if (was.has(key)) return []
      const message = `response ${old.status} also comes as ${mediaType}`
      return [{ code: 'response-media-type-added', message, old: places.old, new: [...places.new, mediaType] }]
    }),
  ]
}

const schemasAt = (pair: OperationPair, old: Path, next: Path) => ({
  old: schemaAt(pair.old.view, old),
  new: schemaAt(pair.new.view, next),
})

function compareHeaders(pair: OperationPair, old: Response, next: Response): readonly Found[] {
  const [was, is] = [namesOf(old, 'headers'), namesOf(next, 'headers')]
  return [
    ...[...was].flatMap(([key, name]) => {
      const label = `header \`${name}\` of response ${old.status}`
      const at = { old: [...old.at, 'headers', name], new: [...next.at, 'headers'] }
      const wasRequired = isRequired(pair.old, at.old)
      const kept = is.get(key)
      if (kept === undefined) {
        const code = wasRequired ? ('response-header-removed' as const) : ('response-header-optional' as const)
        return [{ ...at, code, message: `${label} is gone` }]
      }
      return compareHeader(pair, label, { old: at.old, new: [...at.new, kept] })
    }),
    ...[...is].flatMap(([key, name]): readonly Found[] => {
      if (was.has(key)) return []
      const message = `header \`${name}\` of response ${old.status} is new`
      return [{ code: 'response-header-added', message, old: old.at, new: [...next.at, 'headers', name] }]
    }),
  ]
}

function compareHeader(
  pair: OperationPair,
  label: string,
  at: { readonly old: Path; readonly new: Path },
): readonly Found[] {
  const released = isRequired(pair.old, at.old) && !isRequired(pair.new, at.new)
  const [old, next] = [pair.old.view.read(at.old)?.at ?? at.old, pair.new.view.read(at.new)?.at ?? at.new]
  const schemas = schemasAt(pair, [...old, 'schema'], [...next, 'schema'])
  return [
    ...(released
      ? [{ ...at, code: 'response-header-optional' as const, message: `${label} is no longer required` }]
      : []),
    ...compareAnswers(pair.inclusions, { ...schemas, what: label }, codes),
  ]
}

const isRequired = ({ view }: OperationSide, at: Path): boolean =>
  readBoolean(readObject(view.read(at)?.value).required) === true

/** Header names do not mind their case. */
function namesOf({ value }: Response, section: string): ReadonlyMap<string, string> {
  return new Map(Object.keys(readObject(value[section])).map((name) => [name.toLowerCase(), name]))
}

function compareLinks(old: Response, next: Response): readonly Found[] {
  const kept = readObject(next.value.links)
  return Object.keys(readObject(old.value.links))
    .filter((name) => !Object.hasOwn(kept, name))
    .map((name) => ({
      code: 'link-removed',
      message: `link \`${name}\` of response ${old.status} is gone`,
      old: [...old.at, 'links', name],
      new: next.at,
    }))
}
