/** The times that a cron expression names in a time zone. Pure: it is asked about moments and reads no clock. */
import { Cron } from 'croner'
import { type Instant, toInstant } from './clock.ts'

export interface CronTimes {
  /** The first time after the moment; undefined when none ever comes. */
  nextAfter(moment: Instant): Instant | undefined
  /** The last time that is not after the moment; undefined when none ever came. */
  lastUpTo(moment: Instant): Instant | undefined
}

const secondMs = 1_000

/**
 * Five fields, or six with seconds first. Day of month and day of week are alternatives when both are given, as crontab(5) has it. A time
 * that summer time skips comes as soon as it is over, and one that occurs twice comes once, unless the expression names several hours or
 * minutes. Throws for text that names no times.
 *
 * @example cronTimes('0 3 * * *', 'Europe/Berlin').nextAfter(clock.now())
 */
export function cronTimes(expression: string, timezone: string): CronTimes {
  const cron = new Cron(expression, { timezone, paused: true })
  return {
    nextAfter: (moment) => toMoment(cron.nextRun(new Date(moment))),
    lastUpTo: (moment) => {
      const nextSecond = (Math.floor(moment / secondMs) + 1) * secondMs
      return toMoment(cron.previousRuns(1, new Date(nextSecond))[0] ?? null)
    },
  }
}

function toMoment(date: Date | null): Instant | undefined {
  return date === null ? undefined : toInstant(date.getTime())
}
