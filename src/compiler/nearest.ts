/** "Did you mean …?": the known name a mistyped one most likely stands for. */
import { closestMatch } from 'leven'

/**
 * The nearest of the known names, or undefined when none is near enough to be a guess.
 *
 * @example nearest('descripton', ['description', 'summary']) // 'description'
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const sameLetters = known.find((candidate) => fold(candidate) === fold(name))
  if (sameLetters !== undefined) return sameLetters
  if (name.length < 3) return undefined
  return closestMatch(name, known, { maxDistance: name.length < 5 ? 1 : Math.floor(name.length * 0.4) })
}

/** The question as a sentence, or undefined. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const match = nearest(name, known)
  return match === undefined ? undefined : `Did you mean \`${match}\`?`
}

const fold = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '')
