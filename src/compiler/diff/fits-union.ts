/** `anyOf` and `oneOf`: a union fits when each of its alternatives does; something fits a union when one alternative takes it. */
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList } from '../../base/read-json.ts'
import { nodeOf, type SchemaNode, type SchemaPart, withoutUnion, withParts } from '../schemas/schema-node.ts'
import { conditionOf } from './fits-discriminator.ts'
import { memberOf, requiredOf } from './object-members.ts'
import { type Inclusion, type Obstacle, obstacleAt, type PartCheck, shown } from './obstacle.ts'
import { areDisjoint, finiteValues } from './value-sets.ts'

const unions = ['anyOf', 'oneOf'] as const
type Union = (typeof unions)[number]

/** The alternatives of the first union of a schema, each with everything else that holds; undefined when it has none. */
export function splitUnion(node: SchemaNode): readonly SchemaNode[] | undefined {
  for (const part of node.parts) {
    const keyword = unions.find((name) => part.value[name] !== undefined)
    if (keyword === undefined) continue
    const others = node.parts.map((one) => (one === part ? withoutUnion(part, keyword) : one))
    return alternativesOf(node, part, keyword).map((alternative) =>
      withParts({ ...node, at: alternative.at }, [...alternative.parts, ...others], node.never || alternative.never),
    )
  }
  return undefined
}

function alternativesOf({ spec }: SchemaNode, part: SchemaPart, keyword: Union): readonly SchemaNode[] {
  const condition = conditionOf(spec, part, keyword)
  return readList(part.value[keyword]).map((schema: JsonValue, index) => {
    const place = [...part.at, keyword, String(index)]
    return nodeOf(spec, place, [{ value: schema, at: place }, ...condition(index)])
  })
}

/** Whether one alternative of an `anyOf` takes everything, unions and all. */
export function takesWhole({ wide, part, narrow, inclusion, subject }: PartCheck): boolean {
  if (part.value.anyOf === undefined || Object.keys(part.value).length > 1) return false
  return alternativesOf(narrow, part, 'anyOf').some((one) => inclusion.fits(wide, one, subject).length === 0)
}

/** Checks each union of a part. By now the wider schema is one alternative of its own unions. */
export function checkUnions(check: PartCheck): readonly Obstacle[] {
  return unions.flatMap((keyword) => (check.part.value[keyword] === undefined ? [] : checkUnion(check, keyword)))
}

function checkUnion(check: PartCheck, keyword: Union): readonly Obstacle[] {
  const { wide, part, narrow, inclusion, subject } = check
  const alternatives = alternativesOf(narrow, part, keyword)
  const tried = alternatives.map((alternative) => ({
    alternative,
    obstacles: inclusion.fits(wide, alternative, subject),
  }))
  const taken = tried.find(({ obstacles }) => obstacles.length === 0)
  if (taken !== undefined) {
    const rivals = alternatives.filter((one) => one !== taken.alternative)
    return keyword === 'oneOf' ? checkOnlyOne(check, taken.alternative, rivals) : []
  }
  const pieces = piecesOf(check)
  if (pieces.length > 1) {
    return pieces.flatMap((piece) => inclusion.fits(piece, { ...narrow, parts: [part], never: false }, subject))
  }
  // Of those that it could be meant to fit, the one that it fits best says what is in the way.
  const likely = tried.filter(({ alternative }) => !areDistinct(wide, alternative, inclusion.direction))
  const namesakes = likely.filter(({ alternative }) => nameOf(alternative) === nameOf(wide))
  const candidates = namesakes.length > 0 ? namesakes : likely
  const [best, ...others] = candidates.toSorted((one, other) => one.obstacles.length - other.obstacles.length)
  if (best !== undefined && (others.length === 0 || best.obstacles.length <= 3)) return best.obstacles
  const words = {
    narrowing: `is not taken as one of the alternatives any more: ${nameOf(wide)}`,
    widening: `may be one more alternative: ${nameOf(wide)}`,
  }
  return [{ ...obstacleAt(check, 'certain', keyword, words), wide: wide.at }]
}

/** Its enumerated values, or else its types, one by one: each may have an alternative of its own. */
function piecesOf({ wide, types }: PartCheck): readonly SchemaNode[] {
  const values = finiteValues(wide)
  const narrowing: readonly JsonObject[] =
    values === undefined
      ? [...types].filter((type) => type !== 'integer' || !types.has('number')).map((type) => ({ type }))
      : values.map((value) => ({ const: value }))
  return narrowing.map((value) => withParts(wide, [...wide.parts, { value, at: wide.at, id: canonicalJson(value) }]))
}

/** What the alternative is called, or how it begins. */
function nameOf({ at, parts }: SchemaNode): string {
  const [section, name] = at.slice(-2)
  if (section === 'schemas' && name !== undefined) return `\`${name}\``
  return shown(parts[0]?.value ?? {})
}

/** A value that fits two alternatives of a `oneOf` does not fit the `oneOf`. */
function checkOnlyOne(check: PartCheck, taken: SchemaNode, rivals: readonly SchemaNode[]): readonly Obstacle[] {
  const { part, wide, inclusion } = check
  // The same alternatives in the wider schema already leave out whatever fits two of them.
  const same = wide.parts.some((candidate) => inclusion.isSamePart(candidate, part))
  const isRival = (one: SchemaNode): boolean =>
    ![wide, taken].some((other) => areDistinct(other, one, inclusion.direction))
  const overlapping = rivals.filter(isRival)
  if (same || overlapping.length === 0) return []
  const words = {
    narrowing: 'may fit two of the alternatives, which `oneOf` refuses',
    widening: 'may fit what was refused as fitting two of the alternatives',
  }
  return [obstacleAt(check, 'unsure', 'oneOf', words)]
}

/** Whether no value fits both: by type, by enumerated values, or by a required property that tells them apart. */
function areDistinct(one: SchemaNode, other: SchemaNode, direction: Inclusion['direction']): boolean {
  if (areDisjoint(one, other)) return true
  const others = requiredOf(other, direction)
  const required = [...requiredOf(one, direction)].filter((name) => others.has(name))
  return required.some((name) => areDisjoint(memberOf(one, name), memberOf(other, name)))
}
