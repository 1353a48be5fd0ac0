/**
 * JSON text to a value by the engine's own parser, which is some fifty times as fast as reading it as YAML. Refuses what that parser lets
 * pass: a key that stands twice, `__proto__`, numbers out of range, deep nesting.
 */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { skipSpace, skipString } from '../../base/skip-json.ts'
import type { DiagnosticCode } from '../diagnostics/diagnostic-kinds.ts'
import { type FindOffset, findJsonOffsets } from './json-places.ts'
import { maxDepth, type ValueRefusal } from './yaml-value.ts'

export type ParsedJson =
  | { readonly kind: 'parsed'; readonly value: JsonValue; readonly offsetOf: FindOffset }
  | { readonly kind: 'refused'; readonly refusal: ValueRefusal }
  | { readonly kind: 'not-json'; readonly reason: string }

/** The value and its places, or why there is none. Text that is probably YAML is not tried, unless it is to be JSON. */
export function parseJson(text: string, isToBeJson = false): ParsedJson {
  if (!isToBeJson && !/^\s*[{[]/.test(text)) return { kind: 'not-json', reason: 'it does not begin with `{`' }
  const offsetOf = findJsonOffsets(text)
  try {
    const value = JSON.parse(text) as JsonValue
    const refusal = refusalIn(text, value, offsetOf)
    return refusal === undefined ? { kind: 'parsed', value, offsetOf } : { kind: 'refused', refusal }
  } catch (cause) {
    return { kind: 'not-json', reason: cause instanceof Error ? cause.message : String(cause) }
  }
}

function refusalIn(text: string, value: JsonValue, offsetOf: FindOffset): ValueRefusal | undefined {
  const seen: Inspection = { path: [], keys: 0, refusal: undefined }
  inspect(seen, value)
  if (seen.refusal !== undefined) {
    const { code, message, part } = seen.refusal
    return { code, message, offset: offsetOf(seen.path, part) }
  }
  if (seen.keys === keysIn(text)) return undefined
  return { code: 'CC002', message: 'The same key stands here twice', offset: repeatedKey(text) }
}

interface Inspection {
  /** The way to the value being looked at; it stays where the refusal was found. */
  readonly path: string[]
  keys: number
  refusal: { readonly code: DiagnosticCode; readonly message: string; readonly part: 'key' | 'value' } | undefined
}

function inspect(seen: Inspection, value: JsonValue): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    seen.refusal = { code: 'CC004', message: 'This number is too large for JSON numbers to hold', part: 'value' }
  } else if (seen.path.length > maxDepth) {
    seen.refusal = { code: 'CC005', message: `Nesting goes deeper than ${maxDepth} levels here`, part: 'value' }
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) inspectMember(seen, String(index), value[index] ?? null)
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      seen.keys += 1
      inspectMember(seen, name, value[name] ?? null)
    }
  }
}

function inspectMember(seen: Inspection, name: string, value: JsonValue): void {
  if (seen.refusal !== undefined) return
  if (isHarmless(value) && name !== '__proto__' && seen.path.length < maxDepth) return
  seen.path.push(name)
  if (name === '__proto__') {
    seen.refusal = { code: 'CC004', message: 'The key `__proto__` is not allowed', part: 'key' }
  } else inspect(seen, value)
  if (seen.refusal === undefined) seen.path.pop()
}

const isHarmless = (value: JsonValue): boolean => typeof value === 'string' || typeof value === 'boolean'

/** How many keys the text has; the value has fewer when one stands twice. */
function keysIn(text: string): number {
  let keys = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at = skipSpace(text, skipString(text, at))
    if (text[at] === ':') keys += 1
  }
  return keys
}

/** The offset of the first key that has stood in its object before. */
function repeatedKey(text: string): number {
  const open: Set<string>[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{' || character === '[') open.push(new Set())
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = skipString(text, at)
      const name = text[skipSpace(text, end)] === ':' ? String(JSON.parse(text.slice(at, end))) : undefined
      if (name !== undefined && open.at(-1)?.has(name)) return at
      if (name !== undefined) open.at(-1)?.add(name)
      at = end - 1
    }
  }
  return 0
}
