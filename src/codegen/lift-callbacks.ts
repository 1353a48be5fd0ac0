/**
 * openapi-typescript drops callbacks. Lifted into `webhooks` as '<operationId>.<callback>' they are typed, and receivers find their
 * payloads.
 */
import type { JsonObject, JsonValue } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { followReference, objectAt } from '../schema/reference.ts'

/** The document with every callback among its webhooks, too. Further URLs of one callback are numbered: 'createReport.done.2'. */
export function liftCallbacks(contract: Contract, document: JsonObject): JsonObject {
  const callbacks = contract.operations.flatMap(({ id, method, path }) => {
    const item = followReference(document, objectAt(document, 'paths')[path])
    const operation = objectAt(item, method.toLowerCase())
    return Object.entries(objectAt(operation, 'callbacks')).flatMap(([name, callback]) =>
      itemsOf(`${id}.${name}`, followReference(document, callback)),
    )
  })
  if (callbacks.length === 0) return document
  return { ...document, webhooks: { ...objectAt(document, 'webhooks'), ...Object.fromEntries(callbacks) } }
}

function itemsOf(name: string, callback: JsonObject): [string, JsonValue][] {
  const items = Object.entries(callback).filter(([expression]) => !expression.startsWith('x-'))
  return items.map(([, item], index) => [index === 0 ? name : `${name}.${index + 1}`, item])
}
