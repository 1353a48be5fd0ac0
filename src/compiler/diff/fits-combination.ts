/** `not`, `if`, and references that only run time can follow. */

import { nodeBelow, type SchemaNode, type SchemaPart } from '../schemas/schema-node.ts'
import { changedFrom, type Obstacle, obstacleAt, type PartCheck, valuesOf } from './obstacle.ts'
import { areDisjoint } from './value-sets.ts'

export function checkCombination(check: PartCheck): readonly Obstacle[] {
  return [...checkNot(check), ...checkCondition(check), ...checkOpaque(check)]
}

/** What is ruled out must have been ruled out: inside `not` wide and narrow change places. */
function checkNot(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion } = check
  if (part.value.not === undefined) return []
  const ruledOut = nodeBelow(narrow.spec, part, 'not')
  const known = wide.parts.filter(({ value }) => value.not !== undefined)
  const covered = known.some((candidate) => {
    const already = nodeBelow(wide.spec, candidate, 'not')
    return inclusion.exchanged().fits(ruledOut, already, '').length === 0
  })
  if (covered || areDisjoint(wide, ruledOut)) return []
  const [given] = valuesOf(wide, 'not')
  return [obstacleAt(check, 'unsure', 'not', changedFrom('not', given, part.value.not))]
}

/** Under the same condition both branches are compared; under another one nothing can be said. */
function checkCondition(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  if (part.value.if === undefined || (part.value.then === undefined && part.value.else === undefined)) return []
  const twin = wide.parts.find((candidate) => hasSameCondition(check, candidate))
  if (twin === undefined) {
    const [given] = valuesOf(wide, 'if')
    return [obstacleAt(check, 'unsure', 'if', changedFrom('if', given, part.value.if))]
  }
  return (['then', 'else'] as const).flatMap((name) => {
    const given = branchOf(wide, twin, name)
    return inclusion.fits(given, nodeBelow(narrow.spec, part, name), subject)
  })
}

function hasSameCondition({ part, inclusion }: PartCheck, candidate: SchemaPart): boolean {
  const condition = ({ value, at }: SchemaPart): SchemaPart => ({
    value: value.if === undefined ? {} : { allOf: [value.if] },
    at,
    id: `${at.join('/')}?if`,
  })
  return candidate.value.if !== undefined && inclusion.isSamePart(condition(candidate), condition(part))
}

/** Everything that holds for the values that take the branch. */
function branchOf(wide: SchemaNode, part: SchemaPart, name: 'then' | 'else'): SchemaNode {
  const taken = nodeBelow(wide.spec, part, name)
  return { ...wide, parts: [...wide.parts, ...taken.parts], never: wide.never || taken.never }
}

function checkOpaque(check: PartCheck): readonly Obstacle[] {
  return ['$ref', '$dynamicRef'].flatMap((keyword) => {
    const wanted = check.part.value[keyword]
    const [given] = valuesOf(check.wide, keyword)
    if (wanted === undefined || given === wanted) return []
    return [obstacleAt(check, 'unsure', keyword, changedFrom(keyword, given, wanted))]
  })
}
