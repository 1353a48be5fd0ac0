/** Whether a number is a multiple of another as people write them, in decimals: 19.99 is one of 0.01, though no division of their binary forms says so. */

/**
 * Exact for every pair of finite numbers.
 *
 * @example isDecimalMultiple(0.3, 0.1) // true
 */
export function isDecimalMultiple(value: number, step: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(step)) return step !== 0 && value % step === 0
  if (!Number.isFinite(value) || !Number.isFinite(step) || step === 0) return false
  const [one, other] = [toDecimal(value), toDecimal(step)]
  const exponent = Math.min(one.exponent, other.exponent)
  return scaled(one, exponent) % scaled(other, exponent) === 0n
}

/** `digits` times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/** The shortest decimal that reads as this number, which is the one that was written unless that had more digits than a number holds. */
function toDecimal(value: number): Decimal {
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

const scaled = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to)
