/** A path segment with variables inside, like '{name}.{format}': taken apart from left to right in one pass, without backtracking. */

export interface SegmentPattern {
  /** The fixed texts before, between and after the variables. */
  readonly texts: readonly string[]
}

/** The pattern of a template's segment. */
export function toSegmentPattern(segment: string): SegmentPattern {
  return { texts: segment.split(/\{[^{}]+\}/) }
}

/**
 * The values of the variables, or undefined when the segment does not fit. Each variable takes at least one character and as few as it
 * can, so '{name}.{format}' splits at the first dot; whoever fits at all fits this way, since it leaves the last variable the most.
 *
 * @example splitSegment(toSegmentPattern('{name}.{format}'), 'a.tar.gz') // ['a', 'tar.gz']
 */
export function splitSegment({ texts }: SegmentPattern, segment: string): readonly string[] | undefined {
  const [first = '', ...between] = texts
  const last = between.pop() ?? ''
  const values: string[] = []
  let from = first.length
  for (const text of between) {
    const found = segment.indexOf(text, from + 1)
    if (found < 0) return undefined
    values.push(segment.slice(from, found))
    from = found + text.length
  }
  const end = segment.length - last.length
  if (end <= from || !segment.startsWith(first) || !segment.endsWith(last)) return undefined
  return [...values, segment.slice(from, end)]
}
