/**
 * Finds what tells the members of a union apart: the `discriminator`, else a member of fixed value that all of them require, else their
 * types. With it, a value that fits nowhere is measured against the one member it meant.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { areDistinct, discriminatorTags, fixedValues, isNamedBy, type Tags } from './discriminator-tags.ts'
import { typesOf } from './json-types.ts'
import type { SchemaReading } from './schema-parts.ts'

export interface Alternatives {
  /** For each member of the union, when it is the one. No two hold for the same value. */
  readonly conditions: readonly JsonValue[]
  /** Holds for every value that is somebody's. */
  readonly otherwise: JsonValue
}

type Union = 'oneOf' | 'anyOf'

/** How to tell the members apart, or undefined when nothing does. */
export function alternativesByValue(
  schema: JsonObject,
  union: Union,
  context: SchemaReading,
): Alternatives | undefined {
  const members = schema[union]
  if (!Array.isArray(members) || members.length < 2) return undefined
  return byType(members, context) ?? besideNull(members, (some) => byMeaning(schema, some, context))
}

/** What a `discriminator` asks of the values of each member of its union; undefined where it tells nothing apart. */
export function conditionsByDiscriminator(
  schema: JsonObject,
  union: Union,
  context: SchemaReading,
): readonly JsonValue[] | undefined {
  const members = schema[union]
  if (!Array.isArray(members) || members.length < 2 || byType(members, context) !== undefined) return undefined
  return besideNull(members, (some) => byDiscriminator(schema, some, context))?.conditions
}

function byMeaning(
  schema: JsonObject,
  members: readonly JsonValue[],
  context: SchemaReading,
): Alternatives | undefined {
  return byDiscriminator(schema, members, context) ?? byFixedMember(members, context)
}

/** `{ type: null }` among the members is told apart by itself; the others by what they mean. */
function besideNull(
  members: readonly JsonValue[],
  tellApart: (members: readonly JsonValue[]) => Alternatives | undefined,
): Alternatives | undefined {
  const isNull = (member: JsonValue) => isJsonObject(member) && member.type === 'null'
  if (!members.some(isNull)) return tellApart(members)
  const others = tellApart(members.filter((member) => !isNull(member)))
  if (others === undefined) return undefined
  const conditions = [...others.conditions]
  return {
    conditions: members.map((member) => (isNull(member) ? { type: 'null' } : (conditions.shift() ?? false))),
    otherwise: { if: { type: 'null' }, else: others.otherwise },
  }
}

function byDiscriminator(
  schema: JsonObject,
  members: readonly JsonValue[],
  context: SchemaReading,
): Alternatives | undefined {
  const { discriminator } = schema
  if (!isJsonObject(discriminator) || typeof discriminator.propertyName !== 'string') return undefined
  const property = discriminator.propertyName
  const fallback = members.findIndex((member) => isNamedBy(member, discriminator.defaultMapping))
  const others = fallback === -1 ? members : members.toSpliced(fallback, 1)
  const told = byMember(property, discriminatorTags(discriminator, others, context))
  return fallback === -1 || told === undefined ? told : withFallback(told, fallback)
}

/** OpenAPI 3.2: what has no value, or one that the mapping does not know, is meant to be the member of `defaultMapping`. */
function withFallback({ conditions }: Alternatives, fallback: number): Alternatives {
  const rest: JsonObject = { not: { anyOf: conditions } }
  return { conditions: conditions.toSpliced(fallback, 0, rest), otherwise: true }
}

/** Without a discriminator: every member requires the same name and fixes its value. */
function byFixedMember(members: readonly JsonValue[], context: SchemaReading): Alternatives | undefined {
  const [first] = members.map((member) => resolved(member, context))
  if (first === undefined || !isJsonObject(first.properties)) return undefined
  for (const property of Object.keys(first.properties)) {
    const found = byMember(
      property,
      members.map((member) => requiredValues(member, property, context)),
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** The values that a member's required property may have, when it says so itself. */
function requiredValues(member: JsonValue, property: string, context: SchemaReading): Tags {
  const schema = resolved(member, context)
  if (schema?.type !== 'object' || !Array.isArray(schema.required) || !schema.required.includes(property))
    return undefined
  return fixedValues(schema, property, context)
}

function byMember(property: string, values: readonly Tags[]): Alternatives | undefined {
  const known = values.filter((one) => one !== undefined)
  const all = known.flat()
  if (known.length < values.length || known.some((one) => one.length === 0)) return undefined
  if (!all.every(isScalar) || !areDistinct(known)) return undefined
  const has = (allowed: readonly JsonValue[]): JsonObject => ({
    type: 'object',
    required: [property],
    properties: { [property]: { enum: allowed } },
  })
  return { conditions: known.map(has), otherwise: has(all) }
}

/** Members of different types, as in "text or nothing". */
function byType(members: readonly JsonValue[], context: SchemaReading): Alternatives | undefined {
  const types = members.map((member) => typesOf(resolved(member, context) ?? {}, context.legacy))
  const all = types.flat()
  if (types.some((one) => one.length === 0) || new Set(all).size < all.length) return undefined
  if (all.includes('integer') && all.includes('number')) return undefined
  return { conditions: types.map((type) => ({ type })), otherwise: { type: all } }
}

/** The schema behind any `$ref`s; undefined for booleans, cycles and dead ends. */
function resolved(schema: JsonValue, context: SchemaReading): JsonObject | undefined {
  const seen = new Set<JsonValue>()
  let current: JsonValue | undefined = schema
  while (isJsonObject(current) && typeof current.$ref === 'string') {
    if (seen.has(current)) return undefined
    seen.add(current)
    current = context.follow(current.$ref)
  }
  return isJsonObject(current) ? current : undefined
}

function isScalar(value: JsonValue): boolean {
  return value === null || typeof value !== 'object'
}
