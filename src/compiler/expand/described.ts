/** Reads what the designer says of a job and its result, at the places that were found when the spec was compiled. Everything else comes from the contract. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { valueAt } from '../../schema/pointer.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import type { DescribedAt } from '../view/resolved-spec.ts'
import type { Expansion } from './plan-expansion.ts'

/** Schema of what a job tells while it runs; undefined where nothing is promised. */
export function detailSchema(
  expansion: Expansion,
  operation: AsyncOperation,
  detail: 'progress' | 'partial',
): JsonValue | undefined {
  return described(expansion, operation, detail)
}

/** Schema of a result that is JSON; a file and an empty result have none. */
export function resultSchema(expansion: Expansion, operation: AsyncOperation): JsonValue | undefined {
  return described(expansion, operation, 'result')
}

/** The media type object of the result, as the designer described it. */
export function resultMedia(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const media = described(expansion, operation, 'media')
  if (isJsonObject(media)) return media
  const schema = resultSchema(expansion, operation)
  return schema === undefined ? {} : { schema }
}

/** The response that the result is read off; empty where there is none. */
export function resultResponse(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const response = described(expansion, operation, 'response')
  return isJsonObject(response) ? response : {}
}

/** The operation as the designer wrote it. */
export function operationObject(expansion: Expansion, { path, method }: AsyncOperation): JsonObject {
  return objectAt(
    followReference(expansion.document, objectAt(expansion.document, 'paths')[path]),
    method.toLowerCase(),
  )
}

function described(
  { document, describedAt }: Expansion,
  { id }: AsyncOperation,
  what: keyof DescribedAt,
): JsonValue | undefined {
  const at = describedAt.get(id)?.[what]
  return at === undefined ? undefined : valueAt(document, at)
}
