/**
 * Finds the schemas of a contract's operations in the document they were compiled from. `$ref`s to anything but schemas are followed.
 * Where an operation describes its jobs is known since it was compiled, and is not looked for again.
 */
import type { JsonObject, JsonValue } from '../base/json.ts'
import { readList, readText } from '../base/read-json.ts'
import type { ResolvedSpec } from '../compiler/compile.ts'
import type { DeclaredResponse, Operation, Parameter } from '../contract/operation.ts'
import { type Path, valueAt } from '../schema/pointer.ts'
import { followReference } from '../schema/reference.ts'

/** What is read of a compilation to find schemas. */
export type SchemaSource = Pick<ResolvedSpec, 'contract' | 'document' | 'describedAt'>

export interface LocatedOperation {
  /** The schema of a parameter, or undefined when it has none. */
  parameter(parameter: Parameter): JsonValue | undefined
  parameterDescription(parameter: Parameter): string | undefined
  body(mediaType: string): JsonValue | undefined
  response(status: DeclaredResponse['status'], mediaType: string): JsonValue | undefined
  /** The schema of what a job yields or tells of itself; undefined where nothing is promised. */
  ofJob(what: 'result' | 'progress' | 'partial'): JsonValue | undefined
}

/** The operation in the document. */
export function locate({ document, describedAt }: SchemaSource, operation: Operation): LocatedOperation {
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
    ofJob: (what) => described(document, describedAt.get(operation.id)?.[what]),
  }
}

function schemaOf(parameter: JsonObject, object: (value: JsonValue | undefined) => JsonObject): JsonValue | undefined {
  const [content] = Object.values(object(parameter.content))
  return content === undefined ? parameter.schema : object(content).schema
}

function described(document: JsonObject, at: Path | undefined): JsonValue | undefined {
  return at === undefined ? undefined : valueAt(document, at)
}
