/** Runs the patterns of schemas: on the native engine, or on re2js where the generator wrote down that the native one is not safe. */
import { RE2JS } from 're2js'

export interface TextMatcher {
  test(text: string): boolean
}

/** A pattern on the native engine, Unicode-aware unless it is written for engines that are not. */
export function nativePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return new RegExp(pattern)
  }
}

/** A pattern on re2js, in its own syntax; compiled at the first use. */
export function guardedPattern(re2: string): TextMatcher {
  let compiled: RE2JS | undefined
  return {
    test(text) {
      compiled ??= RE2JS.compile(re2)
      return compiled.matcher(text).find()
    },
  }
}
