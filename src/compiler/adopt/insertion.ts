/** Insertions into a text: what it is with them, and where in it something was before them. */

export interface Insertion {
  readonly file: string
  /** In UTF-16 code units from the start of the text. */
  readonly offset: number
  readonly text: string
}

/** The text with the insertions in place. */
export function withInsertions(text: string, insertions: readonly Insertion[]): string {
  const sorted = insertions.toSorted((one, other) => one.offset - other.offset)
  const starts = [0, ...sorted.map(({ offset }) => offset)]
  return starts
    .map((start, index) => (sorted[index - 1]?.text ?? '') + text.slice(start, sorted[index]?.offset ?? text.length))
    .join('')
}

/** Where an offset of the edited text was before; 'inserted' when it was not there. */
export function originalOffset(offset: number, insertions: readonly Insertion[]): number | 'inserted' {
  let added = 0
  for (const { offset: at, text } of insertions.toSorted((one, other) => one.offset - other.offset)) {
    if (offset < at + added) break
    if (offset < at + added + text.length) return 'inserted'
    added += text.length
  }
  return offset - added
}
