/** Numbers and texts: bounds, steps, lengths, patterns, formats. Enumerated values are judged elsewhere. */
import type { JsonValue } from '../../base/json.ts'
import { readNumber } from '../../base/read-json.ts'
import { isDecimalMultiple } from '../../schema/decimal-multiple.ts'
import { changedFrom, type Obstacle, obstacleAt, type PartCheck, valuesOf } from './obstacle.ts'

export function checkScalar(check: PartCheck): readonly Obstacle[] {
  return [
    ...(check.types.has('number') || check.types.has('integer') ? checkNumber(check) : []),
    ...(check.types.has('string') ? checkText(check) : []),
  ]
}

function checkNumber(check: PartCheck): readonly Obstacle[] {
  return [...checkBound(check, 'minimum'), ...checkBound(check, 'maximum'), ...checkStep(check)]
}

interface Bound {
  readonly value: number
  readonly exclusive: boolean
}

/** The lower bounds; upper ones are the lower bounds of the negated numbers. */
function checkBound(check: PartCheck, keyword: 'minimum' | 'maximum'): readonly Obstacle[] {
  const exclusive = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'
  const sign = keyword === 'minimum' ? 1 : -1
  const integers = !check.types.has('number')
  const given = strictest(
    check.wide.parts.flatMap(({ value }) => boundsIn(value[keyword], value[exclusive], sign, integers)),
  )
  const { value } = check.part
  return boundsIn(value[keyword], value[exclusive], sign, integers)
    .filter((bound) => given === undefined || isStricter(bound, given))
    .map((bound) => {
      const name = bound.exclusive || value[keyword] === undefined ? exclusive : keyword
      const [before] = [...valuesOf(check.wide, name), ...valuesOf(check.wide, keyword)]
      return obstacleAt(check, 'certain', name, changedFrom(name, before, value[name] ?? bound.value * sign))
    })
}

/** Whole numbers beyond those that JSON carries exactly are nobody's: a bound out there bounds nothing. */
function boundsIn(
  inclusive: JsonValue | undefined,
  exclusive: JsonValue | undefined,
  sign: number,
  integers: boolean,
): readonly Bound[] {
  const [at, beyond] = [readNumber(inclusive), readNumber(exclusive)]
  const bounds = [
    ...(at === undefined ? [] : [{ value: integers ? Math.ceil(at * sign) : at * sign, exclusive: false }]),
    ...(beyond === undefined ? [] : [beyondOf(beyond * sign, integers)]),
  ]
  return integers ? bounds.filter(({ value }) => value > -Number.MAX_SAFE_INTEGER) : bounds
}

/** Above 3 begins, among whole numbers, at 4. */
const beyondOf = (value: number, integers: boolean): Bound =>
  integers ? { value: Math.floor(value) + 1, exclusive: false } : { value, exclusive: true }

function strictest(bounds: readonly Bound[]): Bound | undefined {
  return bounds.reduce<Bound | undefined>(
    (best, one) => (best === undefined || isStricter(one, best) ? one : best),
    undefined,
  )
}

const isStricter = (one: Bound, other: Bound): boolean =>
  one.value > other.value || (one.value === other.value && one.exclusive && !other.exclusive)

function checkStep(check: PartCheck): readonly Obstacle[] {
  const step = readNumber(check.part.value.multipleOf)
  if (step === undefined) return []
  const steps = valuesOf(check.wide, 'multipleOf').filter((value) => typeof value === 'number')
  const given = check.types.has('number') ? steps : [...steps, 1]
  if (given.some((value) => isDecimalMultiple(value, step))) return []
  return [obstacleAt(check, 'certain', 'multipleOf', changedFrom('multipleOf', steps[0], step))]
}

function checkText(check: PartCheck): readonly Obstacle[] {
  return [
    ...checkCount(check, 'minLength', 1),
    ...checkCount(check, 'maxLength', -1),
    ...checkPattern(check),
    ...checkFormat(check),
    ...['contentEncoding', 'contentMediaType', 'contentSchema'].flatMap((name) => checkLabel(check, name)),
  ]
}

/** A count that has to be at least (1) or at most (-1) so many. `known` is a bound that other keywords imply. */
export function checkCount(check: PartCheck, keyword: string, sign: 1 | -1, known?: number): readonly Obstacle[] {
  const wanted = readNumber(check.part.value[keyword])
  if (wanted === undefined || (sign === 1 && wanted === 0)) return []
  const written = valuesOf(check.wide, keyword).filter((value) => typeof value === 'number')
  const given = known === undefined ? written : [...written, known]
  if (given.some((value) => value * sign >= wanted * sign)) return []
  return [obstacleAt(check, 'certain', keyword, changedFrom(keyword, written[0], wanted))]
}

function checkPattern(check: PartCheck): readonly Obstacle[] {
  const { pattern } = check.part.value
  const given = valuesOf(check.wide, 'pattern')
  if (pattern === undefined || given.includes(pattern)) return []
  // Whether one language contains another is not decided here: a longer list of alternatives often does.
  return [
    obstacleAt(check, given.length === 0 ? 'certain' : 'unsure', 'pattern', changedFrom('pattern', given[0], pattern)),
  ]
}

/** Formats whose values all have another format, too. */
const contained: Readonly<Record<string, readonly string[]>> = {
  int32: ['int64'],
  float: ['double'],
  ipv4: ['hostname'],
  uri: ['uri-reference', 'iri', 'iri-reference'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
}

/** In answers a format that nobody checks is a word all the same; in requests it refuses nothing. */
function checkFormat(check: PartCheck): readonly Obstacle[] {
  const { format } = check.part.value
  const given = valuesOf(check.wide, 'format')
  if (typeof format !== 'string' || given.some((one) => one === format || isContained(one, format))) return []
  const isChecked = checkedFormats.has(format)
  if (!isChecked && (check.inclusion.direction === 'request' || format === 'password')) return []
  return [obstacleAt(check, isChecked ? 'certain' : 'unsure', 'format', changedFrom('format', given[0], format))]
}

/** Those that validators look into; `float`, `double`, `binary` and `password` say nothing that a value could break. */
export const checkedFormats: ReadonlySet<string> = new Set([
  ...['date', 'time', 'date-time', 'iso-time', 'iso-date-time', 'duration', 'regex', 'uuid', 'byte', 'int32', 'int64'],
  ...['uri', 'uri-reference', 'uri-template', 'url', 'email', 'hostname', 'ipv4', 'ipv6'],
  ...['json-pointer', 'json-pointer-uri-fragment', 'relative-json-pointer'],
])

const isContained = (one: JsonValue, other: string): boolean => contained[String(one)]?.includes(other) === true

function checkLabel(check: PartCheck, keyword: string): readonly Obstacle[] {
  const wanted = check.part.value[keyword]
  const [given] = valuesOf(check.wide, keyword)
  if (wanted === undefined || JSON.stringify(given) === JSON.stringify(wanted)) return []
  return [obstacleAt(check, 'unsure', keyword, changedFrom(keyword, given, wanted))]
}
