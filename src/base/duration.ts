/** Durations as people write them: ISO 8601 (`PT30S`) or short (`30s`, `5m`, `2h`, `7d`), kept in milliseconds. */

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const short = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/
const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/**
 * Milliseconds of a written duration, or undefined when it is not one. Years and months are refused: they have no fixed length.
 *
 * @example parseDuration('5m') // 300000
 * @example parseDuration('PT1H30M') // 5400000
 */
export function parseDuration(text: string): number | undefined {
  const written = short.exec(text)
  if (written?.[1] !== undefined && written[2] !== undefined) {
    return Math.round(Number(written[1]) * (unitMs[written[2]] ?? 0))
  }
  const parts = iso.exec(text)
  if (parts === null || text === 'P' || text.endsWith('T')) return undefined
  const [, weeks, days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0))
  const total =
    (weeks ?? 0) * 604_800 + (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)
  return Math.round(total * 1_000)
}

/**
 * The shortest exact short form.
 *
 * @example formatDuration(90_000) // '90s'
 */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = unitMs[unit] ?? 1
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}
