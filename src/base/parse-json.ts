/**
 * JSON text to a value, whatever was parsed before. Some versions of V8 take a member's escaped name for another one: after an object with
 * the name `\`, they read `{"\"":1}` as one with that name too. Texts with such names are read here; no other can be read wrongly.
 */
import type { JsonValue } from './json.ts'
import { skipSpace, skipString, skipWord } from './skip-json.ts'

/**
 * What `JSON.parse` should return, to be narrowed by who knows what was written; throws as it does for what is not JSON.
 *
 * @example parseJson('{"\\"":1}') // { '"': 1 }
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return text.includes('\\') && hasEscapedName(text) ? readValue({ text, at: 0 }) : value
}

/** An object's name is the only string with a colon behind it. */
function hasEscapedName(text: string): boolean {
  for (let start = text.indexOf('"'); start !== -1; ) {
    const end = skipString(text, start)
    const next = skipSpace(text, end)
    if (text[next] === ':' && text.slice(start, end).includes('\\')) return true
    start = text.indexOf('"', next)
  }
  return false
}

interface Reading {
  readonly text: string
  at: number
}

/** Of a text that is known to be JSON. */
function readValue(reading: Reading): JsonValue {
  reading.at = skipSpace(reading.text, reading.at)
  const { text, at } = reading
  if (text[at] === '{') return readObject(reading)
  if (text[at] === '[') return readArray(reading)
  reading.at = text[at] === '"' ? skipString(text, at) : skipWord(text, at)
  return JSON.parse(text.slice(at, reading.at))
}

function readObject(reading: Reading): JsonValue {
  const members: [string, JsonValue][] = []
  while (hasNext(reading, '}')) {
    const name = String(readValue(reading))
    reading.at = skipSpace(reading.text, reading.at) + 1
    members.push([name, readValue(reading)])
  }
  return Object.fromEntries(members)
}

function readArray(reading: Reading): JsonValue {
  const items: JsonValue[] = []
  while (hasNext(reading, ']')) items.push(readValue(reading))
  return items
}

/** Moves past the opening bracket or the comma before a member, or past the closing bracket behind the last one. */
function hasNext(reading: Reading, close: string): boolean {
  const { text } = reading
  const at = skipSpace(text, reading.at)
  const next = skipSpace(text, at + 1)
  const end = text[at] === close ? at : text[next] === close ? next : undefined
  reading.at = (end ?? at) + 1
  return end === undefined
}
