/**
 * Proves that a backtracking engine matches a pattern in linear time, or says that it cannot prove it. The proof: at every place the next
 * character alone decides where to go on (the pattern is deterministic in Glushkov's sense), so a wrong turn ends at its first character;
 * and the pattern is tried at the start of the text only, or cannot run far from where it was tried.
 */
import type { AST } from '@eslint-community/regexpp'
import { type CharacterSet, characterSet, overlap } from './character-set.ts'

/** How far a pattern without `^` may look from each place it is tried at. */
const maxReach = 256
const maxPlaces = 500

/** A place of the pattern that takes one character, and the places that can come next. */
interface Place {
  readonly set: CharacterSet
  readonly next: Place[]
}

interface Part {
  readonly nullable: boolean
  readonly first: readonly Place[]
  readonly last: readonly Place[]
  /** The longest text it takes. */
  readonly reach: number
}

/** Thrown where the proof fails; never leaves this file. */
class NotProven extends Error {}

/** Whether the native engine is proven to need linear time; false only says that there is no proof. */
export function isProvenLinear(pattern: AST.Pattern): boolean {
  try {
    const places: Place[] = []
    const whole = alternation(pattern.alternatives, places)
    distinct(whole.first)
    for (const place of places) distinct(place.next)
    return whole.reach <= maxReach || pattern.alternatives.every(isAnchored)
  } catch (thrown) {
    if (thrown instanceof NotProven) return false
    throw thrown
  }
}

function isAnchored({ elements: [first] }: AST.Alternative): boolean {
  if (first?.type === 'Assertion') return first.kind === 'start'
  return (first?.type === 'Group' || first?.type === 'CapturingGroup') && first.alternatives.every(isAnchored)
}

/** A place listed twice is reached in two ways, which is as bad as two places that take the same character. */
function distinct(choices: readonly Place[]): void {
  choices.forEach((one, index) => {
    if (choices.slice(index + 1).some((other) => overlap(one.set, other.set))) throw new NotProven()
  })
}

function alternation(alternatives: readonly AST.Alternative[], places: Place[]): Part {
  const parts = alternatives.map((alternative) => sequence(alternative, places))
  return {
    nullable: parts.some((part) => part.nullable),
    first: parts.flatMap((part) => part.first),
    last: parts.flatMap((part) => part.last),
    reach: Math.max(...parts.map((part) => part.reach)),
  }
}

const nothing: Part = { nullable: true, first: [], last: [], reach: 0 }

function sequence(alternative: AST.Alternative, places: Place[]): Part {
  return alternative.elements.map((element) => elementPart(element, places)).reduce(concatenation, nothing)
}

function concatenation(one: Part, other: Part): Part {
  connect(one.last, other.first)
  return {
    nullable: one.nullable && other.nullable,
    first: one.nullable ? [...one.first, ...other.first] : one.first,
    last: other.nullable ? [...one.last, ...other.last] : other.last,
    reach: one.reach + other.reach,
  }
}

function connect(from: readonly Place[], to: readonly Place[]): void {
  for (const place of from) place.next.push(...to)
}

function elementPart(element: AST.Element, places: Place[]): Part {
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return place(characterSet(element), places)
    case 'Group':
    case 'CapturingGroup':
      return alternation(element.alternatives, places)
    case 'Quantifier':
      return repetition(element, places)
    case 'Assertion':
      if (element.kind === 'lookahead' || element.kind === 'lookbehind') throw new NotProven()
      return nothing
    default:
      throw new NotProven()
  }
}

function place(set: CharacterSet, places: Place[]): Part {
  if (places.length === maxPlaces) throw new NotProven()
  const one: Place = { set, next: [] }
  places.push(one)
  return { nullable: false, first: [one], last: [one], reach: 1 }
}

/** A counted repetition is judged like an endless one: that only adds ways, so what holds for it holds for the count. */
function repetition({ element, min, max }: AST.Quantifier, places: Place[]): Part {
  const body = elementPart(element, places)
  if (max > 1) {
    if (body.nullable) throw new NotProven()
    connect(body.last, body.first)
  }
  return { ...body, nullable: body.nullable || min === 0, reach: max === 0 ? 0 : body.reach * max }
}
