/** Every promise on the page is shown by a test that says so, and no test shows one that is not on the page. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testTitles, titlesOf } from './test-titles.ts'

const page = readFileSync(new URL('../../docs/guarantees.md', import.meta.url), 'utf8')
const promised = [...page.matchAll(/^\| ([TIL]\d+) \| \S/gm)].map(([, id = '']) => id)
const shown = testTitles().map(idsIn)

/** The ids in parentheses of a title; those of a range are shown together, and so say little about each. */
function idsIn(title: string): { readonly each: readonly string[]; readonly ranges: readonly string[] } {
  const listed = [...title.matchAll(/\(([^()]*)\)/g)].flatMap(([, list = '']) => list.split(', '))
  return {
    each: listed.filter((id) => /^[TIL]\d+$/.test(id)),
    ranges: listed.filter((id) => /^[TIL]\d+-[TIL]\d+$/.test(id)),
  }
}

/** The ids from the first to the last of a range. */
function idsBetween(range: string): readonly string[] {
  const [first = '', last = ''] = range.split('-')
  const [from, to] = [first, last].map((id) => Number(id.slice(1)))
  return Array.from(
    { length: Number(to) - Number(from) + 1 },
    (_, index) => `${first.charAt(0)}${Number(from) + index}`,
  )
}

describe('the guarantees', () => {
  it('are numbered without a gap, and each is there once', () => {
    const expected = [
      ['T', 14],
      ['I', 24],
      ['L', 5],
    ] as const
    expect(promised).toEqual(
      expected.flatMap(([letter, count]) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)),
    )
  })

  it.each(promised)('%s stands in the title of a test of its own', (id) => {
    expect(shown.some(({ each }) => each.includes(id))).toBe(true)
  })

  it('hold every id that a title names', () => {
    const named = shown.flatMap(({ each, ranges }) => [...each, ...ranges.flatMap(idsBetween)])
    expect(named.length).toBeGreaterThan(100)
    expect([...new Set(named)].filter((id) => !promised.includes(id))).toEqual([])
  })
})

it('a title is what stands first in a test, a group or a case, and nothing else is one', () => {
  const text = `
    // it('in a comment (I1)', () => {})
    describe('a group (I2)', () => {
      it.each([1])('a row (I3)', () => {})
      test(\`a \${kind} of test (I4)\`, () => expect('a text (I5)').toBe('(I6)'))
      holds('a case (I7)', () => {})
    })
    const cases = { 'a claim (I8)': async () => {}, 'a value (I9)': 3 }
    call('nothing (I10)', () => {})
  `
  expect(titlesOf(text).map((title) => idsIn(title).each)).toEqual([['I2'], ['I3'], ['I4'], ['I7'], ['I8']])
})
