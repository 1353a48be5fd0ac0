/** What the schema of a parameter makes of its text: one value, a list of values or an object of them, and the primitive types they may have. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { ParameterShape, PrimitiveType } from '../../base/parameter-format.ts'
import { readList, readObject } from '../../base/read-json.ts'
import type { SpecView } from '../view/spec-view.ts'

/** A list or an object if one of the alternatives is, else the primitive types that any of them admits. */
export function parameterShapeOf(spec: SpecView, schema: JsonValue | undefined): ParameterShape {
  const parts = partsOf(spec, schema)
  const types = new Set(parts.flatMap((part) => typesOf(spec, part)))
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
    .flatMap((part) => typesOf(spec, part))
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

/** The schema and, through `$ref`, `allOf`, `anyOf` and `oneOf`, everything it is made of. */
function partsOf(
  spec: SpecView,
  schema: JsonValue | undefined,
  seen: ReadonlySet<JsonValue> = new Set(),
): readonly JsonObject[] {
  if (schema === undefined || !isJsonObject(schema) || seen.has(schema)) return []
  const visited = new Set([...seen, schema])
  const target = spec.follow({ value: schema, at: [] })?.value
  const behind = target === schema ? [] : partsOf(spec, target, visited)
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => readList(schema[name]))
  return [schema, ...behind, ...branches.flatMap((branch) => partsOf(spec, branch, visited))]
}

function typesOf({ version }: SpecView, schema: JsonObject): readonly string[] {
  const { type } = schema
  const written = typeof type === 'string' ? [type] : readList(type).filter((name) => typeof name === 'string')
  const known = written.length > 0 ? written : impliedTypes(schema)
  return version === '3.0' && schema.nullable === true && known.length > 0 ? [...known, 'null'] : known
}

function impliedTypes(schema: JsonObject): readonly string[] {
  if (schema.properties !== undefined || isJsonObject(schema.additionalProperties)) return ['object']
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['array']
  const values = schema.const === undefined ? readList(schema.enum) : [schema.const]
  return values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value))
}

const trialOrder: readonly PrimitiveType[] = ['integer', 'number', 'boolean', 'null', 'string']

/** Text stays text when the schemas say nothing. */
function primitivesOf(spec: SpecView, schemas: readonly (JsonValue | undefined)[]): readonly PrimitiveType[] {
  const parts = schemas.flatMap((schema) => partsOf(spec, schema))
  const types = new Set(parts.flatMap((part) => typesOf(spec, part)))
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
