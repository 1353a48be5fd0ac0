/** Randomness as one injected value, so that jitter and ids can be replayed from a seed. */
import { randomFillSync } from 'node:crypto'

/** A source of chance. */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array
  /** A number in [0, 1). */
  unit(): number
}

/** The operating system's generator. Asked for many bytes at a time: asking costs as much as an insert, and every id asks. */
export const systemRandom: Random = {
  bytes: (length) => drawBytes(length),
  unit: () => Buffer.from(drawBytes(6)).readUIntBE(0, 6) / 2 ** 48,
}

const pool = new Uint8Array(4_096)
let used = pool.length

/** What was handed out does not stay in the pool: some of it becomes keys. */
function drawBytes(length: number): Uint8Array {
  if (length > pool.length) return randomFillSync(new Uint8Array(length))
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const drawn = pool.slice(used, used + length)
  pool.fill(0, used, used + length)
  used += length
  return drawn
}
