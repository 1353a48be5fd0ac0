/**
 * Finds places in JSON text without a syntax tree: a container is looked through when a place inside it is asked for, and once. Expects
 * text that `JSON.parse` has taken.
 */
import { skipSpace, skipString, skipWord } from '../../base/skip-json.ts'
import type { Path } from '../../schema/pointer.ts'

export type FindOffset = (path: Path, part: 'key' | 'value') => number

/** Finds where members and items begin; the nearest ancestor when a path leads nowhere. */
export function findJsonOffsets(text: string): FindOffset {
  const known = new Map<number, Members>()
  const root = skipSpace(text, 0)
  return (path, part) => {
    let found: Member = { key: root, value: root }
    for (const name of path) {
      const members: Members = known.get(found.value) ?? membersAt(text, found.value)
      known.set(found.value, members)
      const child = members.get(name)
      if (child === undefined) return found.value
      found = child
    }
    return part === 'key' ? found.key : found.value
  }
}

interface Member {
  readonly key: number
  readonly value: number
}

type Members = ReadonlyMap<string, Member>

/** The members or items of the container that begins there; of anything else none. */
function membersAt(text: string, start: number): Members {
  const members = new Map<string, Member>()
  const opening = text[start]
  if (opening !== '{' && opening !== '[') return members
  let at = skipSpace(text, start + 1)
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const key = at
    const afterKey = opening === '{' ? skipString(text, at) : at
    const name = opening === '{' ? nameAt(text, at, afterKey) : String(members.size)
    const value = opening === '{' ? skipSpace(text, skipSpace(text, afterKey) + 1) : at
    members.set(name, { key, value })
    at = skipSpace(text, skipValue(text, value))
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return members
}

function nameAt(text: string, start: number, end: number): string {
  const name = text.slice(start + 1, end - 1)
  return name.includes('\\') ? String(JSON.parse(text.slice(start, end))) : name
}

function skipValue(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return skipString(text, start)
  if (first !== '{' && first !== '[') return skipWord(text, start)
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = skipString(text, at) - 1
    else if (code === openBrace || code === openBracket) depth += 1
    else if (code === closeBrace || code === closeBracket) depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

const quote = 34
const openBracket = 91
const closeBracket = 93
const openBrace = 123
const closeBrace = 125
