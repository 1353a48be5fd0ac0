/** Randomness that a seed repeats: the same seed gives the same bytes and numbers. For tests only; anybody can guess it. */
import type { Random } from '../base/random.ts'

/**
 * The random source of a runtime whose ids and jitter a test can repeat.
 *
 * @example
 * const random = createSeededRandom(7)
 * random.unit() // the same number in every run
 */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0
  // Mulberry32: small, fast, and even enough for tests.
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { unit, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(unit() * 256)) }
}
