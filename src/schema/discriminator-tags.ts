/** The values of a discriminator's property by the alternatives they name: what the mapping says, else what the alternative fixes itself, else its name. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { partsOf, type SchemaReading } from './schema-parts.ts'

/** The values that name an alternative; undefined where none can. */
export type Tags = readonly JsonValue[] | undefined

/**
 * The tags of each alternative. A discriminator makes nothing invalid (OpenAPI 3.1.1, section 4.8.25): values that an alternative refuses
 * are none of its tags, and one that writes down its own values goes by these rather than by the name of its schema.
 *
 * @example discriminatorTags({ propertyName: 'kind' }, [{ $ref: '#/components/schemas/Cat' }], reading) // [['Cat']]
 */
export function discriminatorTags(
  discriminator: JsonObject,
  alternatives: readonly JsonValue[],
  reading: SchemaReading,
): readonly Tags[] {
  const { propertyName } = discriminator
  const mapping = isJsonObject(discriminator.mapping) ? discriminator.mapping : {}
  const known = alternatives.map((alternative): Known => {
    const fixed = typeof propertyName === 'string' ? fixedValues(alternative, propertyName, reading) : undefined
    return { fixed, mapped: admitted(mappedNames(alternative, mapping), fixed), name: ownName(alternative) }
  })
  const tags = known.map(({ mapped, fixed, name }) => mapped ?? fixed ?? name)
  if (areDistinct(tags)) return tags
  return known.map(
    ({ mapped, fixed, name }) => mapped ?? admitted(name, fixed) ?? (name === undefined ? fixed : undefined),
  )
}

interface Known {
  readonly fixed: Tags
  readonly mapped: Tags
  readonly name: Tags
}

/** Those that the alternative's own values allow, or undefined where none is left. */
function admitted(names: Tags, fixed: Tags): Tags {
  const left = names?.filter((name) => fixed === undefined || fixed.includes(name))
  return left?.length === 0 ? undefined : left
}

/** Whether no value names two alternatives. */
export function areDistinct(tags: readonly Tags[]): boolean {
  const all = tags.flatMap((one) => one ?? [])
  return new Set(all).size === all.length
}

/** A mapping names a schema by a reference or, within `components`, by its name. */
export function isNamedBy(alternative: JsonValue, target: JsonValue | undefined): boolean {
  const [name] = ownName(alternative) ?? []
  return name !== undefined && isJsonObject(alternative) && (target === alternative.$ref || target === name)
}

function mappedNames(alternative: JsonValue, mapping: JsonObject): Tags {
  const names = Object.keys(mapping).filter((name) => isNamedBy(alternative, mapping[name]))
  return names.length === 0 ? undefined : names
}

function ownName(alternative: JsonValue): readonly [string] | undefined {
  if (!isJsonObject(alternative) || typeof alternative.$ref !== 'string') return undefined
  return [alternative.$ref.slice(alternative.$ref.lastIndexOf('/') + 1)]
}

/** The values that a schema leaves to one of its members, wherever among its parts it says so. */
export function fixedValues(schema: JsonValue, property: string, reading: SchemaReading): Tags {
  const members = partsOf(schema, reading).flatMap(({ properties }) =>
    isJsonObject(properties) && Object.hasOwn(properties, property) ? partsOf(properties[property], reading) : [],
  )
  const lists = members.flatMap((member) => valuesOf(member, reading))
  return lists.reduce<Tags>(
    (left, list) => (left === undefined ? list : left.filter((one) => list.includes(one))),
    undefined,
  )
}

function valuesOf(schema: JsonObject, { legacy }: SchemaReading): readonly (readonly JsonValue[])[] {
  if (schema.const !== undefined && !legacy) return [[schema.const]]
  return Array.isArray(schema.enum) ? [schema.enum] : []
}
