/** The code frame of a diagnostic: the line, the one above it, and a caret under the place. */
import { lineAt, type TextLines } from './text-lines.ts'

const width = 110

/**
 * Text to print below a diagnostic's message. Lines too long for a terminal are cut around the column.
 *
 * @example codeFrame(textLines('a: 1\nb: }'), 2, 4)
 */
export function codeFrame(lines: TextLines, line: number, column: number): string {
  const gutter = String(line).length
  const cut = Math.max(0, column - Math.floor(width / 2))
  const shown = (line > 1 ? [line - 1, line] : [line]).map(
    (number) => `${String(number).padStart(gutter)} | ${printable(lineAt(lines, number, cut, width))}`,
  )
  const caret = `${' '.repeat(gutter)} | ${' '.repeat(Math.max(0, column - 1 - cut))}^`
  return [...shown, caret].join('\n')
}

/** A tab would shift the caret, and control characters would reach the terminal. */
const printable = (content: string): string => content.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
