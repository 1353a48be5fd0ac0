/** A JSON file of a project that is read when it is first asked for: a large one takes time and memory that most servers never need. */
import { readFileSync } from 'node:fs'
import type { JsonObject } from '../base/json.ts'

/**
 * The object in the file, the same on every call.
 *
 * @example const published = openJson(new URL('./published.json', import.meta.url))
 */
export function openJson(file: URL): () => JsonObject {
  let value: JsonObject | undefined
  return () => {
    value ??= JSON.parse(readFileSync(file, 'utf8')) as JsonObject
    return value
  }
}
