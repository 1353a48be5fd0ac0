/** Which characters one place of a regular expression takes, as ranges of code points in order. */
import type { AST } from '@eslint-community/regexpp'

type Range = readonly [first: number, last: number]

export interface CharacterSet {
  readonly ranges: readonly Range[]
  /** False when the ranges are only an upper bound: Unicode properties count as every character. */
  readonly exact: boolean
}

export type CharacterNode = AST.Character | AST.CharacterSet | AST.CharacterClass

const lastCodePoint = 0x10ffff
const digits: readonly Range[] = [[0x30, 0x39]]
const word: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const lineEnds: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]
/** WhiteSpace and LineTerminator of ECMA-262. */
const space: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]
const everything: CharacterSet = { ranges: [[0, lastCodePoint]], exact: false }

/** The characters that a node takes. */
export function characterSet(node: CharacterNode): CharacterSet {
  switch (node.type) {
    case 'Character':
      return { ranges: [[node.value, node.value]], exact: true }
    case 'CharacterSet':
      return escapeSet(node)
    case 'CharacterClass':
      return classSet(node)
  }
}

/** Whether some character is in both. */
export function overlap(one: CharacterSet, other: CharacterSet): boolean {
  return one.ranges.some(([first, last]) => other.ranges.some((range) => first <= range[1] && range[0] <= last))
}

function escapeSet(node: AST.CharacterSet): CharacterSet {
  switch (node.kind) {
    case 'any':
      return { ranges: complement(lineEnds), exact: true }
    case 'digit':
      return signed(digits, node.negate)
    case 'space':
      return signed(space, node.negate)
    case 'word':
      return signed(word, node.negate)
    case 'property':
      return everything
  }
}

function signed(ranges: readonly Range[], negate: boolean): CharacterSet {
  return { ranges: negate ? complement(ranges) : ranges, exact: true }
}

function classSet(node: AST.CharacterClass): CharacterSet {
  if (node.unicodeSets) return everything
  const parts = node.elements.map(elementSet)
  if (parts.some((part) => !part.exact)) return everything
  return signed(ordered(parts.flatMap((part) => part.ranges)), node.negate)
}

function elementSet(element: AST.ClassRangesCharacterClassElement): CharacterSet {
  return element.type === 'CharacterClassRange'
    ? { ranges: [[element.min.value, element.max.value]], exact: true }
    : characterSet(element)
}

/** Sorted, overlapping and touching ranges joined. */
function ordered(ranges: readonly Range[]): readonly Range[] {
  const joined: [number, number][] = []
  for (const [first, last] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const before = joined.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

function complement(ranges: readonly Range[]): readonly Range[] {
  const gaps: Range[] = []
  let next = 0
  for (const [first, last] of ranges) {
    if (first > next) gaps.push([next, first - 1])
    next = last + 1
  }
  return next <= lastCodePoint ? [...gaps, [next, lastCodePoint]] : gaps
}
