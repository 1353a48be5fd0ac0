/** Time as one injected value. Nothing outside `base/` reads the system clock. */

declare const instant: unique symbol

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instant]: true }

/** Where the time comes from; a test hands in a clock it moves itself. */
export interface Clock {
  now(): Instant
  /**
   * Milliseconds since some moment, the same for every thread of the machine. Nobody sets this clock, so only it can tell how long
   * something took; only differences mean anything.
   */
  elapsedMs(): number
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  elapsedMs: () => Number(process.hrtime.bigint()) / 1e6,
}

/**
 * A number of milliseconds as a moment.
 *
 * @example toInstant(1_700_000_000_000)
 */
export function toInstant(epochMs: number): Instant {
  return Math.trunc(epochMs) as Instant
}

/** The moment `ms` milliseconds after (or, negative, before) another. */
export function after(start: Instant, ms: number): Instant {
  return toInstant(start + ms)
}

/**
 * RFC 3339 in UTC with milliseconds, as every body and page shows times.
 *
 * @example toTimestamp(toInstant(0)) // '1970-01-01T00:00:00.000Z'
 */
export function toTimestamp(moment: Instant): string {
  return new Date(moment).toISOString()
}

/** The same for a moment that there may be none of. */
export function optionalTimestamp(moment: Instant | undefined): string | undefined {
  return moment === undefined ? undefined : toTimestamp(moment)
}
