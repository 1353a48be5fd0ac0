/** Reads what stays JSON in the extension: the schemas of progress, of intermediate results and of the result. Everything else comes from the contract. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import type { Expansion } from './plan-expansion.ts'

/** A key of `x-async-operation`, else of `x-async-defaults`. */
export function extensionMember(expansion: Expansion, operation: AsyncOperation, key: string): JsonValue | undefined {
  const own = objectAt(operationObject(expansion, operation), 'x-async-operation')[key]
  return own ?? objectAt(expansion.document, 'x-async-defaults')[key]
}

/** Schema of a result that is JSON; a file and an empty result have none. */
export function resultSchema(expansion: Expansion, operation: AsyncOperation): JsonValue | undefined {
  const { kind } = operation.async.result
  return kind === 'json' || kind === 'resource' ? resultMedia(expansion, operation).schema : undefined
}

/** The media type object of the result, as the designer described it. */
export function resultMedia(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const { result } = operation.async
  if (result.kind === 'empty') return {}
  const declared = extensionMember(expansion, operation, 'result')
  if (isJsonObject(declared) && declared.schema !== undefined) return { schema: declared.schema }
  const responses = objectAt(operationObject(expansion, operation), 'responses')
  const response = followReference(
    expansion.document,
    responses[String(result.status)] ?? responses['2XX'] ?? responses.default,
  )
  return objectAt(response, 'content', result.mediaType)
}

/** The operation as the designer wrote it. */
export function operationObject(expansion: Expansion, { path, method }: AsyncOperation): JsonObject {
  return objectAt(
    followReference(expansion.document, objectAt(expansion.document, 'paths')[path]),
    method.toLowerCase(),
  )
}
