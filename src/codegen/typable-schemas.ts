/**
 * Schemas as openapi-typescript makes right types of them: what is said of a value in several parts, and it would read in one of them
 * only, is put where it is read. What a type cannot say (most patterns, many conditions) it leaves open.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { hasConditions } from './conditional-parts.ts'
import { conditionedSchema } from './conditioned-schema.ts'
import { isShort, keyedMembers, keyedType, patternOf } from './keyed-members.ts'
import { mapDocument } from './map-schemas.ts'

/** A `type` that no document has: whatever is not `undefined`. */
export const presentType = 'coatcheck..present'

/** The document with such schemas. */
export function typableDocument(document: JsonObject): JsonObject {
  const legacy = typeof document.openapi === 'string' && document.openapi.startsWith('3.0')
  return mapDocument(document, (schema) => {
    if ('$ref' in schema) return legacy ? schema : withSiblings(schema, document)
    return typable(schema, document)
  })
}

function typable(schema: JsonObject, document: JsonObject): JsonObject {
  if (schema.const === null) return { ...about(schema), type: 'null' }
  if (schema.type === keyedType) return schema
  if (Array.isArray(schema.type) && isAboutMembers(schema, schema.type)) return typesApart(schema, schema.type)
  const conditioned = conditionedSchema(schema, document, (names) => presence(schema, names, document))
  const apart = anyOfApart(withoutBareAlternatives(conditioned))
  return keyedMembers(Array.isArray(apart.allOf) ? requiredOfParts(apart, apart.allOf, document) : requiredOfOwn(apart))
}

const isAboutMembers = (schema: JsonObject, types: readonly JsonValue[]): boolean =>
  types.includes('object') && ('patternProperties' in schema || hasConditions(schema))

/** What is said of members must not be read of the other types. */
function typesApart(schema: JsonObject, types: readonly JsonValue[]): JsonObject {
  const others = Object.fromEntries(Object.entries(schema).filter(([key]) => !ofMembers.has(key)))
  return { ...about(schema), anyOf: types.map((type) => ({ ...(type === 'object' ? schema : others), type })) }
}

const ofMembers = new Set([
  ...['additionalProperties', 'dependentRequired', 'dependentSchemas', 'else', 'if', 'not', 'patternProperties'],
  ...['properties', 'propertyNames', 'required', 'then'],
])

/** Beside a reference openapi-typescript reads nothing; since OpenAPI 3.1 what stands there counts. */
function withSiblings(schema: JsonObject, document: JsonObject): JsonObject {
  const { $ref, ...siblings } = schema
  if ($ref === undefined || !Object.keys(siblings).some((key) => counting.has(key))) return schema
  const allOf = Array.isArray(siblings.allOf) ? siblings.allOf : []
  return typable({ ...siblings, allOf: [{ $ref }, ...allOf] }, document)
}

const counting = new Set(['additionalProperties', 'allOf', 'anyOf', 'const', 'enum', 'oneOf', 'properties', 'required'])

/** The prose alone. */
function about({ description, title, deprecated }: JsonObject): JsonObject {
  return {
    ...(description !== undefined && { description }),
    ...(title !== undefined && { title }),
    ...(deprecated !== undefined && { deprecated }),
  }
}

/** Alternatives of which one has no members, only required ones, would make the whole of them `unknown`. */
function withoutBareAlternatives(schema: JsonObject): JsonObject {
  const isBare = (part: JsonValue) =>
    isJsonObject(part) && Object.keys(part).length > 0 && Object.keys(part).every((key) => bare.has(key))
  const gone = ['anyOf', 'oneOf'].filter((key) => {
    const parts = schema[key]
    return Array.isArray(parts) && parts.some(isBare)
  })
  if (gone.length === 0) return schema
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !gone.includes(key)))
}

const bare = new Set(['description', 'not', 'required', 'title'])

/** Beside members it takes `anyOf` for a further alternative to them. */
function anyOfApart(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema
  const others = ['properties', 'additionalProperties', 'patternProperties', 'allOf']
  if (anyOf === undefined || 'discriminator' in schema || !others.some((key) => key in rest)) return schema
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), { anyOf }] }
}

