/** Text that arrives in pieces, as lines. A line without an end is cut rather than kept. */

const longestLine = 16_000

export interface Lines {
  write(text: string): void
  /** Hands over what has no end yet. */
  flush(): void
}

export function createLines(line: (text: string) => void): Lines {
  let rest = ''
  const flush = () => {
    if (rest !== '') line(rest)
    rest = ''
  }
  return {
    write: (text) => {
      const [first = '', ...others] = text.split(/\r?\n/)
      rest += first
      for (const next of others) {
        if (rest !== '') line(rest.slice(0, longestLine))
        rest = next
      }
      while (rest.length > longestLine) {
        line(rest.slice(0, longestLine))
        rest = rest.slice(longestLine)
      }
    },
    flush,
  }
}
