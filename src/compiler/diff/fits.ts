/**
 * Whether every value of one schema fits another: the question behind every verdict on schemas. Sound rather than complete: nothing is
 * said to fit that may not; what cannot be decided is an obstacle, too. Cycles are assumed to fit until something shows otherwise.
 */

import { canonicalJson, type JsonValue } from '../../base/json.ts'
import { readTexts } from '../../base/read-json.ts'
import { createSameSchemas } from '../schemas/same-schema.ts'
import { idOf, type SchemaNode, type SchemaPart } from '../schemas/schema-node.ts'
import type { SpecView } from '../view/spec-view.ts'
import { checkArray } from './fits-array.ts'
import { checkCombination } from './fits-combination.ts'
import { checkDiscriminator } from './fits-discriminator.ts'
import { checkObject } from './fits-object.ts'
import { checkScalar } from './fits-scalar.ts'
import { checkUnions, splitUnion, takesWhole } from './fits-union.ts'
import { checkValues } from './fits-values.ts'
import { isElsewhere } from './object-members.ts'
import { type Here, type Inclusion, type Obstacle, obstacleAt, type PartCheck, shown, valuesOf } from './obstacle.ts'
import { finiteValues, includesValue, typeNames, typesOf } from './value-sets.ts'

/** Compares schemas of two documents; what has been found out is kept for the next question. */
export function createInclusion(wide: SpecView, narrow: SpecView, direction: Inclusion['direction']): Inclusion {
  const budget = { left: maxSteps }
  let other: Inclusion | undefined
  const inclusion: Inclusion = {
    ...start(wide, narrow, direction, budget, () => inclusion),
    exchanged: () => {
      other ??= { ...start(narrow, wide, direction, budget, () => other ?? inclusion), exchanged: () => inclusion }
      return other
    },
  }
  return inclusion
}

/** Pairs of schemas that are compared before the comparison gives up. */
const maxSteps = 100_000

function start(
  wide: SpecView,
  narrow: SpecView,
  direction: Inclusion['direction'],
  budget: { left: number },
  self: () => Inclusion,
): Omit<Inclusion, 'exchanged'> {
  const known = new Map<string, readonly Obstacle[]>()
  const schemas = createSameSchemas(wide, narrow)
  const parts = new Map<string, boolean>()
  return {
    direction,
    isSamePart: (one, other) => {
      const key = `${one.id} ${other.id}`
      const answer = parts.get(key) ?? schemas.same(one.value, other.value)
      parts.set(key, answer)
      return answer
    },
    fits: (one, other, subject) => {
      const key = `${idOf(one)} > ${idOf(other)}`
      const answer = known.get(key)
      if (answer !== undefined) return answer
      if (budget.left-- <= 0) return [tooLarge(one, other, subject)]
      known.set(key, [])
      const found = findObstacles(self(), one, other, subject)
      known.set(key, found)
      return found
    },
  }
}

function tooLarge(wide: SchemaNode, narrow: SchemaNode, subject: string): Obstacle {
  const words = 'the schemas are too large to compare'
  return { kind: 'unsure', keyword: '', narrowing: words, widening: words, subject, wide: wide.at, narrow: narrow.at }
}

function findObstacles(
  inclusion: Inclusion,
  wide: SchemaNode,
  narrow: SchemaNode,
  subject: string,
): readonly Obstacle[] {
  const parts = narrow.parts.filter(
    (part) => !isGiven(inclusion, wide, part) || asksMore(inclusion, wide, narrow, part),
  )
  if (wide.never || (!narrow.never && parts.length === 0)) return []
  const here = { wide, narrow, subject, inclusion }
  const types = typesOf(wide)
  const common = new Set([...types].filter((type) => typesOf({ ...narrow, parts }).has(type)))
  const alternatives = splitUnion(wide)
  if (alternatives !== undefined) {
    // An alternative may take the whole union, which is no longer seen once that is taken apart.
    const left = parts.filter((part) => !takesWhole({ ...here, part, types }))
    if (left.length === 0 && !narrow.never) return []
    const rest = { ...narrow, parts: left }
    const found = alternatives.flatMap((alternative) => inclusion.fits(alternative, rest, subject))
    return distinct(found)
  }
  const mismatch = typeMismatch(here, parts, types)
  if (mismatch !== undefined && (common.size === 0 || wide.parts.length === 0)) return [mismatch]
  const checks = parts.map((part): PartCheck => ({ ...here, part, types: common }))
  const values = finiteValues(wide)
  return distinct([
    ...(mismatch === undefined ? [] : [mismatch]),
    ...checks.flatMap(checkEnumerated),
    ...checks.flatMap((check) => (values === undefined ? checkScalar(check) : checkValues(check, values))),
    ...checks.flatMap(checkObject),
    ...checks.flatMap(checkArray),
    ...checks.flatMap(checkCombination),
    ...checks.flatMap(checkUnions),
    ...checks.flatMap(checkDiscriminator),
    ...checks.flatMap(checkDefault),
  ])
}

