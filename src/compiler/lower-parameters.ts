/** Parameters, lowered: how the text of each is taken apart, and which primitive types its parts may become. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type {
  Parameter,
  ParameterLocation,
  ParameterShape,
  ParameterStyle,
  PrimitiveType,
} from '../contract/operation.ts'
import { readBoolean, readList, readObject, readText } from './read-json.ts'
import type { LocatedObject, OperationView, SpecView } from './spec-view.ts'

/** OpenAPI says that parameters of these names are to be ignored: other parts of the document speak of them. */
const ignoredHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization'])

const defaultStyles: Readonly<Record<ParameterLocation, ParameterStyle>> = {
  path: 'simple',
  header: 'simple',
  query: 'form',
  cookie: 'form',
}

export function lowerParameters(spec: SpecView, view: OperationView): readonly Parameter[] {
  return view.parameters.filter((parameter) => !isIgnored(parameter.value)).map((node) => lowerParameter(spec, node))
}

/** Whether the specification says to ignore such a header parameter. */
export function isIgnored(parameter: JsonObject): boolean {
  return parameter.in === 'header' && ignoredHeaders.has((readText(parameter.name) ?? '').toLowerCase())
}

function lowerParameter(spec: SpecView, { value, at }: LocatedObject): Parameter {
  const place = locationOf(value)
  const style = styleOf(value) ?? defaultStyles[place]
  const [mediaType] = Object.keys(readObject(value.content))
  const schemaAt = mediaType === undefined ? [...at, 'schema'] : [...at, 'content', mediaType, 'schema']
  const schema = spec.read(schemaAt)?.value
  const standard = readObject(schema).default
  return {
    name: readText(value.name) ?? '',
    in: place,
    required: readBoolean(value.required) ?? false,
    style,
    explode: readBoolean(value.explode) ?? style === 'form',
    json: mediaType !== undefined,
    shape: shapeOf(spec, schema),
    ...(standard === undefined ? {} : { default: standard }),
  }
}

function locationOf(parameter: JsonObject): ParameterLocation {
  switch (readText(parameter.in)) {
    case 'path':
      return 'path'
    case 'header':
      return 'header'
    case 'cookie':
      return 'cookie'
    default:
      return 'query'
  }
}

const styles: readonly ParameterStyle[] = [
  'simple',
  'label',
  'matrix',
  'form',
  'spaceDelimited',
  'pipeDelimited',
  'deepObject',
]

const styleOf = (parameter: JsonObject): ParameterStyle | undefined => styles.find((style) => style === parameter.style)

/** A list or an object if one of the alternatives is, else the primitive types that any of them admits. */
function shapeOf(spec: SpecView, schema: JsonValue | undefined): ParameterShape {
  const parts = alternativesOf(spec, schema)
  const list = parts.find((part) => typesOf(part).includes('array'))
  if (list !== undefined) return { kind: 'array', items: primitivesOf(spec, list.items) }
  const object = parts.find((part) => typesOf(part).includes('object'))
  if (object === undefined) return { kind: 'primitive', types: primitivesOf(spec, schema) }
  const properties = Object.entries(readObject(object.properties))
  return {
    kind: 'object',
    properties: Object.fromEntries(properties.map(([name, property]) => [name, primitivesOf(spec, property)])),
    others: primitivesOf(spec, object.additionalProperties),
  }
}

/** The schema and, through `$ref`, `allOf`, `anyOf` and `oneOf`, everything it is made of. */
function alternativesOf(
  spec: SpecView,
  schema: JsonValue | undefined,
  seen: ReadonlySet<JsonValue> = new Set(),
): readonly JsonObject[] {
  if (schema === undefined || !isJsonObject(schema) || seen.has(schema)) return []
  const visited = new Set([...seen, schema])
  const target = spec.follow({ value: schema, at: [] })?.value
  const behind = target === schema ? [] : alternativesOf(spec, target, visited)
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => readList(schema[name]))
  return [schema, ...behind, ...branches.flatMap((branch) => alternativesOf(spec, branch, visited))]
}

function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema
  const written = typeof type === 'string' ? [type] : readList(type).filter((name) => typeof name === 'string')
  const known = written.length > 0 ? written : impliedTypes(schema)
  return schema.nullable === true && known.length > 0 ? [...known, 'null'] : known
}

function impliedTypes(schema: JsonObject): readonly string[] {
  if (schema.properties !== undefined) return ['object']
  if (schema.items !== undefined) return ['array']
  const values = schema.const === undefined ? readList(schema.enum) : [schema.const]
  return values.map((value) => (value === null ? 'null' : typeof value))
}

const trialOrder: readonly PrimitiveType[] = ['integer', 'number', 'boolean', 'null', 'string']

/** Text stays text when the schema says nothing. */
function primitivesOf(spec: SpecView, schema: JsonValue | undefined): readonly PrimitiveType[] {
  const types = new Set(alternativesOf(spec, schema).flatMap(typesOf))
  const admitted = trialOrder.filter((type) => types.has(type))
  return admitted.length === 0 ? ['string'] : admitted
}