/** Members that are required and not described: they are there, as whatever other members are. */
function requiredOfOwn(schema: JsonObject): JsonObject {
  const { properties, additionalProperties } = schema
  const isObject = schema.type === 'object' || isJsonObject(properties)
  const missing = namesIn(schema.required).filter((name) => !hasMember(schema, name))
  if (isJsonObject(schema.patternProperties)) return requiredOfPatterns(schema, missing)
  if (!isObject || missing.length === 0 || additionalProperties === false) return schema
  const member = isJsonObject(additionalProperties) ? additionalProperties : {}
  const open = isEmpty(objectAt(properties)) && additionalProperties === undefined ? { additionalProperties: true } : {}
  return {
    ...schema,
    ...open,
    properties: { ...objectAt(properties), ...Object.fromEntries(missing.map((name) => [name, member])) },
  }
}

/** Where an index signature is not read for them: what a template tells of the key. */
function requiredOfPatterns(schema: JsonObject, missing: readonly string[]): JsonObject {
  const members = missing.flatMap((name): [string, JsonValue][] => {
    const member = patternOf(schema, name)
    return member === undefined ? [] : [[name, short(member)]]
  })
  if (members.length === 0) return schema
  return { ...schema, properties: { ...objectAt(schema.properties), ...Object.fromEntries(members) } }
}

/** What any part requires is required of the whole, where openapi-typescript looks at the part that describes it. */
function requiredOfParts(schema: JsonObject, allOf: readonly JsonValue[], document: JsonObject): JsonObject {
  const alien = (part: JsonValue): readonly string[] =>
    isJsonObject(part) && !('$ref' in part)
      ? namesIn(part.required).filter((name) => described(part, name, document) === undefined)
      : []
  const wanted = [...new Set([...namesIn(schema.required), ...allOf.flatMap(alien)])]
  const isRead = (name: string) => hasMember(schema, name) || isReadInParts(allOf, name, document)
  const apart = wanted.filter((name) => !isRead(name))
  const parts = allOf.map((part) => withoutRequired(part, new Set(alien(part)))).filter((part) => !isEmpty(part))
  const { required: _, ...rest } = schema
  const read = wanted.filter(isRead)
  return {
    ...rest,
    ...(read.length > 0 && { required: read }),
    allOf: apart.length === 0 ? parts : [...parts, presence(schema, apart, document)],
  }
}

/** It takes what is required of the whole into parts that stand there, and into a component that is nothing but members. */
function isReadInParts(allOf: readonly JsonValue[], name: string, document: JsonObject): boolean {
  const holders = allOf.filter((part) => hasMember(followReference(document, part), name))
  return holders.length > 0 && holders.every((part) => isPlain(followReference(document, part)))
}

function isPlain(schema: JsonObject): boolean {
  return (
    (schema.type === 'object' || schema.type === undefined) &&
    schema.nullable !== true &&
    !['allOf', 'anyOf', 'discriminator', 'enum', 'oneOf'].some((key) => key in schema)
  )
}

function withoutRequired(part: JsonValue, names: ReadonlySet<string>): JsonValue {
  if (names.size === 0 || !isJsonObject(part)) return part
  const { required, ...rest } = part
  const kept = namesIn(required).filter((name) => !names.has(name))
  if (kept.length > 0) return { ...rest, required: kept }
  return Object.keys(rest).every((key) => key === 'type' || key in about(part)) ? {} : rest
}

const isEmpty = (part: JsonValue): boolean => isJsonObject(part) && Object.keys(part).length === 0

/** A part that says only that members are there. */
function presence(schema: JsonObject, names: readonly string[], document: JsonObject): JsonObject {
  const members = names.map((name): [string, JsonValue] => [name, short(described(schema, name, document))])
  return { type: 'object', required: names, properties: Object.fromEntries(members) }
}

/** A schema that holds others is not repeated: that may never end. */
function short(member: JsonValue | undefined): JsonValue {
  if (!isJsonObject(member)) return {}
  return isShort(member) ? member : { type: presentType }
}

/** How any part of a schema describes a member. */
function described(
  schema: JsonValue,
  name: string,
  document: JsonObject,
  seen: ReadonlySet<JsonValue> = new Set(),
): JsonValue | undefined {
  const part = followReference(document, schema)
  if (seen.has(part)) return undefined
  if (hasMember(part, name)) return objectAt(part.properties)[name]
  for (const inner of Array.isArray(part.allOf) ? part.allOf : []) {
    const found = described(inner, name, document, new Set([...seen, part]))
    if (found !== undefined) return found
  }
  return undefined
}

const namesIn = (required: JsonValue | undefined): readonly string[] =>
  Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []

const hasMember = ({ properties }: JsonObject, name: string): boolean =>
  isJsonObject(properties) && Object.hasOwn(properties, name)
