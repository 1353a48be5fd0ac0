import { describe, expect, it } from 'vitest'
import { formatReport, formatTable } from '../../src/cli/table.ts'

describe('a table', () => {
  it('makes each column as wide as its widest cell', () => {
    const text = formatTable(
      ['ID', 'STATE'],
      [
        ['a', 'queued'],
        ['long', 'x'],
      ],
    )
    expect(text).toBe('ID    STATE\na     queued\nlong  x')
  })

  it('shows control characters as question marks, so that a row stays a row (LG-2)', () => {
    expect(formatTable(['A', 'B'], [['\u001b[31mred\n', 'x\u2028']])).toBe('A          B\n?[31mred?  x?')
  })
})

describe('a report', () => {
  it('aligns names and writes lists as JSON', () => {
    expect(formatReport({ id: 'job', scopes: ['a', 'b'], n: 1 })).toBe('id      job\nscopes  ["a","b"]\nn       1')
  })
})
