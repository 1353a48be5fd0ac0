/** Puts the members of an operation into the order in which people read one. */
import type { JsonObject } from '../../base/json.ts'

const head = ['tags', 'summary', 'description', 'externalDocs', 'operationId', 'deprecated', 'security']
const content = ['parameters', 'requestBody', 'responses', 'callbacks']

/** What is not known here comes last, as it stood. */
export function inMemberOrder(operation: JsonObject): JsonObject {
  const known = [...head, ...content].filter((name) => name in operation)
  const names = new Set([...known, ...Object.keys(operation)])
  return Object.fromEntries([...names].map((name) => [name, operation[name] ?? null]))
}
