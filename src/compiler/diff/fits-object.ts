/** Objects: which members must be there, what each may hold, and what others may. */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { readObject, readTexts } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import { below, nodeBelow, nodeOf, type SchemaNode } from '../schemas/schema-node.ts'
import { checkCount } from './fits-scalar.ts'
import { isElsewhere, matches, memberOf, othersOf, propertyNames, requiredOf } from './object-members.ts'
import { type Obstacle, obstacleAt, type PartCheck } from './obstacle.ts'

export function checkObject(check: PartCheck): readonly Obstacle[] {
  if (!check.types.has('object')) return []
  const { size } = requiredOf(check.wide, check.inclusion.direction)
  return [
    ...checkRequired(check),
    ...checkProperties(check),
    ...checkPatternProperties(check),
    ...checkOthers(check),
    ...checkUnevaluated(check),
    ...checkPropertyNames(check),
    ...checkDependentRequired(check),
    ...checkDependentSchemas(check),
    ...checkCount(check, 'minProperties', 1, size),
    ...checkCount(check, 'maxProperties', -1, closedSize(check.wide)),
  ]
}

/** How many members there can be, where no others than the declared ones are allowed. */
function closedSize(node: SchemaNode): number | undefined {
  return othersOf(node).never && !node.parts.some(({ value }) => isJsonObject(value.patternProperties))
    ? propertyNames(node).size
    : undefined
}

function checkRequired(check: PartCheck): readonly Obstacle[] {
  const { wide, narrow, inclusion } = check
  const given = requiredOf(wide, inclusion.direction)
  const missing = readTexts(check.part.value.required).filter((name) => !given.has(name))
  return missing
    .filter((name) => !isElsewhere(narrow, name, inclusion.direction))
    .map((name) => {
      const about = { ...check, subject: subjectBelow(check.subject, name) }
      const words = { narrowing: 'is now required', widening: 'is no longer required' }
      const known = wide.parts.find(({ value }) => isJsonObject(readObject(value.properties)[name]))
      const found = obstacleAt(about, 'certain', 'required', words)
      return known === undefined ? found : { ...found, wide: [...known.at, 'properties', name] }
    })
}

function checkProperties(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  const { direction } = inclusion
  return Object.keys(readObject(part.value.properties)).flatMap((name) => {
    const wanted = nodeBelow(narrow.spec, part, 'properties', name)
    const given = memberOf(wide, name)
    if (given.undeclared) return [onlyNamed(check, name, [...wide.at, 'properties'])]
    const hidden = isElsewhere(wide, name, direction) && !isElsewhere(narrow, name, direction)
    return [
      ...(hidden ? [onlyNamed(check, name, given.at)] : []),
      ...inclusion.fits(given, wanted, subjectBelow(subject, name)),
    ]
  })
}

/** Nothing was said about the name, or the member never went this way: what is said now is an addition rather than a restriction. */
function onlyNamed(check: PartCheck, name: string, wide: Path): Obstacle {
  return {
    kind: 'undeclared',
    keyword: 'properties',
    narrowing: 'is new',
    widening: 'is no longer described',
    subject: subjectBelow(check.subject, name),
    wide,
    narrow: [...check.part.at, 'properties', name],
  }
}

function checkPatternProperties(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  return Object.keys(readObject(part.value.patternProperties)).flatMap((pattern) => {
    const wanted = nodeBelow(narrow.spec, part, 'patternProperties', pattern)
    const named = [...propertyNames(wide)].filter((name) => matches(pattern, name))
    const found = wide.parts.flatMap((one) => below(one, 'patternProperties', pattern))
    const others = found.length === 0 ? othersOf(wide) : nodeOf(wide.spec, wide.at, found)
    return [
      ...named.flatMap((name) => inclusion.fits(memberOf(wide, name), wanted, subjectBelow(subject, name))),
      ...inclusion.fits({ ...others, undeclared: false }, wanted, subjectBelow(subject, `/${pattern}/`)),
    ]
  })
}

function checkOthers(check: PartCheck): readonly Obstacle[] {
  const { additionalProperties: wanted, properties, patternProperties } = check.part.value
  if (wanted === undefined || wanted === true) return []
  const own = readObject(properties)
  const patterns = Object.keys(readObject(patternProperties))
  const isOther = (name: string): boolean =>
    !Object.hasOwn(own, name) && !patterns.some((pattern) => matches(pattern, name))
  const names = [...propertyNames(check.wide)].filter(isOther)
  return checkRemaining(check, 'additionalProperties', names, patterns)
}

