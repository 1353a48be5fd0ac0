/** Parameters, lowered: how the text of each is taken apart, and what becomes of it. */
import type { JsonObject } from '../../base/json.ts'
import { readBoolean, readObject, readText } from '../../base/read-json.ts'
import type { Parameter, ParameterLocation, ParameterStyle } from '../../contract/operation.ts'
import type { Path } from '../../schema/pointer.ts'
import { parameterShapeOf } from '../schemas/parameter-shape.ts'
import type { LocatedObject, OperationView, SpecView } from '../view/spec-view.ts'

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

/** One parameter, followed. */
export function lowerParameter(spec: SpecView, { value, at }: LocatedObject): Parameter {
  const place = locationOf(value)
  const style = styleOf(value) ?? defaultStyles[place]
  const schema = spec.read(schemaPathOf({ value, at }))?.value
  const standard = readObject(schema).default
  return {
    name: readText(value.name) ?? '',
    in: place,
    required: readBoolean(value.required) ?? false,
    style,
    explode: readBoolean(value.explode) ?? style === 'form',
    json: value.content !== undefined,
    ...(value.allowEmptyValue === true && place === 'query' ? { emptyIsAbsent: true } : {}),
    shape: parameterShapeOf(spec, schema),
    ...(standard === undefined ? {} : { default: standard }),
  }
}

/** Where its schema stands. */
export function schemaPathOf({ value, at }: LocatedObject): Path {
  const [mediaType] = Object.keys(readObject(value.content))
  return mediaType === undefined ? [...at, 'schema'] : [...at, 'content', mediaType, 'schema']
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
