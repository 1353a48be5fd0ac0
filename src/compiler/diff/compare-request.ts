/** What a request takes: parameters and body. */
import { canonicalJson } from '../../base/json.ts'
import type { Parameter } from '../../contract/operation.ts'
import type { Path } from '../../schema/pointer.ts'
import { isIgnored, schemaPathOf } from '../lower/lower-parameters.ts'
import { type LocatedObject, parameterKey } from '../view/spec-view.ts'
import { compareEncodings } from './compare-encoding.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { contentOf, covers } from './media-types.ts'
import { compareRequests, type SchemaPair, schemasAt } from './schema-changes.ts'
import { typesOf } from './value-sets.ts'

export function compareRequest(pair: OperationPair): readonly Found[] {
  return [...compareParameters(pair), ...compareBody(pair)]
}

interface ParameterSide {
  readonly key: string
  readonly label: string
  readonly at: Path
  readonly schemaAt: Path
  readonly compiled: Parameter
}

function compareParameters(pair: OperationPair): readonly Found[] {
  const before = parametersOf(pair.old)
  const after = parametersOf(pair.new)
  return [
    ...[...before].flatMap(([key, old]) => {
      const next = after.get(key)
      return next === undefined ? [removed(pair, old)] : compareParameter(pair, old, next)
    }),
    ...[...after].flatMap(([key, next]) => (before.has(key) ? [] : [added(pair, next)])),
  ]
}

/** By place and name; those of the path by their position, as their names never travel. */
function parametersOf({ node, operation }: OperationSide): ReadonlyMap<string, ParameterSide> {
  const names = [...operation.path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '')
  const listed = node.parameters.filter(({ value }) => !isIgnored(value))
  return new Map(
    listed.flatMap((parameter): [string, ParameterSide][] => {
      const { name, in: place } = parameter.value
      const compiled = operation.parameters.find((one) => one.name === name && one.in === place)
      if (compiled === undefined) return []
      const key = compiled.in === 'path' ? `path ${names.indexOf(compiled.name)}` : parameterKey(parameter.value)
      const label = `${compiled.in} parameter \`${compiled.name}\``
      return [[key, { key, label, at: parameter.at, schemaAt: schemaPathOf(parameter), compiled }]]
    }),
  )
}

const removed = (pair: OperationPair, old: ParameterSide): Found => ({
  code: 'parameter-removed',
  message: `${old.label} is gone`,
  old: old.at,
  new: pair.new.node.at,
})

const added = (pair: OperationPair, next: ParameterSide): Found => ({
  code: next.compiled.required ? 'parameter-required' : 'parameter-added',
  message: `${next.label} is new${next.compiled.required ? ' and required' : ''}`,
  old: pair.old.node.at,
  new: next.at,
})

function compareParameter(pair: OperationPair, old: ParameterSide, next: ParameterSide): readonly Found[] {
  const places = { old: old.at, new: next.at }
  const [was, is] = [old.compiled, next.compiled]
  const switched: readonly Found[] =
    was.required === is.required
      ? []
      : [
          {
            ...places,
            ...(is.required ? nowRequired : nowOptional),
            message: `${next.label} is ${is.required ? 'now' : 'no longer'} required`,
          },
        ]
  const form = ({ style, explode, json }: Parameter): string => canonicalJson({ style, explode, json })
  const differs =
    form(was) !== form(is) && !(isPrimitive(was) && isPrimitive(is) && was.style === is.style && was.json === is.json)
  const reformed: readonly Found[] = differs
    ? [
        {
          ...places,
          code: 'parameter-format-changed',
          message: `${next.label} is now written as ${formName(is)}, was ${formName(was)}`,
        },
      ]
    : []
  const emptied: readonly Found[] =
    was.emptyIsAbsent === true && is.emptyIsAbsent !== true
      ? [{ ...places, code: 'request-narrowed', message: `${next.label} may no longer be empty` }]
      : []
  const schemas = { ...schemasAt(pair, old.schemaAt, next.schemaAt), what: next.label }
  const narrowed = takesAnyText(pair, was, is, schemas)
    ? [{ ...places, code: 'request-widened' as const, message: `${next.label} is now any text` }]
    : compareRequests(pair.inclusions, schemas)
  return [...switched, ...reformed, ...emptied, ...narrowed]
}

/** A number in a URL is text, too: only jobs keep inputs as what they were read as. */
function takesAnyText({ old }: OperationPair, was: Parameter, is: Parameter, schemas: SchemaPair): boolean {
  const isBare = schemas.new.parts.every(({ value }) => Object.keys(value).join() === 'type')
  const [types, others] = [typesOf(schemas.old), typesOf(schemas.new)]
  return (
    old.operation.async === undefined &&
    [was, is].every((one) => isPrimitive(one) && !one.json && one.default === undefined) &&
    isBare &&
    [...others].join() === 'string' &&
    !types.has('string') &&
    !types.has('null')
  )
}

const nowRequired = { code: 'parameter-required' } as const
const nowOptional = { code: 'parameter-optional' } as const

/** `explode` makes no difference to one value. */
const isPrimitive = ({ shape }: Parameter): boolean => shape.kind === 'primitive'

const formName = ({ json, style, explode }: Parameter): string =>
  json ? 'JSON' : `\`${style}\`${explode ? ' with `explode`' : ''}`

function compareBody(pair: OperationPair): readonly Found[] {
  const { old, new: next } = pair
  const before = old.node.requestBody
  const after = next.node.requestBody
  const required = next.operation.requestBody?.required === true
  if (before === undefined || after === undefined) {
    if (after !== undefined) {
      const code = required ? 'body-required' : 'body-added'
      return [{ code, message: `the body is new${required ? ' and required' : ''}`, old: old.node.at, new: after.at }]
    }
    if (before === undefined) return []
    return [{ code: 'body-removed', message: 'the body is gone', old: before.at, new: next.node.at }]
  }
  const was = old.operation.requestBody?.required === true
  const places = { old: before.at, new: after.at }
  return [
    ...(was || !required ? [] : [{ ...places, code: 'body-required' as const, message: 'the body is now required' }]),
    ...(!was || required
      ? []
      : [{ ...places, code: 'body-optional' as const, message: 'the body is no longer required' }]),
    ...compareContents(pair, before, after),
  ]
}

function compareContents(pair: OperationPair, before: LocatedObject, after: LocatedObject): readonly Found[] {
  const [was, is] = [contentOf(before), contentOf(after)]
  const found = [...is].flatMap(([key, mediaType]): readonly Found[] =>
    was.has(key)
      ? []
      : [
          {
            code: 'body-media-type-added',
            message: `a body may now be ${mediaType}`,
            old: [...before.at, 'content'],
            new: [...after.at, 'content', mediaType],
          },
        ],
  )
  return [
    ...[...was].flatMap(([key, mediaType]) => {
      const same = is.get(key)
      const target = same ?? [...is].find(([range]) => covers(range, key))?.[1]
      const at = [...before.at, 'content', mediaType]
      if (target === undefined) {
        const message = `a body may no longer be ${mediaType}`
        return [{ code: 'body-media-type-removed' as const, message, old: at, new: [...after.at, 'content'] }]
      }
      const targetAt = [...after.at, 'content', target]
      const schemas = { ...schemasAt(pair, [...at, 'schema'], [...targetAt, 'schema']), what: 'the body' }
      return [
        ...compareRequests(pair.inclusions, schemas),
        ...compareEncodings(pair, schemas, { mediaType: key, old: at, new: targetAt }),
      ]
    }),
    ...found,
  ]
}
