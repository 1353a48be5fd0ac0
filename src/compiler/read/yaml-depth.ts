/**
 * Finds YAML that nests far too deeply before a parser spends minutes and gigabytes on it. Reads only as far as that takes, and only
 * texts that look like it; what merely nests too deeply is found, and placed better, when values are made.
 */
import { Lexer } from 'yaml'

const suspicious = 1_000

/** Where the text is known to nest too deeply, or undefined. */
export function tooDeepAt(text: string, maxDepth: number): number | undefined {
  if (!looksDeep(text)) return undefined
  let offset = 0
  let depth = 0
  let indicators = 0
  for (const token of new Lexer().lex(text)) {
    if (controls.has(token)) continue
    if (token === '[' || token === '{') depth += 1
    else if (token === ']' || token === '}') depth -= 1
    indicators =
      token === '-' || token === '?' ? indicators + 1 : token.trim() === '' && !token.includes('\n') ? indicators : 0
    if (depth > maxDepth || indicators > maxDepth) return offset
    offset += token.length
  }
  return undefined
}

/** The lexer's own marks: begin of a document, flow end by error, begin of a scalar. */
const controls: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f'])

/** By counting brackets, also those in text, and items that begin in one line. */
function looksDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1)
    if (depth > suspicious) return true
  }
  return /(?:[-?] ){100}/.test(text)
}
