/** Finds the schemas of a contract's operations in the document they were compiled from. `$ref`s to anything but schemas are followed. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { readList, readText } from '../base/read-json.ts'
import type { DeclaredResponse, Operation, Parameter } from '../contract/operation.ts'
import { followReference } from '../schema/reference.ts'

/** What the extension adds to an operation, given there or for all of them. */
export type ExtensionSchema = 'progress' | 'partial' | 'result'

export interface LocatedOperation {
  /** The schema of a parameter, or undefined when it has none. */
  parameter(parameter: Parameter): JsonValue | undefined
  parameterDescription(parameter: Parameter): string | undefined
  body(mediaType: string): JsonValue | undefined
  response(status: DeclaredResponse['status'], mediaType: string): JsonValue | undefined
  extension(name: ExtensionSchema): JsonValue | undefined
}

/** The operation in the document. */
export function locate(document: JsonObject, operation: Operation): LocatedOperation {
  const object = (value: JsonValue | undefined): JsonObject => followReference(document, value)
  const path = object(object(document.paths)[operation.path])
  const found = object(path[operation.method.toLowerCase()])
  const parameters = [...readList(found.parameters), ...readList(path.parameters)].map(object)
  const parameterObject = (wanted: Parameter): JsonObject =>
    parameters.find((one) => one.name === wanted.name && one.in === wanted.in) ?? {}
  const content = (holder: JsonObject, mediaType: string): JsonValue | undefined =>
    object(object(holder.content)[mediaType]).schema
  return {
    parameter: (wanted) => schemaOf(parameterObject(wanted), object),
    parameterDescription: (wanted) => readText(parameterObject(wanted).description),
    body: (mediaType) => content(object(found.requestBody), mediaType),
    response: (status, mediaType) => content(object(object(found.responses)[String(status)]), mediaType),
    extension: (name) => extensionSchema(found['x-async-operation'], document['x-async-defaults'], name),
  }
}

function schemaOf(parameter: JsonObject, object: (value: JsonValue | undefined) => JsonObject): JsonValue | undefined {
  const [content] = Object.values(object(parameter.content))
  return content === undefined ? parameter.schema : object(content).schema
}

function extensionSchema(
  own: JsonValue | undefined,
  defaults: JsonValue | undefined,
  name: ExtensionSchema,
): JsonValue | undefined {
  for (const block of [own, defaults]) {
    const value = isJsonObject(block) ? block[name] : undefined
    if (value !== undefined) return name === 'result' ? (isJsonObject(value) ? value.schema : undefined) : value
  }
  return undefined
}
