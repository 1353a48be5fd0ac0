/** What the schema of a parameter makes of its text: one value, a list of values or an object of them, and the primitive types they may have. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { ParameterShape, PrimitiveType } from '../../base/parameter-format.ts'
import { readList, readObject } from '../../base/read-json.ts'
import { typeOfValue, typesOf } from '../../schema/json-types.ts'
import type { SpecView } from '../view/spec-view.ts'
import { partsOfNode } from './schema-path.ts'

/** A list or an object if one of the alternatives is, else the primitive types that any of them admits. */
export function parameterShapeOf(spec: SpecView, schema: JsonValue | undefined): ParameterShape {
  const parts = partsOf(spec, schema)
  const types = new Set(parts.flatMap((part) => typesHere(spec, part)))
  if (types.has('array')) return arrayShape(spec, parts)
  if (!types.has('object')) return { kind: 'primitive', types: primitivesOf(spec, [schema]) }
  const properties = propertySchemas(parts)
  return {
    kind: 'object',
    properties: Object.fromEntries([...properties].map(([name, schemas]) => [name, primitivesOf(spec, schemas)])),
    others: othersOf(spec, parts),
  }
}

function arrayShape(spec: SpecView, parts: readonly JsonObject[]): ParameterShape {
  const items = primitivesOf(spec, restSchemas(parts))
  const length = Math.max(...parts.map(({ prefixItems }) => readList(prefixItems).length))
  if (length === 0) return { kind: 'array', items }
  const places = Array.from({ length }, (_, index) => primitivesOf(spec, placeSchemas(parts, index)))
  return { kind: 'array', places, items }
}

const restSchemas = (parts: readonly JsonObject[]): readonly JsonValue[] =>
  parts.flatMap(({ items }) => (items === undefined ? [] : [items]))

/** Where a part has no such place, its `items` speak. */
const placeSchemas = (parts: readonly JsonObject[], index: number): readonly (JsonValue | undefined)[] =>
  parts.map(({ items, prefixItems }) => readList(prefixItems)[index] ?? items)

/** Whether an item or a member is a list or an object itself, which no style can write. */
export function isNestedParameter(spec: SpecView, schema: JsonValue | undefined): boolean {
  const parts = partsOf(spec, schema)
  const inner = [...itemSchemas(parts), ...[...propertySchemas(parts).values()].flat(), ...otherSchemas(parts)]
  return inner
    .flatMap((member) => partsOf(spec, member))
    .flatMap((part) => typesHere(spec, part))
    .some((type) => type === 'array' || type === 'object')
}

const itemSchemas = (parts: readonly JsonObject[]): readonly JsonValue[] => [
  ...restSchemas(parts),
  ...parts.flatMap(({ prefixItems }) => readList(prefixItems)),
]

function propertySchemas(parts: readonly JsonObject[]): ReadonlyMap<string, readonly JsonValue[]> {
  const found = new Map<string, readonly JsonValue[]>()
  for (const [name, schema] of parts.flatMap(({ properties }) => Object.entries(readObject(properties)))) {
    found.set(name, [...(found.get(name) ?? []), schema])
  }
  return found
}

const otherSchemas = (parts: readonly JsonObject[]): readonly JsonValue[] =>
  parts.flatMap(({ additionalProperties }) => (isJsonObject(additionalProperties) ? [additionalProperties] : []))

/** Members of other names: none when a part forbids them, else what a part says of them, else text. */
function othersOf(spec: SpecView, parts: readonly JsonObject[]): readonly PrimitiveType[] {
  if (parts.some(({ additionalProperties }) => additionalProperties === false)) return []
  const schemas = otherSchemas(parts)
  return schemas.length === 0 ? ['string'] : primitivesOf(spec, schemas)
}

const partsOf = (spec: SpecView, schema: JsonValue | undefined): readonly JsonObject[] =>
  schema === undefined ? [] : partsOfNode(spec, { value: schema, at: [] }).map(({ value }) => value)

/** The types that a schema names, or those that its other words speak of. */
function typesHere({ version }: SpecView, schema: JsonObject): readonly string[] {
  const written = typesOf(schema, version === '3.0')
  if (written.length > 0) return written
  const implied = impliedTypes(schema)
  return version === '3.0' && schema.nullable === true && implied.length > 0 ? [...implied, 'null'] : implied
}

function impliedTypes(schema: JsonObject): readonly string[] {
  if (schema.properties !== undefined || isJsonObject(schema.additionalProperties)) return ['object']
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['array']
  const values = schema.const === undefined ? readList(schema.enum) : [schema.const]
  return values.map(typeOfValue)
}

const trialOrder: readonly PrimitiveType[] = ['integer', 'number', 'boolean', 'null', 'string']

/** Text stays text when the schemas say nothing. */
function primitivesOf(spec: SpecView, schemas: readonly (JsonValue | undefined)[]): readonly PrimitiveType[] {
  const parts = schemas.flatMap((schema) => partsOf(spec, schema))
  const types = new Set(parts.flatMap((part) => typesHere(spec, part)))
  const admitted = trialOrder.filter((type) => types.has(type) && !(type === 'null' && isAnyText(types, parts)))
  return admitted.length === 0 ? ['string'] : admitted
}

/** Where any text is a value, an empty one and `null` are texts like others: whoever means nothing leaves the parameter out. */
function isAnyText(types: ReadonlySet<string>, parts: readonly JsonObject[]): boolean {
  if (!types.has('string')) return false
  const values = parts.flatMap((part) => (part.const === undefined ? readList(part.enum) : [part.const]))
  if (values.length > 0) return values.some((value) => value === '' || value === 'null')
  return !parts.some(({ format }) => typeof format === 'string' && strictFormats.has(format))
}

/** Neither `null` nor an empty text is of these. */
const strictFormats: ReadonlySet<string> = new Set([
  ...['date', 'time', 'date-time', 'duration', 'uuid', 'email', 'uri', 'ipv4', 'ipv6'],
])
