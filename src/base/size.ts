/** Numbers of bytes as people write them: `500KB`, `50MB`, `1GiB`. KB is 1,000 bytes, KiB 1,024. */

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
}

/**
 * The number of bytes, or undefined when the text is not one, is nothing, or is more than can be counted exactly.
 *
 * @example parseSize('50MB') // 50000000
 */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(B|[KMG]i?B)$/.exec(text) ?? []
  const bytes = Math.round(Number(number) * (unitBytes[unit ?? ''] ?? Number.NaN))
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
}
