/**
 * Path, query, header and cookie text as values, by each parameter's style. Reports what is missing, unknown, repeated or of the wrong
 * type, and fills in defaults; what a value may be is the validator's business.
 */
import { closestName } from '../base/closest-name.ts'
import type { JsonValue } from '../base/json.ts'
import type { ParameterFormat } from '../base/parameter-format.ts'
import { pieceTogether } from './parameter-pieces.ts'
import { toPointer } from './pointer.ts'
import { cookiePairs, decodePercent, queryPairs, type RawPair } from './raw-pairs.ts'
import { type StyledText, styledText } from './styled-text.ts'
import { knownNames, maxViolations, type Violation } from './violations.ts'

/** A request's text, nothing decoded yet: styles split at characters that may also stand encoded inside a value. */
export interface RawParameters {
  /** By the names of the template, percent-encoded. */
  readonly path: Readonly<Record<string, string>>
  /** What follows '?', without it. */
  readonly query: string
  /** By lower-case name; `cookie` among them. */
  readonly headers: Readonly<Record<string, string>>
}

export interface ParameterValues {
  readonly path: Readonly<Record<string, JsonValue>>
  readonly query: Readonly<Record<string, JsonValue>>
  readonly header: Readonly<Record<string, JsonValue>>
  readonly cookie: Readonly<Record<string, JsonValue>>
}

export interface DeserialisedParameters {
  readonly values: ParameterValues
  /** Pointers into `values`: '/query/limit'. */
  readonly violations: readonly Violation[]
}

/**
 * Turns a request's text into values. A parameter with a violation is left out of the values.
 *
 * @example deserialiseParameters([limit], { path: {}, query: 'limit=5', headers: {} }).values.query // { limit: 5 }
 */
export function deserialiseParameters(
  parameters: readonly ParameterFormat[],
  raw: RawParameters,
): DeserialisedParameters {
  const request = { raw, query: queryPairs(raw.query), cookies: cookiePairs(raw.headers.cookie ?? '') }
  const values: Record<ParameterFormat['in'], [string, JsonValue][]> = { path: [], query: [], header: [], cookie: [] }
  const violations: Violation[] = []
  for (const parameter of parameters) {
    const read = readParameter(parameter, { ...request, query: ownPairs(parameter, parameters, request.query) })
    if (read.value !== undefined) values[parameter.in].push([parameter.name, read.value])
    violations.push(...read.violations)
  }
  violations.push(...unknownQueryParameters(parameters, request.query))
  return { values: toValues(values), violations: violations.slice(0, maxViolations) }
}

/** An exploded object takes every name that it allows, but none that another parameter has. */
function ownPairs(
  parameter: ParameterFormat,
  parameters: readonly ParameterFormat[],
  pairs: readonly RawPair[],
): readonly RawPair[] {
  const { in: place, shape, json, style, explode } = parameter
  if (place !== 'query' || shape.kind !== 'object' || json || style !== 'form' || !explode) return pairs
  const others = new Set(
    parameters.filter((other) => other.in === 'query' && other !== parameter).map(({ name }) => name),
  )
  return pairs.filter(({ name }) => !others.has(decodePercent(name) ?? name))
}

interface RequestText {
  readonly raw: RawParameters
  readonly query: readonly RawPair[]
  readonly cookies: readonly RawPair[]
}

interface Read {
  readonly value?: JsonValue
  readonly violations: readonly Violation[]
}

function readParameter(parameter: ParameterFormat, request: RequestText): Read {
  const at = (inner: readonly string[]) => toPointer([parameter.in, parameter.name, ...inner])
  const styled = styledText(parameter, {
    text: textOf(parameter, request.raw),
    pairs: parameter.in === 'cookie' ? request.cookies : request.query,
  })
  if (styled.kind === 'refused') return { violations: [{ pointer: at([]), detail: styled.detail }] }
  if (styled.kind === 'absent' || isEmpty(parameter, styled)) return absent(parameter, at([]))
  const { value, faults } = pieceTogether(parameter, styled)
  const violations = faults.map(({ inside, detail }) => ({ pointer: at(inside), detail }))
  return violations.length > 0 || value === undefined ? { violations } : { value, violations }
}

/** With `allowEmptyValue` a parameter without text is one that is not used. */
function isEmpty({ emptyIsAbsent }: ParameterFormat, styled: StyledText): boolean {
  if (emptyIsAbsent !== true) return false
  if (styled.kind === 'one') return styled.text === ''
  return styled.kind === 'list' && styled.texts.every((text) => text === '')
}

function textOf(parameter: ParameterFormat, raw: RawParameters): string | undefined {
  if (parameter.in === 'path') return Object.hasOwn(raw.path, parameter.name) ? raw.path[parameter.name] : undefined
  const name = parameter.name.toLowerCase()
  return parameter.in === 'header' && Object.hasOwn(raw.headers, name) ? raw.headers[name] : undefined
}

function absent(parameter: ParameterFormat, pointer: string): Read {
  if (parameter.default !== undefined) return { value: parameter.default, violations: [] }
  return { violations: parameter.required ? [{ pointer, detail: 'is required' }] : [] }
}

function unknownQueryParameters(parameters: readonly ParameterFormat[], query: readonly RawPair[]): Violation[] {
  const declared = parameters.filter((parameter) => parameter.in === 'query')
  const known = declared.map((parameter) => parameter.name)
  const unknown = new Set(
    query
      .filter(({ name }) => !declared.some((one) => isAbout(name, one)))
      .map(({ name }) => decodePercent(name) ?? name),
  )
  return [...unknown].slice(0, maxViolations).map((name) => {
    const meant = closestName(name, known)
    const guess = meant === undefined ? '' : `, did you mean "${meant}"?`
    return { pointer: toPointer(['query', name]), detail: `is not a known query parameter${guess}${knownNames(known)}` }
  })
}

/** Whether a name of the query belongs to the parameter: it bears its name, or names a property of it. */
function isAbout(rawName: string, { name, style, explode, shape, json }: ParameterFormat): boolean {
  const decoded = decodePercent(rawName)
  if (decoded === undefined || json || shape.kind !== 'object') return decoded === name
  if (style === 'deepObject') return decoded.startsWith(`${name}[`) && decoded.endsWith(']')
  if (!explode || style !== 'form') return decoded === name
  return shape.others.length > 0 || Object.hasOwn(shape.properties, decoded)
}

/** `fromEntries` defines members, so that no name reaches a prototype (IN-3). */
function toValues(values: Readonly<Record<ParameterFormat['in'], readonly [string, JsonValue][]>>): ParameterValues {
  return {
    path: Object.fromEntries(values.path),
    query: Object.fromEntries(values.query),
    header: Object.fromEntries(values.header),
    cookie: Object.fromEntries(values.cookie),
  }
}
