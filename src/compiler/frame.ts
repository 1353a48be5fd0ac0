/** The code frame of a diagnostic: the line, the one above it, and a caret under the place. */

const width = 110

/**
 * Text to print below a diagnostic's message. Lines too long for a terminal are cut around the column.
 *
 * @example codeFrame('a: 1\nb: }', 2, 4)
 */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|\r|\n/, line)
  const gutter = String(line).length
  const cut = Math.max(0, column - Math.floor(width / 2))
  const shown = lines.slice(Math.max(0, line - 2)).map((content, index, all) => {
    const number = String(line - all.length + 1 + index).padStart(gutter)
    return `${number} | ${printable(content.slice(cut, cut + width))}`
  })
  const caret = `${' '.repeat(gutter)} | ${' '.repeat(Math.max(0, column - 1 - cut))}^`
  return [...shown, caret].join('\n')
}

/** A tab would shift the caret, and control characters would reach the terminal. */
const printable = (content: string): string => content.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
