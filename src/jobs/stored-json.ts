/** Values of handlers, as the JSON that is stored and later served: what JSON cannot hold is refused or, as JSON.stringify does, left out. */
import type { JsonValue } from '../base/json.ts'
import { parseJson } from '../base/parse-json.ts'

/** Undefined becomes null; functions, symbols, BigInts and circles throw a TypeError that names `where`. */
export function toStoredJson(value: unknown, where: string): JsonValue {
  const text = stringify(value ?? null)
  if (text === undefined) throw new TypeError(`${where} takes only what JSON can hold.`)
  return parseJson(text) as JsonValue
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
