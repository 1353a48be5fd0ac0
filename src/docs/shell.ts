/** Text for a POSIX shell, quoted so that nothing in it is expanded. */

/**
 * One word. Plain words stay as they are; everything else goes into single quotes.
 *
 * @example quote("it's $5") // 'it'\''s $5'
 */
export function quote(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/.test(text)) return text
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`
}

/**
 * One word that ends in the value of a variable.
 *
 * @example quoteWithVariable('X-API-Key: ', 'KEY') // "X-API-Key: $KEY"
 */
export function quoteWithVariable(text: string, variable: string): string {
  return /^[A-Za-z0-9_ :=-]*$/.test(text) ? `"${text}$${variable}"` : `${quote(text)}"$${variable}"`
}

/** A command over several lines: its words, one group to a line. */
export function command(groups: readonly string[]): string {
  return groups.join(' \\\n  ')
}
