/** Which validators a contract needs, by the names that `Validators` of `contract/registry.ts` lists. */
import type { JsonObject, JsonValue } from '../base/json.ts'
import type { Operation, Parameter, ParameterLocation } from '../contract/operation.ts'
import type { Direction } from '../schema/direction.ts'
import type { SchemaRoot } from '../schema/document-schemas.ts'
import { type LocatedOperation, locate, type SchemaSource } from './locate.ts'

/** The schemas of all operations, in the contract's order. A place without a schema takes any JSON. */
export function validatorRoots(source: SchemaSource): readonly SchemaRoot[] {
  return source.contract.operations.flatMap((operation) => operationRoots(operation, locate(source, operation)))
}

function operationRoots(operation: Operation, located: LocatedOperation): readonly SchemaRoot[] {
  return [
    root(operation, 'parameters', parametersSchema(operation.parameters, located), 'request'),
    ...bodyRoots(operation, located),
    ...asyncRoots(operation, located),
    ...responseRoots(operation, located),
  ]
}

function root(operation: Operation, what: string, schema: JsonValue | undefined, direction: Direction): SchemaRoot {
  return { name: `${operation.id}.${what}`, schema: schema ?? true, direction }
}

const locations: readonly ParameterLocation[] = ['path', 'query', 'header', 'cookie']

/** The schema of `{ path, query, header, cookie }`, which is always whole: a group without parameters needs no code. */
function parametersSchema(parameters: readonly Parameter[], located: LocatedOperation): JsonObject {
  const groups = locations.flatMap((location): [string, JsonObject][] => {
    const own = parameters.filter((parameter) => parameter.in === location)
    return own.length === 0 ? [] : [[location, parameterGroup(own, located)]]
  })
  return { type: 'object', required: groups.map(([location]) => location), properties: Object.fromEntries(groups) }
}

function parameterGroup(parameters: readonly Parameter[], located: LocatedOperation): JsonObject {
  return {
    type: 'object',
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map((one) => [one.name, located.parameter(one) ?? true])),
  }
}

function bodyRoots(operation: Operation, located: LocatedOperation): readonly SchemaRoot[] {
  const content = operation.requestBody?.content ?? []
  return content.flatMap(({ kind, mediaType }, index) =>
    kind === 'json' ? [root(operation, `body.${index}`, located.body(mediaType), 'request')] : [],
  )
}

function asyncRoots(operation: Operation, located: LocatedOperation): readonly SchemaRoot[] {
  if (operation.async === undefined) return []
  const { result, validatesProgress, validatesPartial } = operation.async
  const validatesResult = result.kind === 'json' || result.kind === 'resource'
  return [
    ...(validatesResult ? [root(operation, 'result', located.ofJob('result'), 'response')] : []),
    ...(validatesProgress ? [root(operation, 'progress', located.ofJob('progress'), 'response')] : []),
    ...(validatesPartial ? [root(operation, 'partial', located.ofJob('partial'), 'response')] : []),
  ]
}

function responseRoots(operation: Operation, located: LocatedOperation): readonly SchemaRoot[] {
  return operation.responses.flatMap(({ status, content }) =>
    content
      .filter(({ validated }) => validated)
      .map(({ mediaType }) =>
        root(operation, `response.${status}.${mediaType}`, located.response(status, mediaType), 'response'),
      ),
  )
}
