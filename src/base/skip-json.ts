/** Moves over the parts of a text that is known to be JSON, without reading them. */

/** The offset behind the string that begins there. */
export function skipString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text[end - 1 - escapes] === '\\') escapes += 1
    if (escapes % 2 === 0) return end + 1
  }
  return text.length
}

/** The offset of what follows white space. */
export function skipSpace(text: string, start: number): number {
  let at = start
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1
  return at
}

/** The offset behind the number or the word that begins there. */
export function skipWord(text: string, start: number): number {
  let at = start
  while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at += 1
  return at
}

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9
