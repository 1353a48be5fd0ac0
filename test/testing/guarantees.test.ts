/** Every promise on the page is shown by a test that says so, and no test shows one that is not on the page. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testTitles, titlesOf } from './test-titles.ts'

const page = readFileSync(new URL('../../docs/guarantees.md', import.meta.url), 'utf8')
const promised = [...page.matchAll(/^\| ([A-Z][A-Z0-9, -]*) \| \S/gm)].flatMap(([, ids = '']) => ids.split(', '))

/** Ids of decisions and of measurements are no promises to anybody. */
const id = /^(?:[TIL]\d+|R-[A-Z]+-\d+|(?:WH|SS|AU|AK|SC|OW|SE|LG|IN|HS)-\d+)$/

/** 'I1-I14', 'SS-1 to SS-8'. */
const range = /^([TIL]|[A-Z]+-)(\d+)(?:-| to )\1(\d+)$/

const shown = testTitles().map(idsIn)

/** The ids in parentheses of a title; those of a range are shown together, and so say little about each. */
function idsIn(title: string): { readonly each: readonly string[]; readonly ranges: readonly string[] } {
  const listed = [...title.matchAll(/\(([^()]*)\)/g)].flatMap(([, list = '']) => list.split(/, | and /))
  return {
    each: listed.filter((one) => id.test(one)),
    ranges: listed.filter((one) => range.test(one)),
  }
}

const isOfEngine = (one: string) => /^[TIL]\d+$/.test(one)

/** The ids from the first to the last of a range. */
function idsBetween(text: string): readonly string[] {
  const [, family = '', from = '', to = ''] = range.exec(text) ?? []
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${family}${Number(from) + index}`)
}

describe('the guarantees', () => {
  it('of the engine are numbered without a gap, and all are there once', () => {
    const expected = [
      ['T', 14],
      ['I', 24],
      ['L', 5],
    ] as const
    expect(promised.filter(isOfEngine)).toEqual(
      expected.flatMap(([letter, count]) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)),
    )
    expect(new Set(promised).size).toBe(promised.length)
  })

  it.each(promised.filter(isOfEngine))('%s stands in the title of a test of its own', (one) => {
    expect(shown.some(({ each }) => each.includes(one))).toBe(true)
  })

  it.each(promised.filter((one) => !isOfEngine(one)))('%s stands in the title of a test', (one) => {
    expect(shown.some(({ each, ranges }) => [...each, ...ranges.flatMap(idsBetween)].includes(one))).toBe(true)
  })

  it('hold every id that a title names', () => {
    const named = shown.flatMap(({ each, ranges }) => [...each, ...ranges.flatMap(idsBetween)])
    expect(named.length).toBeGreaterThan(100)
    expect([...new Set(named)].filter((one) => !promised.includes(one))).toEqual([])
  })
})

it('a title is what stands first in a test, a group or a case, and nothing else is one', () => {
  const text = `
    // it('in a comment (I1)', () => {})
    describe('a group (I2)', () => {
      it.each([1])('a row (I3)', () => {})
      test(\`a \${kind} of test (I4, R-INI-1)\`, () => expect('a text (I5)').toBe('(I6)'))
      holds('a case (I7)', () => {})
    })
    const cases = { 'a claim (I8)': async () => {}, 'a value (I9)': 3 }
    call('nothing (I10)', () => {})
  `
  expect(titlesOf(text).map((title) => idsIn(title).each)).toEqual([['I2'], ['I3'], ['I4', 'R-INI-1'], ['I7'], ['I8']])
})
