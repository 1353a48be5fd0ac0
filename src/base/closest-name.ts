/** "Did you mean …?": the known name that a mistyped one most likely stands for. Refuses to guess when nothing is near. */
import { closestMatch } from 'leven'

/**
 * The nearest of the known names, or undefined when none is within 40% of the letters, or one edit for a short name. Case, `-` and `_`
 * are no mistake worth counting, and two swapped letters are a small one whatever the length.
 *
 * @example closestName('limt', ['limit', 'cursor']) // 'limit'
 */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const folded = fold(name)
  const same = known.find((candidate) => fold(candidate) === folded)
  if (same !== undefined || name.length < 3) return same
  return (
    known.find((candidate) => isSwapped(name, candidate)) ??
    closestMatch(name, known, { maxDistance: name.length < 5 ? 1 : Math.floor(name.length * 0.4) })
  )
}

/** Whether two neighbouring letters changed places: 'prot' for 'port'. */
function isSwapped(name: string, candidate: string): boolean {
  if (name.length !== candidate.length) return false
  const at = [...name].findIndex((letter, index) => letter !== candidate[index])
  const swapped = name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2)
  return at >= 0 && swapped === candidate
}

const fold = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '')
