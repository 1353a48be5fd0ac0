/** Reads `Retry-After` (RFC 9110 section 10.2.3). Anything that is neither whole seconds nor one of the three HTTP dates is as good as absent (WH-23). */
import type { Instant } from '../base/clock.ts'

const dayMs = 86_400_000
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const month = `(?<month>${months.join('|')})`
const time = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)'

const imfFixdate = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${time} GMT$`)
const rfc850 = new RegExp(
  `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-${month}-(?<year>\\d\\d) ${time} GMT$`,
)
const asctime = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`)

/**
 * Milliseconds to wait from `now`, at most a day; 0 for a date gone by; undefined when the value says nothing (WH-24).
 *
 * @example retryAfterMs('120', now) // 120000
 */
export function retryAfterMs(value: string | undefined, now: Instant): number | undefined {
  if (value === undefined) return undefined
  const wait = /^[0-9]{1,9}$/.test(value) ? Number(value) * 1_000 : untilDate(value, now)
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), dayMs)
}

function untilDate(value: string, now: Instant): number | undefined {
  const groups = (imfFixdate.exec(value) ?? rfc850.exec(value) ?? asctime.exec(value))?.groups
  if (groups === undefined) return undefined
  const { year = '', month: name = '', day = '', hour = '', minute = '', second = '' } = groups
  const moment = (fullYear: number) => {
    const midnight = new Date(Date.UTC(fullYear, months.indexOf(name), Number(day)))
    // `Date` reads 31 February as 3 March; such a date says nothing.
    if (midnight.getUTCDate() !== Number(day)) return undefined
    return midnight.setUTCHours(Number(hour), Number(minute), Number(second))
  }
  const meant = year.length === 4 ? moment(Number(year)) : nearestCentury(moment, Number(year), now)
  return meant === undefined ? undefined : meant - now
}

/** A date of two digits that would lie more than 50 years ahead means the past one (RFC 9110 section 5.6.7). */
function nearestCentury(
  moment: (year: number) => number | undefined,
  twoDigits: number,
  now: Instant,
): number | undefined {
  const centuries = [2100, 2000, 1900].map((century) => moment(century + twoDigits))
  const horizon = now + 50 * 365.25 * dayMs
  return centuries.find((candidate) => candidate !== undefined && candidate <= horizon)
}
