/** Lists: what each item may be, how many there are, and whether they differ. */
import { readList, readNumber } from '../../base/read-json.ts'
import { below, nodeBelow, nodeOf, type SchemaNode, undeclared } from '../schemas/schema-node.ts'
import { checkCount } from './fits-scalar.ts'
import { changedFrom, type Obstacle, obstacleAt, type PartCheck, valuesOf } from './obstacle.ts'

export function checkArray(check: PartCheck): readonly Obstacle[] {
  if (!check.types.has('array')) return []
  return [
    ...checkItems(check),
    ...checkUnevaluated(check),
    ...checkContains(check),
    ...checkCount(check, 'minItems', 1),
    ...checkCount(check, 'maxItems', -1),
    ...checkUnique(check),
  ]
}

function checkItems(check: PartCheck): readonly Obstacle[] {
  const { part, wide, narrow, inclusion, subject } = check
  const own = readList(part.value.prefixItems).length
  const longest = Math.max(own, ...wide.parts.map(({ value }) => readList(value.prefixItems).length))
  const first = Array.from({ length: longest }, (_, index) => {
    const names = index < own ? ['prefixItems', String(index)] : ['items']
    return inclusion.fits(itemOf(wide, index), nodeBelow(narrow.spec, part, ...names), `${subject}[${index}]`)
  })
  const others = nodeBelow(narrow.spec, part, 'items')
  if (hasNoMoreThan(wide, longest)) return first.flat()
  return [...first.flat(), ...inclusion.fits(itemOf(wide, longest), others, `${subject}[]`)]
}

const hasNoMoreThan = (node: SchemaNode, count: number): boolean =>
  valuesOf(node, 'maxItems').some((value) => typeof value === 'number' && value <= count)

/** What the item at that index has to fit. */
function itemOf(node: SchemaNode, index: number): SchemaNode {
  const found = node.parts.flatMap((part) =>
    index < readList(part.value.prefixItems).length ? below(part, 'prefixItems', String(index)) : below(part, 'items'),
  )
  return found.length === 0
    ? { ...undeclared(node.spec, node.at), undeclared: false }
    : nodeOf(node.spec, node.at, found)
}

function checkUnevaluated(check: PartCheck): readonly Obstacle[] {
  const { unevaluatedItems: wanted } = check.part.value
  if (wanted === undefined || wanted === true) return []
  const [given] = valuesOf(check.wide, 'unevaluatedItems')
  return [obstacleAt(check, 'unsure', 'unevaluatedItems', changedFrom('unevaluatedItems', given, wanted))]
}

/** Kept apart from how many: the same `contains` with a weaker count is the common case. */
function checkContains(check: PartCheck): readonly Obstacle[] {
  const { contains: wanted } = check.part.value
  if (wanted === undefined) return []
  const { part, narrow, wide, inclusion } = check
  const bounds = (value: typeof part.value) =>
    [readNumber(value.minContains) ?? 1, readNumber(value.maxContains) ?? Infinity] as const
  const [least, most] = bounds(part.value)
  const schema = nodeBelow(narrow.spec, part, 'contains')
  const holds = wide.parts.some((candidate) => {
    if (candidate.value.contains === undefined) return false
    const [atLeast, atMost] = bounds(candidate.value)
    const given = nodeBelow(wide.spec, candidate, 'contains')
    const within = inclusion.fits(given, schema, '').length === 0
    const around = most === Infinity || inclusion.exchanged().fits(schema, given, '').length === 0
    return within && around && atLeast >= least && atMost <= most
  })
  if (holds || (least === 0 && most === Infinity)) return []
  const [given] = valuesOf(wide, 'contains')
  return [
    obstacleAt(check, given === undefined ? 'certain' : 'unsure', 'contains', changedFrom('contains', given, wanted)),
  ]
}

function checkUnique(check: PartCheck): readonly Obstacle[] {
  const isShort = hasNoMoreThan(check.wide, 1)
  if (check.part.value.uniqueItems !== true || isShort || valuesOf(check.wide, 'uniqueItems').includes(true)) return []
  const words = { narrowing: 'takes no repeated items any more', widening: 'may repeat items now' }
  return [obstacleAt(check, 'certain', 'uniqueItems', words)]
}
