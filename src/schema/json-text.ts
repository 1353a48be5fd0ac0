/**
 * JSON from strangers, read once: strict grammar, valid UTF-8, at most 64 levels, no repeated names, no `__proto__`, no lone surrogates,
 * no number that would be read as infinite (IN-2, IN-3, IN-6). A text is either a value or exactly one reason with its place.
 */
import type { JsonValue } from '../base/json.ts'
import { parseJson } from '../base/parse-json.ts'
import { ok, type Result, refused } from '../base/result.ts'

export interface JsonTextProblem {
  readonly detail: string
  /** From 1; absent when the bytes are not text at all. */
  readonly line?: number
  readonly column?: number
}

const maxDepth = 64

/**
 * The value of a JSON text.
 *
 * @example parseJsonText('{"a":1}') // { ok: true, value: { a: 1 } }
 * @example parseJsonText('{"a":1,"a":2}') // { ok: false, reason: { detail: 'repeats the name "a"', line: 1, column: 8 } }
 */
export function parseJsonText(input: string | Uint8Array): Result<JsonValue, JsonTextProblem> {
  const text = typeof input === 'string' ? input : decode(input)
  if (text === undefined) return refused({ detail: 'is not valid UTF-8' })
  try {
    const scan = { text, at: 0 }
    scanValue(scan, 0)
    skipSpace(scan)
    if (scan.at < text.length) stop(scan, `has ${shown(scan)} after the end of the value`)
  } catch (thrown) {
    if (thrown instanceof Stop) return refused({ detail: thrown.detail, ...position(text, thrown.at) })
    throw thrown
  }
  return ok(parseJson(text) as JsonValue)
}

interface Scan {
  readonly text: string
  at: number
}

/** Unwinds the scanner; never leaves this file. */
class Stop extends Error {
  readonly at: number
  readonly detail: string
  constructor(at: number, detail: string) {
    super(detail)
    this.at = at
    this.detail = detail
  }
}

function stop(scan: Scan, detail: string, at: number = scan.at): never {
  throw new Stop(at, detail)
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function scanValue(scan: Scan, depth: number): void {
  skipSpace(scan)
  const character = scan.text[scan.at]
  if (character === '{' || character === '[') {
    if (depth === maxDepth) stop(scan, `is nested deeper than ${maxDepth} levels`)
    if (character === '{') scanObject(scan, depth + 1)
    else scanArray(scan, depth + 1)
  } else if (character === '"') scanString(scan)
  else scanScalar(scan)
}

function scanObject(scan: Scan, depth: number): void {
  const names = new Set<string>()
  scan.at++
  skipSpace(scan)
  if (take(scan, '}')) return
  do {
    skipSpace(scan)
    scanName(scan, names)
    skipSpace(scan)
    if (!take(scan, ':')) stop(scan, `has ${shown(scan)} where ":" is expected`)
    scanValue(scan, depth)
    skipSpace(scan)
  } while (take(scan, ','))
  if (!take(scan, '}')) stop(scan, `has ${shown(scan)} where "," or "}" is expected`)
}

function scanName(scan: Scan, names: Set<string>): void {
  const start = scan.at
  if (scan.text[start] !== '"') stop(scan, `has ${shown(scan)} where a member name in quotes is expected`)
  const name = scanString(scan)
  if (name === '__proto__') stop(scan, 'has a member named "__proto__", which is not allowed', start)
  if (names.has(name)) stop(scan, `repeats the name ${JSON.stringify(name)}`, start)
  names.add(name)
}

function scanArray(scan: Scan, depth: number): void {
  scan.at++
  skipSpace(scan)
  if (take(scan, ']')) return
  do scanValue(scan, depth)
  while (afterElement(scan))
  if (!take(scan, ']')) stop(scan, `has ${shown(scan)} where "," or "]" is expected`)
}

function afterElement(scan: Scan): boolean {
  skipSpace(scan)
  return take(scan, ',')
}

/** Moves past a string and returns its value. */
function scanString(scan: Scan): string {
  const start = scan.at++
  let escaped = false
  for (;;) {
    const code = scan.text.charCodeAt(scan.at)
    if (code === 0x22) break
    if (Number.isNaN(code)) stop(scan, 'ends inside a string')
    if (code < 0x20) stop(scan, 'has a control character in a string, which must be escaped')
    if (code === 0x5c) {
      escaped = true
      scanEscape(scan)
    } else scan.at++
  }
  scan.at++
  const literal = scan.text.slice(start, scan.at)
  const value = escaped ? (JSON.parse(literal) as string) : literal.slice(1, -1)
  if (escaped && !value.isWellFormed()) stop(scan, 'has half a surrogate pair in a string', start)
  return value
}

const escapeText = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

function scanEscape(scan: Scan): void {
  escapeText.lastIndex = scan.at
  if (!escapeText.test(scan.text)) stop(scan, 'has an unknown escape in a string')
  scan.at = escapeText.lastIndex
}

const scalar = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9A-Za-z_.+-])/y

function scanScalar(scan: Scan): void {
  scalar.lastIndex = scan.at
  if (!scalar.test(scan.text)) stop(scan, `has ${shown(scan)} where a value is expected`)
  const start = scan.at
  scan.at = scalar.lastIndex
  // Read as infinite it would pass for a number, and be written again as null.
  if (Math.abs(Number(scan.text.slice(start, scan.at))) === Number.POSITIVE_INFINITY) {
    stop(scan, 'has a number that is too large', start)
  }
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const code = scan.text.charCodeAt(scan.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    scan.at++
  }
}

function take(scan: Scan, character: string): boolean {
  if (scan.text[scan.at] !== character) return false
  scan.at++
  return true
}

function shown(scan: Scan): string {
  const point = scan.text.codePointAt(scan.at)
  return point === undefined ? 'its end' : JSON.stringify(String.fromCodePoint(point))
}

function position(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
