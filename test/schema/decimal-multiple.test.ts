/** `multipleOf` against arithmetic on whole numbers, and against an independent validator as far as that one is exact. */
import { validate as judge, registerSchema } from '@hyperjump/json-schema/openapi-3-1'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDecimalMultiple } from '../../src/schema/decimal-multiple.ts'
import { validatorOf } from './validator-of.ts'

/** A decimal of so many places, as text reads it. */
const decimal = (digits: number | bigint, places: number): number => Number(`${digits}e${-places}`)

describe('a multiple', () => {
  it.each([
    [19.99, 0.01, true],
    [0.3, 0.1, true],
    [-0.7, 0.1, true],
    [0, 0.1, true],
    [-0, 3, true],
    [1e300, 1e-300, true],
    [1e-7, 1e-8, true],
    [1e21, 7e20, false],
    [0.35, 0.1, false],
    [1, 0.3, false],
    [1e-9, 0.01, false],
    [7, 5, false],
    [5, 2.5, true],
    [Number.MAX_VALUE, 5e-324, true],
    [Number.NaN, 1, false],
    [Number.POSITIVE_INFINITY, 0.5, false],
    [0.5, 0, false],
    [1, 0, false],
  ])('%d of %d: %s', (value, step, expected) => {
    expect(isDecimalMultiple(value, step)).toBe(expected)
  })

  it('of a decimal is whatever whole numbers say, over all pairs of up to 15 digits', () => {
    const places = fc.integer({ min: 0, max: 9 })
    const digits = fc.integer({ min: 1, max: 999_999 })
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: -99_999, max: 99_999 }),
        fc.integer({ min: 0, max: 3 }),
        places,
        (step, times, off, at) => {
          const value = step * times + off
          expect(isDecimalMultiple(decimal(value, at), decimal(step, at))).toBe(value % step === 0)
        },
      ),
      { numRuns: 3000 },
    )
  })
})

describe('the keyword multipleOf', () => {
  it.each([0.01, 0.1, 0.25, 0.3, 1.5, 5, 100])('%d takes the decimals that the oracle takes', async (step) => {
    const schema = { type: 'number', multipleOf: step } as const
    const id = `https://example.com/multiple-of-${step}`
    registerSchema(schema, id, 'https://spec.openapis.org/oas/3.1/dialect/base')
    const oracle = await judge(id)
    const validate = validatorOf(schema)
    fc.assert(
      fc.property(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 4 }), (digits, places) => {
        const value = decimal(digits, places)
        // The oracle does not know of -0.7 and 0.1; a sign changes nothing.
        const expected = oracle(Math.abs(value)).valid
        expect(validate(value, false).length === 0).toBe(expected)
        expect(validate(value, true).length === 0).toBe(expected)
      }),
      { numRuns: 1000 },
    )
  })

  it('says what was asked for', () => {
    expect(validatorOf({ multipleOf: 0.01 })(19.995, true)).toEqual([
      { pointer: '', detail: 'must be a multiple of 0.01' },
    ])
    expect(validatorOf({ multipleOf: 0.01 })('19.995', true)).toEqual([])
  })
})
