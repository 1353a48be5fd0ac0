/** Sizes as people say them. */

/**
 * In the largest unit that comes out even, else in bytes.
 *
 * @example byteText(25_000_000) // '25 MB'
 */
export function byteText(bytes: number): string {
  for (const [unit, size] of units) if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`
  return `${bytes} bytes`
}

const units = [
  ['GiB', 2 ** 30],
  ['GB', 1e9],
  ['MiB', 2 ** 20],
  ['MB', 1e6],
  ['KiB', 2 ** 10],
  ['kB', 1e3],
] as const