/** Like `additionalProperties`, but for names that no part of the whole schema knows. */
function checkUnevaluated(check: PartCheck): readonly Obstacle[] {
  const { unevaluatedProperties: wanted } = check.part.value
  if (wanted === undefined || wanted === true) return []
  const reach = check.part.reach ?? []
  if (reach.some(({ value }) => applicators.some((name) => value[name] !== undefined))) {
    return [obstacleAt(check, 'unsure', 'unevaluatedProperties', unsureWords)]
  }
  const own = propertyNames({ parts: reach })
  const names = [...propertyNames(check.wide)].filter((name) => !own.has(name))
  return checkRemaining(check, 'unevaluatedProperties', names, [])
}

const applicators = ['anyOf', 'oneOf', 'if', 'dependentSchemas', 'patternProperties', '$ref', '$dynamicRef']
const unsureWords = {
  narrowing: 'which properties `unevaluatedProperties` leaves out cannot be decided',
  widening: 'which properties `unevaluatedProperties` leaves out cannot be decided',
}

function checkRemaining(
  check: PartCheck,
  keyword: string,
  names: readonly string[],
  patterns: readonly string[],
): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  const wanted = nodeBelow(narrow.spec, part, keyword)
  const others = othersOf(wide)
  const members = [...names.map((name) => ({ name, given: memberOf(wide, name) })), ...patternsOf(wide, patterns)]
  const known = members.flatMap(({ name, given }) => {
    if (!wanted.never) return inclusion.fits(given, wanted, subjectBelow(subject, name))
    return given.never ? [] : [notNamed(check, keyword, name, given)]
  })
  if (others.never) return known
  if (!wanted.never)
    return [...known, ...inclusion.fits({ ...others, undeclared: false }, wanted, subjectBelow(subject, '*'))]
  const words = { narrowing: 'takes no other properties any more', widening: 'may have other properties now' }
  // Answers with properties that nobody named are what open schemas are for: see `response-property-added`.
  const kind = check.inclusion.direction === 'response' && others.undeclared ? 'closed' : 'certain'
  return [...known, obstacleAt(check, kind, keyword, words)]
}

/** What is said of the names that match a pattern, but for the patterns given. */
function patternsOf(
  { spec, parts }: SchemaNode,
  but: readonly string[],
): readonly { readonly name: string; readonly given: SchemaNode }[] {
  return parts.flatMap((part) =>
    Object.keys(readObject(part.value.patternProperties))
      .filter((pattern) => !but.includes(pattern))
      .map((pattern) => ({ name: `/${pattern}/`, given: nodeBelow(spec, part, 'patternProperties', pattern) })),
  )
}

function notNamed(check: PartCheck, keyword: string, name: string, given: SchemaNode): Obstacle {
  const words = { narrowing: 'is not taken any more', widening: 'is new, where no other properties were allowed' }
  const kind = check.inclusion.direction === 'response' ? 'closed' : 'certain'
  return {
    ...obstacleAt({ ...check, subject: subjectBelow(check.subject, name) }, kind, keyword, words),
    wide: given.at,
  }
}

function checkPropertyNames(check: PartCheck): readonly Obstacle[] {
  return checkNested(check, 'propertyNames', check.part.value.propertyNames)
}

/** A schema under a keyword, against what the wider schema has under the same. */
function checkNested(check: PartCheck, keyword: string, wanted: JsonValue | undefined): readonly Obstacle[] {
  if (wanted === undefined || wanted === true) return []
  const { wide, part, narrow, inclusion, subject } = check
  const given = nodeOf(
    wide.spec,
    wide.at,
    wide.parts.flatMap((one) => below(one, keyword)),
  )
  return inclusion.fits(given, nodeBelow(narrow.spec, part, keyword), subjectBelow(subject, `(${keyword})`))
}

function checkDependentRequired(check: PartCheck): readonly Obstacle[] {
  const required = requiredOf(check.wide, check.inclusion.direction)
  return Object.entries(readObject(check.part.value.dependentRequired)).flatMap(([name, needed]) => {
    const given = check.wide.parts.flatMap(({ value }) => readTexts(readObject(value.dependentRequired)[name]))
    const missing = readTexts(needed).filter((other) => !given.includes(other) && !required.has(other))
    return missing.map((other) =>
      obstacleAt(check, 'certain', 'dependentRequired', {
        narrowing: `now needs \`${other}\` beside \`${name}\``,
        widening: `no longer has \`${other}\` beside \`${name}\` for sure`,
      }),
    )
  })
}

function checkDependentSchemas(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  return Object.keys(readObject(part.value.dependentSchemas)).flatMap((name) => {
    const wanted = nodeBelow(narrow.spec, part, 'dependentSchemas', name)
    const found = wide.parts.flatMap((one) => below(one, 'dependentSchemas', name))
    const given = { ...wide, parts: [...wide.parts, ...nodeOf(wide.spec, wide.at, found).parts] }
    return inclusion.fits(given, wanted, subject)
  })
}

/** 'groups' and 'mean' -> 'groups.mean'. */
function subjectBelow(subject: string, name: string): string {
  return subject === '' ? name : `${subject}.${name}`
}
