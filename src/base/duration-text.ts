/** Durations as people say them. */

/**
 * The largest unit that comes out even.
 *
 * @example durationText(86_400_000) // '1 day'
 */
export function durationText(ms: number): string {
  const [name, size] = units.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['millisecond', 1]
  return `${ms / size} ${name}${ms === size ? '' : 's'}`
}

const units: readonly (readonly [name: string, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]
