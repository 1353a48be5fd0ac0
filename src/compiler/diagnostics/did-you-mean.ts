/** The hint that corrects a mistyped name. */
import { closestName } from '../../base/closest-name.ts'

/**
 * The question as a sentence, or undefined when no known name is near.
 *
 * @example didYouMean('descripton', ['description', 'summary']) // 'Did you mean `description`?'
 */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const match = closestName(name, known)
  return match === undefined ? undefined : `Did you mean \`${match}\`?`
}
