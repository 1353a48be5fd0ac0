/**
 * openapi-typescript drops callbacks. Lifted into `webhooks` as '<operationId>.<callback>' they are typed, and receivers find their
 * payloads.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'

/** The document with every callback among its webhooks, too. */
export function liftCallbacks(contract: Contract, document: JsonObject): JsonObject {
  const callbacks = contract.operations.flatMap(({ id, method, path }) => {
    const operation = member(member(member(document, 'paths'), path), method.toLowerCase())
    return callbacksOf(id, member(operation, 'callbacks'))
  })
  if (callbacks.length === 0) return document
  return { ...document, webhooks: { ...member(document, 'webhooks'), ...Object.fromEntries(callbacks) } }
}

function callbacksOf(operation: string, callbacks: JsonObject): [string, JsonValue][] {
  return Object.keys(callbacks).flatMap((name) => {
    const [item] = Object.values(member(callbacks, name))
    return item === undefined ? [] : [[`${operation}.${name}`, item]]
  })
}

function member(holder: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined
  return isJsonObject(value) ? value : {}
}
