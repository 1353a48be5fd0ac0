/** Where the lines of a text begin: found once, asked for each diagnostic, so that no diagnostic reads the text again. */

export interface Position {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** A place a diagnostic can point to. */
export interface Place extends Position {
  readonly file: string
  /** Absent when there is no text to show. */
  readonly frame?: string
}

export interface TextLines {
  readonly text: string
  /** Offsets, the first being 0. */
  readonly starts: readonly number[]
}

/** The lines of a text; they end with LF or CRLF. */
export function textLines(text: string): TextLines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return { text, starts }
}

/**
 * Line and column of an offset, both from 1; an offset outside the text counts as its nearest end.
 *
 * @example positionIn(textLines('a\nb'), 2) // { line: 2, column: 1 }
 */
export function positionIn({ text, starts }: TextLines, offset: number): Position {
  const wanted = Math.min(Math.max(0, offset), text.length)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= wanted) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: wanted - (starts[low] ?? 0) + 1 }
}

/** At most `width` characters of a line, from the character at `cut` (from 0) on. */
export function lineAt({ text, starts }: TextLines, line: number, cut: number, width: number): string {
  const start = starts[line - 1] ?? text.length
  const next = starts[line]
  const end = next === undefined ? text.length : next - 1
  return text.slice(start + cut, Math.min(start + cut + width, end)).replace(/\r$/, '')
}
