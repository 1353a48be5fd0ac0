import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardedPattern, nativePattern } from '../../src/schema/guarded-pattern.ts'
import { judgePattern } from '../../src/schema/pattern.ts'
import { validatorOf } from './validator-of.ts'

const linear = [
  '^[0-9]{1,3}(ms|s)$',
  '^[a-z]+$',
  '^[a-z]+(-[0-9]+)*$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^.{0,100000}$',
  '^(a+|b+)c$',
  '^\\p{L}+$',
  'abc',
  '[0-9]{2}',
  '^$',
]

const guarded = [
  '^#(?:[0-9a-f]{3}){1,2}$',
  '^(a|a)*$',
  '^(a+)+$',
  '^(a*)*b$',
  '^(a?){30}a{30}$',
  '^[^@]+@[^@]+\\.[^@]+$',
  'a+$',
  '^\\s+|\\s+$',
  '^(?:[a-z0-9]+-)*[a-z0-9]+$',
  '^(\\p{L}|x)*$',
]

describe('judgePattern (IN-1)', () => {
  it.each(linear)('%s is proven linear', (pattern) => {
    expect(judgePattern(pattern)).toEqual({ kind: 'linear' })
  })

  it.each(guarded)('%s is not, and re2js takes it', (pattern) => {
    expect(judgePattern(pattern).kind).toBe('guarded')
  })

  it.each(['^(?=.*[a-z]).+$', '(a)\\1', '(?<!x)y+$', '(?:a{1000}){1000}b?b$'])('%s is beyond both', (pattern) => {
    expect(judgePattern(pattern)).toEqual({ kind: 'unguarded' })
  })

  it('says why a pattern is not one', () => {
    expect(judgePattern('^(a')).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('Unterminated group'),
    })
  })

  it('reads patterns that are written for engines without the Unicode flag', () => {
    expect(judgePattern('^[\\w-.]+$')).toEqual({ kind: 'linear' })
    expect(nativePattern('^[\\w-.]+$').test('a-b.c')).toBe(true)
  })
})

describe('re2js in place of the native engine', () => {
  const atoms = [
    'a',
    'b',
    '.',
    '\\d',
    '\\s',
    '\\w',
    '[^a]',
    '[a-c\\s]',
    '(?:a|b)',
    '(a)',
    '\\u00e9',
    '\\W',
    '\\b',
    '[\\]-]',
  ]
  const pattern = fc
    .array(fc.tuple(fc.constantFrom(...atoms), fc.constantFrom('', '*', '+', '?', '{1,2}', '*?')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([atom, times]) => (atom === '\\b' ? atom : atom + times)).join(''))
    .chain((text) => fc.constantFrom(text, `^${text}$`, `^(${text})*$`, `${text}|^b$`))
  const subject = fc.string({ unit: fc.constantFrom(...'abc1 \n\r\u2028\u00a0\ufeff\u0085é😀-]_'), maxLength: 8 })

  it('answers as the native one does', () => {
    fc.assert(
      fc.property(pattern, subject, (source, text) => {
        const judged = judgePattern(source)
        fc.pre(judged.kind === 'guarded')
        const answer = judged.kind === 'guarded' ? guardedPattern(judged.re2).test(text) : undefined
        expect(answer).toBe(nativePattern(source).test(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is what a catastrophic pattern runs on: 100,000 characters are answered (IN-1)', () => {
    const validate = validatorOf({ pattern: '^(a|a)*$' })
    expect(validate(`${'a'.repeat(100_000)}!`, true)).toHaveLength(1)
    expect(validate('a'.repeat(100_000), true)).toEqual([])
  })

  it('is what a catastrophic name pattern runs on, too', () => {
    const validate = validatorOf({ patternProperties: { '^(a+)+$': { type: 'string' } } })
    expect(validate({ [`${'a'.repeat(5_000)}!`]: 1 }, true)).toEqual([])
    expect(validate({ aa: 1 }, true)).toHaveLength(1)
  })
})

describe('a pattern that nothing can run safely', () => {
  const unsafe = '^(?!x)(a|a)*$'

  it('is not run at all without maxLength: no text fits', () => {
    const validate = validatorOf({ pattern: unsafe })
    expect(validate('aaa', true)).toHaveLength(1)
    expect(validate(7, true)).toEqual([])
  })

  it('is not run on names: nothing may have one', () => {
    const validate = validatorOf({ patternProperties: { [unsafe]: { type: 'string' } } })
    expect(validate({ aaa: 'x' }, true)).toHaveLength(1)
    expect(validate({}, true)).toEqual([])
  })

  it('is not run on a longer text, also when every violation is collected', () => {
    const validate = validatorOf({ pattern: unsafe, maxLength: 10 })
    expect(validate(`${'a'.repeat(40)}!`, true)).toEqual([{ pointer: '', detail: 'must have at most 10 characters' }])
    expect(validate('aab', true)).toEqual([{ pointer: '', detail: `must match the pattern ${unsafe}` }])
    expect(validate('aaa', true)).toEqual([])
  })

  it('is named when it is no pattern at all', () => {
    expect(() => validatorOf({ pattern: '^(' })).toThrow(/has the pattern \^\(, but/)
  })
})
