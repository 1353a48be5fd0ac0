/**
 * Judges the regular expressions of a spec (IN-1): the native engine backtracks, so only a pattern proven to match in linear time may
 * run on it; every other one is translated for re2js. What neither can do needs a short text, and is refused without one.
 */
import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { RE2JS } from 're2js'
import { isProvenLinear } from './pattern-linearity.ts'
import { toRe2 } from './pattern-re2.ts'

export type PatternJudgement =
  /** The native engine is safe. */
  | { readonly kind: 'linear' }
  /** To be run by re2js, as this text of its own syntax. */
  | { readonly kind: 'guarded'; readonly re2: string }
  /** Look-around, back-references or counts that re2js refuses: safe only on short texts (`maxLength`). */
  | { readonly kind: 'unguarded' }
  | { readonly kind: 'invalid'; readonly reason: string }

/**
 * What may run a pattern.
 *
 * @example judgePattern('^[a-z]+$') // { kind: 'linear' }
 * @example judgePattern('^(a|a)*$') // { kind: 'guarded', re2: '\\A(?:(?:[a]|[a]))*\\z' }
 */
export function judgePattern(pattern: string): PatternJudgement {
  const parsed = parse(pattern, true) ?? parse(pattern, false)
  if (parsed === undefined) return { kind: 'invalid', reason: whyInvalid(pattern) }
  if (isProvenLinear(parsed)) return { kind: 'linear' }
  const re2 = toRe2(parsed)
  return re2 !== undefined && isAccepted(re2) ? { kind: 'guarded', re2 } : { kind: 'unguarded' }
}

/** Patterns are Unicode-aware; those that real documents write for engines that are not are read without the flag. */
function parse(pattern: string, unicode: boolean): AST.Pattern | undefined {
  try {
    return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(pattern, 0, pattern.length, { unicode })
  } catch {
    return undefined
  }
}

function whyInvalid(pattern: string): string {
  try {
    new RegExp(pattern, 'u')
    return 'it is not an ECMAScript 2024 regular expression'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'it is not a regular expression'
  }
}

function isAccepted(re2: string): boolean {
  try {
    RE2JS.compile(re2)
    return true
  } catch {
    return false
  }
}
