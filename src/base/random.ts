/** Randomness as one injected value, so that jitter and ids can be replayed from a seed. */
import { randomBytes } from 'node:crypto'

/** A source of chance. */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array
  /** A number in [0, 1). */
  unit(): number
}

/** The operating system's generator. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  unit: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
}
