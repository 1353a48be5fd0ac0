/** The declared responses of an async operation as they are published: those that can be sent, and problems with the body that is sent (R-INI-3, R-ERR-1). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { inMediaRange } from '../../contract/media-type.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { isSentStatus, problemMediaType } from '../../contract/sent-status.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import { completed } from './completed.ts'
import type { Expansion } from './plan-expansion.ts'
import { problemContent } from './problem-responses.ts'

export function sentResponses(
  expansion: Expansion,
  { async: policy }: AsyncOperation,
  declared: JsonValue | undefined,
): JsonObject {
  if (!isJsonObject(declared)) return {}
  const sent = Object.entries(declared).filter(([status]) => isSentStatus(policy, status))
  return Object.fromEntries(
    sent.map(([status, response]) => [status, isProblem(status) ? asProblem(expansion, response) : response]),
  )
}

const isProblem = (status: string): boolean => /^([45]|default$)/.test(status)

/** A response without any body stays: no more is promised than is kept. */
function asProblem(expansion: Expansion, response: JsonValue): JsonValue {
  const ranges = Object.keys(objectAt(followReference(expansion.document, response), 'content'))
  const isTold = ranges.length === 0 || ranges.some((range) => inMediaRange(problemMediaType, range))
  return isTold ? response : completed(expansion, response, { content: problemContent(expansion) })
}
