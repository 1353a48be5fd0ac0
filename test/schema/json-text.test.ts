import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonText } from '../../src/schema/json-text.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const bytes = (...values: number[]) => Uint8Array.from(values)

describe('parseJsonText', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(!text.includes('__proto__'))
        expect(parseJsonText(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  it('accepts no text that JSON.parse refuses, and never throws', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\0123456789-+.eEtruefalsn u\n'), maxLength: 24 })
    fc.assert(
      fc.property(soup, (text) => {
        const read = parseJsonText(text)
        expect(read.ok ? JSON.stringify(read.value) : 'refused').toBe(
          read.ok ? JSON.stringify(JSON.parse(text)) : 'refused',
        )
        const isTooLarge = !read.ok && read.reason.detail === 'has a number that is too large'
        if (!read.ok && !isTooLarge && /^[^"{]*$/.test(text)) expect(() => JSON.parse(text)).toThrow(SyntaxError)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['', 'has its end where a value is expected', 1, 1],
    ['{"a":1,}', 'has "}" where a member name in quotes is expected', 1, 8],
    ['{"a" 1}', 'has "1" where ":" is expected', 1, 6],
    ['{"a":1 "b":2}', 'has "\\"" where "," or "}" is expected', 1, 8],
    ['[1,\n 2\n', 'has its end where "," or "]" is expected', 3, 1],
    ['[1,]', 'has "]" where a value is expected', 1, 4],
    ["{'a':1}", `has "'" where a member name in quotes is expected`, 1, 2],
    ['{"a":01}', 'has "0" where a value is expected', 1, 6],
    ['[NaN]', 'has "N" where a value is expected', 1, 2],
    ['{} {}', 'has "{" after the end of the value', 1, 4],
    ['"a\nb"', 'has a control character in a string, which must be escaped', 1, 3],
    ['"a', 'ends inside a string', 1, 3],
    ['{"a":\n 1e400}', 'has a number that is too large', 2, 2],
    ['[1,-1e309]', 'has a number that is too large', 1, 4],
    ['9'.repeat(400), 'has a number that is too large', 1, 1],
    ['"\\x"', 'has an unknown escape in a string', 1, 2],
  ])('malformed JSON is exactly one error with its place: %j (R-INI-7)', (text, detail, line, column) => {
    expect(parseJsonText(text)).toEqual({ ok: false, reason: { detail, line, column } })
  })

  it('a number up to the limits of a double is read, and one too small is nothing', () => {
    expect(parseJsonText('[1.7976931348623157e308,-1.7976931348623157e308,1e-400]')).toEqual({
      ok: true,
      value: [Number.MAX_VALUE, -Number.MAX_VALUE, 0],
    })
  })

  it('a repeated name is refused, also when it is written differently (IN-6)', () => {
    expect(parseJsonText('{"a":1,"b":{"a":2},"a":3}')).toMatchObject({
      reason: { detail: 'repeats the name "a"', column: 20 },
    })
    expect(parseJsonText('{"a":1,"\\u0061":3}')).toMatchObject({ reason: { detail: 'repeats the name "a"' } })
  })

  it('a member named __proto__ is refused at any depth; constructor and toString are ordinary names (IN-3)', () => {
    expect(parseJsonText('{"a":[{"__proto__":{}}]}')).toMatchObject({ ok: false })
    expect(parseJsonText('{"a":{"__pr\\u006fto__":{}}}')).toMatchObject({ ok: false })
    expect(parseJsonText('{"constructor":1,"toString":2}')).toEqual({
      ok: true,
      value: { constructor: 1, toString: 2 },
    })
  })

  it('64 levels are read and 65 are not, whatever comes after them (IN-2)', () => {
    expect(parseJsonText(nested(64)).ok).toBe(true)
    expect(parseJsonText(nested(65))).toMatchObject({
      reason: { detail: 'is nested deeper than 64 levels', column: 65 },
    })
    expect(parseJsonText('{"a":'.repeat(100_000))).toMatchObject({
      reason: { detail: 'is nested deeper than 64 levels' },
    })
  })

  it('half a surrogate pair is refused, a whole one is read (IN-6)', () => {
    expect(parseJsonText('"\\ud83d"')).toMatchObject({ reason: { detail: 'has half a surrogate pair in a string' } })
    expect(parseJsonText('{"\\udc00":1}')).toMatchObject({ ok: false })
    expect(parseJsonText('"\\ud83d\\ude00"')).toEqual({ ok: true, value: '😀' })
  })

  it('bytes that are not UTF-8 are refused; a byte order mark is not a character (IN-6)', () => {
    expect(parseJsonText(bytes(0x22, 0xc3, 0x28, 0x22))).toEqual({
      ok: false,
      reason: { detail: 'is not valid UTF-8' },
    })
    expect(parseJsonText(bytes(0x22, 0xed, 0xa0, 0x80, 0x22)).ok).toBe(false)
    expect(parseJsonText(bytes(0xef, 0xbb, 0xbf, 0x31))).toEqual({ ok: true, value: 1 })
  })

  it('reads a name with an escape as it is, whatever name an earlier text has left in the engine', () => {
    parseJsonText('{"body":1,"\\\\":2}')
    expect(parseJsonText('{"body":1,"\\"":2}')).toEqual({ ok: true, value: { body: 1, '"': 2 } })
    expect(parseJsonText('{"body":1,"\\"":2,"\\\\":3}')).toEqual({ ok: true, value: { body: 1, '"': 2, '\\': 3 } })
  })
})
