/**
 * Writes an ECMAScript pattern in re2's syntax, place by place, so that `.`, `\s`, `$` and escapes keep their ECMAScript meaning. What
 * re2 has no words for (look-around, back-references) has no translation.
 */
import type { AST } from '@eslint-community/regexpp'
import { type CharacterNode, characterSet } from './character-set.ts'

/** The pattern for re2js, or undefined. Groups do not capture, since only a yes or no is asked for. */
export function toRe2(pattern: AST.Pattern): string | undefined {
  try {
    return alternatives(pattern.alternatives)
  } catch (thrown) {
    if (thrown instanceof Untranslatable) return undefined
    throw thrown
  }
}

/** Thrown at what re2 cannot do; never leaves this file. */
class Untranslatable extends Error {}

function alternatives(list: readonly AST.Alternative[]): string {
  return list.map(({ elements }) => elements.map(element).join('')).join('|')
}

function element(node: AST.Element): string {
  switch (node.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return characters(node)
    case 'Group':
    case 'CapturingGroup':
      return `(?:${alternatives(node.alternatives)})`
    case 'Quantifier':
      return `${quantified(node)}${count(node)}`
    case 'Assertion':
      return assertion(node)
    default:
      throw new Untranslatable()
  }
}

/** re2 refuses two quantifiers in a row, which `(?:a+)*` would not be. */
function quantified({ element: body }: AST.Quantifier): string {
  return `(?:${element(body)})`
}

function count({ min, max }: AST.Quantifier): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`
}

function assertion(node: AST.Assertion): string {
  switch (node.kind) {
    case 'start':
      return '\\A'
    case 'end':
      return '\\z'
    case 'word':
      return node.negate ? '\\B' : '\\b'
    default:
      throw new Untranslatable()
  }
}

function characters(node: CharacterNode): string {
  const { ranges, exact } = characterSet(node)
  if (!exact) return byProperty(node)
  if (ranges.length === 0) return '[^\\x00-\\x{10FFFF}]'
  return `[${ranges.map(([first, last]) => (first === last ? point(first) : `${point(first)}-${point(last)}`)).join('')}]`
}

/** Unicode properties keep their names; re2js refuses those it does not know. */
function byProperty(node: CharacterNode): string {
  if (node.type === 'CharacterSet') return node.raw
  if (node.type === 'Character' || node.unicodeSets) throw new Untranslatable()
  const parts = node.elements.map((part) => {
    if (part.type === 'CharacterSet' && part.kind === 'property') return part.raw
    if (part.type === 'CharacterClassRange') return `${point(part.min.value)}-${point(part.max.value)}`
    return characters(part).slice(1, -1)
  })
  return `[${node.negate ? '^' : ''}${parts.join('')}]`
}

function point(code: number): string {
  const character = String.fromCodePoint(code)
  return /^[0-9A-Za-z]$/.test(character) ? character : `\\x{${code.toString(16)}}`
}
