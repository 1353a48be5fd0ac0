/** Expands spec text without a file system, and reads what comes out by JSON pointer. */

import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import type { ResolvedSpec } from '../../src/compiler/view/resolved-spec.ts'
import { readPointer } from '../../src/schema/pointer.ts'
import { compileText } from './compile-text.ts'

export function expandText(text: string): JsonObject {
  return expand(specOf(text))
}

/** The compiled spec. */
export function specOf(text: string): ResolvedSpec {
  const { spec, diagnostics } = compileText(text)
  if (spec === undefined) throw new Error(JSON.stringify(diagnostics, null, 2))
  return spec
}

/** What the pointer leads to, references on the way followed. */
export function look(document: JsonObject, pointer: string): JsonValue | undefined {
  let found: JsonValue | undefined = document
  for (const segment of pointer.split('/').slice(1)) {
    found = follow(document, found === undefined ? undefined : readPointer(found, `/${segment}`))
  }
  return found
}

export function lookAtObject(document: JsonObject, pointer: string): JsonObject {
  const found = look(document, pointer)
  if (!isJsonObject(found)) throw new Error(`${pointer} leads to ${JSON.stringify(found)}`)
  return found
}

/** Names of the members there. */
export function namesAt(document: JsonObject, pointer: string): readonly string[] {
  return Object.keys(lookAtObject(document, pointer))
}

/** Every object of the document with its pointer, in order. */
export function* objectsIn(value: JsonValue, pointer = ''): Generator<readonly [pointer: string, object: JsonObject]> {
  if (isJsonObject(value)) yield [pointer, value]
  const members = Array.isArray(value) ? value.entries() : isJsonObject(value) ? Object.entries(value) : []
  for (const [name, member] of members) {
    yield* objectsIn(member, `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  }
}

function follow(document: JsonObject, value: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(value) || typeof value.$ref !== 'string') return value
  return follow(document, readPointer(document, value.$ref.slice(1)))
}
