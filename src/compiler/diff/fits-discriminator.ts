/**
 * Discriminators. One that tells the alternatives of a union apart is a condition on each of them; one of a base schema, whose heirs
 * only its mapping names, decides nothing that can be seen from here.
 */
import type { JsonValue } from '../../base/json.ts'
import { conditionsByDiscriminator } from '../../schema/discriminator.ts'
import { referredTo, type SchemaPart } from '../schemas/schema-node.ts'
import type { Located, SpecView } from '../view/spec-view.ts'
import { changedFrom, type Obstacle, obstacleAt, type PartCheck } from './obstacle.ts'

/** What values have to fit besides one of the alternatives, by its index. */
export function conditionOf(
  spec: SpecView,
  { value, at }: SchemaPart,
  union: 'anyOf' | 'oneOf',
): (index: number) => readonly Located[] {
  const follow = ($ref: string): JsonValue | undefined => referredTo(spec, { $ref })?.value
  const conditions = conditionsByDiscriminator(value, union, { legacy: spec.version === '3.0', follow })
  return (index) => {
    const condition = conditions?.[index]
    return condition === undefined ? [] : [{ value: condition, at: [...at, 'discriminator', union, String(index)] }]
  }
}

/** The discriminator of a base schema. */
export function checkDiscriminator(check: PartCheck): readonly Obstacle[] {
  const { part, wide, inclusion } = check
  if (!isBase(part)) return []
  const known = wide.parts.filter(isBase)
  const [twin] = known
  if (twin === undefined || known.some((one) => inclusion.isSamePart(tellerOf(one), tellerOf(part)))) return []
  const words = changedFrom('discriminator', twin.value.discriminator, part.value.discriminator)
  return [obstacleAt(check, 'unsure', 'discriminator', words)]
}

const isBase = ({ value }: SchemaPart): boolean =>
  value.discriminator !== undefined && value.anyOf === undefined && value.oneOf === undefined

const tellerOf = ({ value: { discriminator = null }, at, id }: SchemaPart): SchemaPart => ({
  value: { discriminator },
  at,
  id: `${id}?discriminator`,
})
