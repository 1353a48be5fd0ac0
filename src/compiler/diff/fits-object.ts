/** Objects: which members must be there, what each may hold, and what others may. */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { readBoolean, readObject, readTexts } from '../../base/read-json.ts'
import { matcherOf } from '../../schema/matcher-of.ts'
import type { Path } from '../../schema/pointer.ts'
import { nodeOf, type SchemaNode, type SchemaPart, schemaAt, undeclared } from '../schemas/schema-node.ts'
import { checkCount } from './fits-scalar.ts'
import { type Obstacle, obstacleAt, type PartCheck } from './obstacle.ts'

export function checkObject(check: PartCheck): readonly Obstacle[] {
  if (!check.types.has('object')) return []
  const { size } = requiredOf(check.wide)
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

function requiredOf(node: SchemaNode): ReadonlySet<string> {
  return new Set(node.parts.flatMap(({ value }) => readTexts(value.required)))
}

/** How many members there can be, where no others than the declared ones are allowed. */
function closedSize(node: SchemaNode): number | undefined {
  return othersOf(node).never && !node.parts.some(({ value }) => isJsonObject(value.patternProperties))
    ? propertyNames(node).size
    : undefined
}

function checkRequired(check: PartCheck): readonly Obstacle[] {
  const given = requiredOf(check.wide)
  const missing = readTexts(check.part.value.required).filter((name) => !given.has(name))
  return missing
    .filter((name) => !isElsewhere(check, name))
    .map((name) => {
      const about = { ...check, subject: below(check.subject, name) }
      const words = { narrowing: 'is now required', widening: 'is no longer required' }
      const known = check.wide.parts.find(({ value }) => isJsonObject(readObject(value.properties)[name]))
      const found = obstacleAt(about, 'certain', 'required', words)
      return known === undefined ? found : { ...found, wide: [...known.at, 'properties', name] }
    })
}

/** A required `readOnly` member is required in answers only, a `writeOnly` one in requests only. */
function isElsewhere({ inclusion, narrow }: PartCheck, name: string): boolean {
  const mark = inclusion.direction === 'request' ? 'readOnly' : 'writeOnly'
  return memberOf(narrow, name).parts.some(({ value }) => readBoolean(value[mark]) === true)
}

function checkProperties(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  return Object.keys(readObject(part.value.properties)).flatMap((name) => {
    const at = [...part.at, 'properties', name]
    const wanted = schemaAt(narrow.spec, at)
    const given = memberOf(wide, name)
    return given.undeclared ? [onlyNamed(check, name, at)] : inclusion.fits(given, wanted, below(subject, name))
  })
}

/** Nothing was said about the name, so what is said now is an addition rather than a restriction. */
function onlyNamed(check: PartCheck, name: string, narrow: Path): Obstacle {
  return {
    kind: 'undeclared',
    keyword: 'properties',
    narrowing: 'is new',
    widening: 'is no longer described',
    subject: below(check.subject, name),
    wide: [...check.wide.at, 'properties'],
    narrow,
  }
}

/** What a member of that name has to fit. */
export function memberOf(node: SchemaNode, name: string): SchemaNode {
  const places = node.parts.flatMap((part) => placesOf(part, name))
  const closed = isClosedByAll(node) && node.parts.some(({ value }) => value.unevaluatedProperties === false)
  if (places.length === 0) return { ...undeclared(node.spec, node.at), never: closed, undeclared: !closed }
  const found = places.map((at) => node.spec.locate(at)).filter((schema) => schema !== undefined)
  return nodeOf(node.spec, places[0] ?? node.at, found)
}

/** Whether no branch names a property that `unevaluatedProperties` would then leave alone. */
function isClosedByAll({ parts }: SchemaNode): boolean {
  const branches = ['if', 'dependentSchemas', '$dynamicRef', '$ref']
  return !parts.some(({ value }) => branches.some((name) => value[name] !== undefined))
}

function placesOf({ value, at }: SchemaPart, name: string): readonly Path[] {
  const own = Object.hasOwn(readObject(value.properties), name) ? [[...at, 'properties', name]] : []
  const patterns = Object.keys(readObject(value.patternProperties)).filter((pattern) => matches(pattern, name))
  const matched = [...own, ...patterns.map((pattern) => [...at, 'patternProperties', pattern])]
  if (matched.length > 0 || value.additionalProperties === undefined) return matched
  return [[...at, 'additionalProperties']]
}

/** What no engine can run safely matches no name: a server refuses such a spec. */
const matches = (pattern: string, name: string): boolean => matcherOf(pattern)?.test(name) ?? false

/** What members have to fit that no part names. */
function othersOf(node: SchemaNode): SchemaNode {
  const keywords = ['additionalProperties', ...(isClosedByAll(node) ? ['unevaluatedProperties'] : [])]
  const places = node.parts.flatMap(({ value, at }) =>
    keywords.filter((name) => value[name] !== undefined).map((name) => [...at, name]),
  )
  const found = places.map((at) => node.spec.locate(at)).filter((schema) => schema !== undefined)
  return found.length === 0 ? undeclared(node.spec, node.at) : nodeOf(node.spec, places[0] ?? node.at, found)
}

function propertyNames(node: Pick<SchemaNode, 'parts'>): ReadonlySet<string> {
  return new Set(node.parts.flatMap(({ value }) => Object.keys(readObject(value.properties))))
}

function checkPatternProperties(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  return Object.keys(readObject(part.value.patternProperties)).flatMap((pattern) => {
    const wanted = schemaAt(narrow.spec, [...part.at, 'patternProperties', pattern])
    const named = [...propertyNames(wide)].filter((name) => matches(pattern, name))
    const same = wide.parts.filter(({ value }) => Object.hasOwn(readObject(value.patternProperties), pattern))
    const places = same.map(({ at }) => wide.spec.locate([...at, 'patternProperties', pattern]))
    const found = places.filter((schema) => schema !== undefined)
    const others = found.length === 0 ? othersOf(wide) : nodeOf(wide.spec, wide.at, found)
    return [
      ...named.flatMap((name) => inclusion.fits(memberOf(wide, name), wanted, below(subject, name))),
      ...inclusion.fits({ ...others, undeclared: false }, wanted, below(subject, `/${pattern}/`)),
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
  const wanted = schemaAt(narrow.spec, [...part.at, keyword])
  const others = othersOf(wide)
  const members = [
    ...names.map((name) => ({ name, given: memberOf(wide, name) })),
    ...patternsOf(wide, patterns).map(({ name, at }) => ({ name, given: schemaAt(wide.spec, at) })),
  ]
  const known = members.flatMap(({ name, given }) => {
    if (!wanted.never) return inclusion.fits(given, wanted, below(subject, name))
    return given.never ? [] : [notNamed(check, keyword, name, given)]
  })
  if (others.never) return known
  if (!wanted.never) return [...known, ...inclusion.fits({ ...others, undeclared: false }, wanted, below(subject, '*'))]
  const words = { narrowing: 'takes no other properties any more', widening: 'may have other properties now' }
  // Answers with properties that nobody named are what open schemas are for: see `response-property-added`.
  const kind = check.inclusion.direction === 'response' && others.undeclared ? 'closed' : 'certain'
  return [...known, obstacleAt(check, kind, keyword, words)]
}

/** The patterns of names that a schema describes, but for those given. */
function patternsOf(node: SchemaNode, but: readonly string[]): readonly { readonly name: string; readonly at: Path }[] {
  return node.parts.flatMap(({ value, at }) =>
    Object.keys(readObject(value.patternProperties))
      .filter((pattern) => !but.includes(pattern))
      .map((pattern) => ({ name: `/${pattern}/`, at: [...at, 'patternProperties', pattern] })),
  )
}

function notNamed(check: PartCheck, keyword: string, name: string, given: SchemaNode): Obstacle {
  const words = { narrowing: 'is not taken any more', widening: 'is new, where no other properties were allowed' }
  const kind = check.inclusion.direction === 'response' ? 'closed' : 'certain'
  return { ...obstacleAt({ ...check, subject: below(check.subject, name) }, kind, keyword, words), wide: given.at }
}

function checkPropertyNames(check: PartCheck): readonly Obstacle[] {
  return checkNested(check, 'propertyNames', check.part.value.propertyNames)
}

/** A schema under a keyword, against what the wider schema has under the same. */
export function checkNested(check: PartCheck, keyword: string, wanted: JsonValue | undefined): readonly Obstacle[] {
  if (wanted === undefined || wanted === true) return []
  const { wide, part, narrow, inclusion, subject } = check
  const places = wide.parts.filter(({ value }) => value[keyword] !== undefined).map(({ at }) => [...at, keyword])
  const found = places.map((at) => wide.spec.locate(at)).filter((schema) => schema !== undefined)
  const given = nodeOf(wide.spec, places[0] ?? wide.at, found)
  return inclusion.fits(given, schemaAt(narrow.spec, [...part.at, keyword]), below(subject, `(${keyword})`))
}

function checkDependentRequired(check: PartCheck): readonly Obstacle[] {
  const required = requiredOf(check.wide)
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
    const wanted = schemaAt(narrow.spec, [...part.at, 'dependentSchemas', name])
    const places = wide.parts.map(({ at }) => wide.spec.locate([...at, 'dependentSchemas', name]))
    const found = places.filter((schema) => schema !== undefined)
    const given = { ...wide, parts: [...wide.parts, ...nodeOf(wide.spec, wide.at, found).parts] }
    return inclusion.fits(given, wanted, subject)
  })
}

/** 'groups' and 'mean' -> 'groups.mean'. */
export function below(subject: string, name: string): string {
  return subject === '' ? name : `${subject}.${name}`
}