/** Whether the wider schema says the same somewhere. What speaks of "all that nobody else names" depends on its neighbours. */
function isGiven(inclusion: Inclusion, wide: SchemaNode, part: SchemaPart): boolean {
  return wide.parts.some(
    (candidate) => inclusion.isSamePart(candidate, part) && hasSameReach(inclusion, candidate.reach, part.reach),
  )
}

/** The same list of required members asks for more where a mark on one of them, in another part, is gone. */
function asksMore({ direction }: Inclusion, wide: SchemaNode, narrow: SchemaNode, { value }: SchemaPart): boolean {
  return readTexts(value.required).some(
    (name) => isElsewhere(wide, name, direction) && !isElsewhere(narrow, name, direction),
  )
}

function hasSameReach(
  inclusion: Inclusion,
  wide: readonly SchemaPart[] = [],
  narrow: readonly SchemaPart[] = [],
): boolean {
  return (
    wide.length === narrow.length &&
    narrow.every((part) => wide.some((candidate) => inclusion.isSamePart(candidate, part))) &&
    wide.every((candidate) => narrow.some((part) => inclusion.isSamePart(candidate, part)))
  )
}

function typeMismatch(here: Here, parts: readonly SchemaPart[], types: ReadonlySet<string>): Obstacle | undefined {
  const narrow = typesOf({ ...here.narrow, parts })
  const part = parts.find(({ value }) => value.type !== undefined) ?? parts[0]
  const missing = [...types].filter((type) => !narrow.has(type))
  // Enumerated values have a message of their own.
  const enumerates = valuesOf(here.narrow, 'enum').length + valuesOf(here.narrow, 'const').length > 0
  if (missing.length === 0 || (enumerates && part?.value.type === undefined && narrow.size > 0)) return undefined
  const [before, after] = [typeNames(types), typeNames(narrow)]
  const words = { narrowing: `is now ${after}, was ${before}`, widening: `is now ${before}, was ${after}` }
  const at = { value: {}, at: here.narrow.at, id: '' }
  return obstacleAt({ ...here, part: part ?? at, types }, 'certain', 'type', words)
}

function checkEnumerated(check: PartCheck): readonly Obstacle[] {
  const { enum: list, const: single } = check.part.value
  const allowed = single !== undefined ? [single] : Array.isArray(list) ? list : undefined
  if (allowed === undefined) return []
  const keyword = single === undefined ? 'enum' : 'const'
  const values = finiteValues(check.wide)
  if (values === undefined) {
    const words = {
      narrowing: `is now one of ${shown(allowed)}`,
      widening: `is no longer one of ${shown(allowed)} only`,
    }
    return [obstacleAt(check, 'certain', keyword, words)]
  }
  return values
    .filter((value) => !includesValue(allowed, value))
    .map((value) =>
      obstacleAt(check, 'value', keyword, {
        narrowing: `${shown(value)} is no longer one of the values`,
        widening: `${shown(value)} is now one of the values`,
      }),
    )
}

/** A default is no question of fitting, but it is what a value that is left out means. */
function checkDefault(check: PartCheck): readonly Obstacle[] {
  const [before] = valuesOf(check.wide, 'default')
  const after = check.part.value.default
  if (check.inclusion.direction !== 'request' || after === undefined || isEqual(before, after)) return []
  return [obstacleAt(check, 'default', 'default', changedFromDefault(before, after))]
}

const isEqual = (before: JsonValue | undefined, after: JsonValue): boolean =>
  before !== undefined && canonicalJson(before) === canonicalJson(after)

/** In full: two long texts may differ at their end. */
function changedFromDefault(before: JsonValue | undefined, after: JsonValue): { narrowing: string; widening: string } {
  const text = (value: JsonValue | undefined): string => (value === undefined ? 'none' : JSON.stringify(value))
  return {
    narrowing: `the default is now ${text(after)}, was ${text(before)}`,
    widening: `the default is now ${text(before)}, was ${text(after)}`,
  }
}

function distinct(obstacles: readonly Obstacle[]): readonly Obstacle[] {
  return [
    ...new Map(
      obstacles.map((one) => [JSON.stringify([one.keyword, one.narrowing, one.wide, one.narrow]), one]),
    ).values(),
  ]
}
