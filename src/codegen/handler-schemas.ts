/** The schemas behind the types of handlers and callers, by names like 'createReport.query', for openapi-typescript to turn into types. */
import type { JsonObject, JsonValue } from '../base/json.ts'
import type { DeclaredResponse, Operation, Parameter, ParameterLocation } from '../contract/operation.ts'
import type { DirectedSchemas } from './directed-schemas.ts'
import { type LocatedOperation, locate, type SchemaSource } from './locate.ts'

/** What `HandlerInput` calls each place of a parameter. */
export const inputNames: Readonly<Record<ParameterLocation, 'params' | 'query' | 'headers' | 'cookies'>> = {
  path: 'params',
  query: 'query',
  header: 'headers',
  cookie: 'cookies',
}

/** All schemas that the types of operations are made of. */
export function handlerSchemas(
  source: SchemaSource,
  { directed, components }: DirectedSchemas,
): ReadonlyMap<string, JsonValue> {
  const schemas = new Map([...components].map(([name, { schema }]) => [name, schema]))
  for (const operation of source.contract.operations) {
    const located = locate(source, operation)
    for (const [name, schema] of inputSchemas(operation, located)) schemas.set(name, directed(schema, 'request'))
    for (const [name, schema] of extensionSchemas(operation, located)) schemas.set(name, directed(schema, 'response'))
    for (const [name, schema] of responseSchemas(operation, located)) schemas.set(name, directed(schema, 'response'))
  }
  return schemas
}

/** Name of a group of parameters as a handler sees it, or as a caller gives it. */
export const groupName = (operation: Operation, location: ParameterLocation, side: 'handler' | 'caller'): string =>
  `${operation.id}.${inputNames[location]}.${side}`

/** Name of a body's schema. */
export const bodyName = (operation: Operation, index: number): string => `${operation.id}.body.${index}`

/** Name of a response's schema. */
export const responseName = (operation: Operation, status: DeclaredResponse['status'], index: number): string =>
  `${operation.id}.response.${status}.${index}`

function inputSchemas(operation: Operation, located: LocatedOperation): [string, JsonValue][] {
  const groups = (['path', 'query', 'header', 'cookie'] as const).flatMap((location): [string, JsonValue][] => {
    const parameters = operation.parameters.filter((parameter) => parameter.in === location)
    if (parameters.length === 0) return []
    return (['handler', 'caller'] as const).map((side) => [
      groupName(operation, location, side),
      groupSchema(parameters, located, side),
    ])
  })
  const bodies = (operation.requestBody?.content ?? []).flatMap(({ kind, mediaType }, index): [string, JsonValue][] =>
    kind === 'json' ? [[bodyName(operation, index), located.body(mediaType) ?? {}]] : [],
  )
  return [...groups, ...bodies]
}

/** A parameter with a default is always there for a handler, since the deserialiser fills it in; a caller may leave it out. */
function groupSchema(
  parameters: readonly Parameter[],
  located: LocatedOperation,
  side: 'handler' | 'caller',
): JsonObject {
  const properties = parameters.map((parameter): [string, JsonValue] => {
    const schema = located.parameter(parameter) ?? {}
    const description = located.parameterDescription(parameter)
    return [parameter.name, description === undefined ? schema : described(schema, description)]
  })
  const present = parameters.filter((one) => one.required || (side === 'handler' && one.default !== undefined))
  return { type: 'object', required: present.map(({ name }) => name), properties: Object.fromEntries(properties) }
}

/** Beside a `$ref` OpenAPI 3.0 has no room for prose. */
function described(schema: JsonValue, description: string): JsonValue {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) && !('$ref' in schema)
    ? { description, ...schema }
    : schema
}

function extensionSchemas(operation: Operation, located: LocatedOperation): [string, JsonValue][] {
  if (operation.async === undefined) return []
  const { validatesProgress, validatesPartial, result } = operation.async
  const hasResult = result.kind === 'json' || result.kind === 'resource'
  const schemas = {
    ...(hasResult && { result: located.ofJob('result') ?? {} }),
    ...(validatesProgress && { progress: located.ofJob('progress') ?? {} }),
    ...(validatesPartial && { partial: located.ofJob('partial') ?? {} }),
  }
  return Object.entries(schemas).map(([name, schema]) => [`${operation.id}.${name}`, schema])
}

function responseSchemas(operation: Operation, located: LocatedOperation): [string, JsonValue][] {
  return operation.responses.flatMap(({ status, content }) =>
    content.flatMap(({ mediaType, validated }, index): [string, JsonValue][] =>
      validated ? [[responseName(operation, status, index), located.response(status, mediaType) ?? {}]] : [],
    ),
  )
}
