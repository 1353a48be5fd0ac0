/** The keys that a pattern matches, as TypeScript can say it: a text that stands at the beginning, at the end or somewhere, or one key. */

export interface KeyTemplate {
  /** One key, or what stands between parts that may be any text. */
  readonly texts: readonly string[]
  /** Whether the pattern matches every such key; if not, a few more of them fit the template. */
  readonly exact: boolean
}

/**
 * The template of a pattern, or undefined where there is none.
 *
 * @example keyTemplate('^x-') // { texts: ['x-', ''], exact: true }
 */
export function keyTemplate(pattern: string): KeyTemplate | undefined {
  const fromStart = pattern.startsWith('^')
  const toEnd = /(?<!\\)\$$/.test(pattern)
  const body = pattern.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined)
  const pieces = body.split(/(?<!\\)(\.[*+])/)
  const texts = pieces.filter((_, index) => index % 2 === 0).map(literalText)
  if (!texts.every((text) => text !== undefined)) return undefined
  const open = [...(fromStart ? [] : ['']), ...texts, ...(toEnd ? [] : [''])]
  if (open.every((text) => text === '')) return undefined
  const ends = new Set([0, open.length - 1])
  return {
    texts: open.filter((text, index) => text !== '' || ends.has(index)),
    exact: isExact(pieces, fromStart, toEnd),
  }
}

/** A dot matches no line break and a plus wants a character: at an open end of the pattern that makes no difference only to `.*`. */
function isExact(pieces: readonly string[], fromStart: boolean, toEnd: boolean): boolean {
  const gaps = pieces.filter((_, index) => index % 2 === 1)
  const [first] = pieces
  const freeStart = !fromStart && first === ''
  const freeEnd = !toEnd && pieces.at(-1) === ''
  const bound = gaps.slice(freeStart ? 1 : 0, freeEnd ? -1 : undefined)
  return bound.length === 0 && gaps.every((gap) => gap === '.*')
}

/** The text that a piece of a pattern stands for, where it is one. */
function literalText(piece: string): string | undefined {
  return /^(?:[\w :@#&~,;='"<>!/-]|\\[./^+*?()[\]{}|-])*$/.test(piece) ? piece.replaceAll('\\', '') : undefined
}
