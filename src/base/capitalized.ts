/** Words that begin a sentence or a part of a name. */

/**
 * The text with its first letter in upper case.
 *
 * @example capitalized('a schema') // 'A schema'
 */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
