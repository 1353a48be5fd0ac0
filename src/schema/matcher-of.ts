/** Runs a pattern of a spec where no generated code says which engine may: at compile time, when two specs are compared. */
import { guardedPattern, nativePattern, type TextMatcher } from './guarded-pattern.ts'
import { judgePattern } from './pattern.ts'

/** A matcher in linear time, or undefined for a pattern that neither engine can run so. */
export function matcherOf(pattern: string): TextMatcher | undefined {
  const judged = judgePattern(pattern)
  switch (judged.kind) {
    case 'linear':
      return nativePattern(pattern)
    case 'guarded':
      return guardedPattern(judged.re2)
    default:
      return undefined
  }
}
