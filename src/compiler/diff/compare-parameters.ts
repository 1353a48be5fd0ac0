/** The parameters of a request: which there are, how they are written, and what they hold. */
import { canonicalJson } from '../../base/json.ts'
import { readBoolean } from '../../base/read-json.ts'
import type { Parameter } from '../../contract/operation.ts'
import type { Path } from '../../schema/pointer.ts'
import { isIgnored, schemaPathOf } from '../lower/lower-parameters.ts'
import { parameterKey } from '../view/spec-view.ts'
import { escapingMessage } from './compare-encoding.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { compareRequests, type SchemaPair, schemasAt } from './schema-changes.ts'
import { typesOf } from './value-sets.ts'

/** Those of the same place and name, whatever a parameter of the path is called. */
export function compareParameters(pair: OperationPair): readonly Found[] {
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

interface ParameterSide {
  readonly label: string
  readonly at: Path
  readonly schemaAt: Path
  readonly compiled: Parameter
  /** Whether characters like `/` may stand unescaped. */
  readonly isReserved: boolean
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
      const isReserved = readBoolean(parameter.value.allowReserved) === true
      return [[key, { label, at: parameter.at, schemaAt: schemaPathOf(parameter), compiled, isReserved }]]
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
  return [
    ...compareRequired(old, next),
    ...compareForm(old, next),
    ...compareEmpty(old, next),
    ...compareEscaping(old, next),
    ...compareValues(pair, old, next),
  ]
}

const placesOf = (old: ParameterSide, next: ParameterSide) => ({ old: old.at, new: next.at })

function compareRequired(old: ParameterSide, next: ParameterSide): readonly Found[] {
  const { required } = next.compiled
  if (old.compiled.required === required) return []
  const code = required ? 'parameter-required' : 'parameter-optional'
  return [{ ...placesOf(old, next), code, message: `${next.label} is ${required ? 'now' : 'no longer'} required` }]
}

function compareForm(old: ParameterSide, next: ParameterSide): readonly Found[] {
  const [was, is] = [old.compiled, next.compiled]
  const form = ({ style, explode, json }: Parameter): string => canonicalJson({ style, explode, json })
  const isOneValue = isPrimitive(was) && isPrimitive(is) && was.style === is.style && was.json === is.json
  if (form(was) === form(is) || isOneValue) return []
  const message = `${next.label} is now written as ${formName(is)}, was ${formName(was)}`
  return [{ ...placesOf(old, next), code: 'parameter-format-changed', message }]
}

/** `explode` makes no difference to one value. */
const isPrimitive = ({ shape }: Parameter): boolean => shape.kind === 'primitive'

const formName = ({ json, style, explode }: Parameter): string =>
  json ? 'JSON' : `\`${style}\`${explode ? ' with `explode`' : ''}`

function compareEmpty(old: ParameterSide, next: ParameterSide): readonly Found[] {
  if (old.compiled.emptyIsAbsent !== true || next.compiled.emptyIsAbsent === true) return []
  return [{ ...placesOf(old, next), code: 'request-narrowed', message: `${next.label} may no longer be empty` }]
}

function compareEscaping(old: ParameterSide, next: ParameterSide): readonly Found[] {
  if (old.isReserved === next.isReserved) return []
  const message = escapingMessage(next.label, next.isReserved)
  return [{ ...placesOf(old, next), code: 'escaping-changed', message }]
}

function compareValues(pair: OperationPair, old: ParameterSide, next: ParameterSide): readonly Found[] {
  const schemas = { ...schemasAt(pair, old.schemaAt, next.schemaAt), what: next.label }
  return takesAnyText(pair, old.compiled, next.compiled, schemas)
    ? [{ ...placesOf(old, next), code: 'request-widened', message: `${next.label} is now any text` }]
    : compareRequests(pair.inclusions, schemas)
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
