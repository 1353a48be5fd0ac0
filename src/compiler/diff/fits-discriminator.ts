/** Discriminators: the property that tells alternatives apart, and what its values may be. Without a mapping these are the names of components. */
import { readList, readTexts } from '../../base/read-json.ts'
import { discriminatorOf } from '../schemas/same-schema.ts'
import type { SchemaPart } from '../schemas/schema-node.ts'
import { type Obstacle, obstacleAt, type PartCheck, shown } from './obstacle.ts'

/** What the tags of one union say against those of the other, before either is taken apart. */
export function checkDiscriminators(
  here: Omit<PartCheck, 'part' | 'types'>,
  parts: readonly SchemaPart[],
): readonly Obstacle[] {
  return parts.flatMap((part) => {
    if (part.value.discriminator === undefined) return []
    const known = here.wide.parts.filter(({ value }) => value.discriminator !== undefined)
    const [twin] = known
    return twin === undefined ? [] : compareTags({ ...here, part, types: new Set() }, twin)
  })
}

function compareTags(check: PartCheck, twin: SchemaPart): readonly Obstacle[] {
  const [given, wanted] = [discriminatorOf(twin.value), discriminatorOf(check.part.value)]
  if (given.propertyName !== wanted.propertyName) {
    const [before, after] = [shown(given.propertyName), shown(wanted.propertyName)]
    return [
      obstacleAt(check, 'certain', 'discriminator', {
        narrowing: `the alternatives are now told apart by ${after}, were by ${before}`,
        widening: `the alternatives are now told apart by ${before}, were by ${after}`,
      }),
    ]
  }
  // An alternative that goes says so itself.
  if (alternativesIn(twin) > alternativesIn(check.part)) return []
  const values = readTexts(wanted.values)
  const missing = readTexts(given.values).filter((value) => !values.includes(value))
  return missing.map((value) =>
    obstacleAt(check, 'certain', 'discriminator', {
      narrowing: `${shown(value)} is no longer a value of the discriminator`,
      widening: `${shown(value)} is now a value of the discriminator`,
    }),
  )
}

const alternativesIn = ({ value }: SchemaPart): number => readList(value.oneOf).length + readList(value.anyOf).length
