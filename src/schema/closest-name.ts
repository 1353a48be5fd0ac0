/** The name that somebody most likely meant, for "did you mean". Refuses to guess when nothing is near. */
import leven from 'leven'

/**
 * The nearest of the known names, within two edits (one for a short name) or a third of its length, or undefined.
 *
 * @example closestName('limt', ['limit', 'cursor']) // 'limit'
 */
export function closestName(name: string, known: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const allowed = candidate.length < 5 ? 1 : Math.max(2, Math.floor(candidate.length / 3))
    if (name.length > 64 || candidate.length < 3) continue
    const distance = leven(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { name: candidate, distance }
  }
  return best?.name
}
