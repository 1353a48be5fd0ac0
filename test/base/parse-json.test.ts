import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject } from '../../src/base/json.ts'
import { parseJson } from '../../src/base/parse-json.ts'

/** A text, and what is read of it after another one has left its names behind. */
const readAfter = (earlier: string, text: string): unknown => {
  JSON.parse(earlier)
  return parseJson(text)
}

describe('parseJson', () => {
  it.each([
    ['{"q":1,"\\\\":2}', '{"q":1,"\\"":2}', ['q', '"']],
    ['{"r":1,"a\\\\":2}', '{"r":1,"a\\u0062":2}', ['r', 'ab']],
    ['{"s":1,"\\\\":2}', '{"s":1,"\\t":[{"\\"":2}]}', ['s', '\t']],
  ])('after %j reads the names of %j as they are', (earlier, text, names) => {
    const value = readAfter(earlier, text)
    expect(isJsonObject(value) && Object.keys(value)).toEqual(names)
  })

  it('keeps both of two members that would have the same name', () => {
    expect(readAfter('{"t":1,"\\\\":2}', '{"t":1,"\\"":2,"\\\\":3}')).toEqual({ t: 1, '"': 2, '\\': 3 })
  })

  it('reads every JSON there is, with whatever space', () => {
    const name = fc.string({ unit: fc.constantFrom(...'a1"\\\t/é\u0001'), maxLength: 4 })
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(name, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any
    fc.assert(
      fc.property(value, fc.constantFrom('', ' ', '\t'), (wanted, space) => {
        const text = JSON.stringify(wanted, null, space)
        expect(JSON.stringify(parseJson(text), null, space)).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['', '{', '{"\\"":1,}', '{"\\x":1}', '{"\\"":1} 2', '"\\"'])('refuses %j as JSON.parse does', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })

  it('makes a member of its own of `__proto__`', () => {
    const value = parseJson('{"\\"":0,"__proto__":{"a":1}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(isJsonObject(value) && Object.keys(value)).toEqual(['"', '__proto__'])
  })
})
