import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSegment, toSegmentPattern } from '../../src/http/segment-pattern.ts'

describe('a segment with variables inside', () => {
  it.each([
    ['{name}.{format}', 'a.tar.gz', ['a', 'tar.gz']],
    ['{name}.json', 'a.json.json', ['a.json']],
    ['v{major}-{minor}x', 'v1-2-3x', ['1', '2-3']],
    ['{a}{b}', 'xyz', ['x', 'yz']],
    ['{name}.json', '.json', undefined],
    ['{name}.{format}', 'a.', undefined],
    ['v{major}', 'w1', undefined],
    ['{a}-{b}', '--', undefined],
    ['ab{x}bc', 'abc', undefined],
  ])('%s takes %s apart as %j', (template, segment, values) => {
    expect(splitSegment(toSegmentPattern(template), segment)).toEqual(values)
  })

  it('agrees with the lazy regular expression of the same template (HS-2)', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '-', '.'), maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 2, maxLength: 4 }),
        fc.string({ unit: fc.constantFrom('a', '-', '.') }),
        (texts, segment) => {
          const escaped = texts.map((part) => part.replaceAll('.', '\\.'))
          const expected = new RegExp(`^${escaped.join('(.+?)')}$`).exec(segment)?.slice(1)
          expect(splitSegment({ texts }, segment)).toEqual(expected)
        },
      ),
    )
  })

  it('a long segment that does not fit is given up after one pass', () => {
    expect(splitSegment(toSegmentPattern('{a}-{b}-{c}x'), '-'.repeat(1_000_000))).toBeUndefined()
  })
})
