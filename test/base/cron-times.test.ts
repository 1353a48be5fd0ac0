import { describe, expect, it } from 'vitest'
import { toInstant, toTimestamp } from '../../src/base/clock.ts'
import { cronTimes } from '../../src/base/cron-times.ts'

const at = (text: string) => toInstant(Date.parse(text))

function next(expression: string, zone: string, from: string, count = 1): readonly string[] {
  const times: string[] = []
  for (let moment = cronTimes(expression, zone).nextAfter(at(from)); moment !== undefined && times.length < count; ) {
    times.push(toTimestamp(moment).replace(':00.000Z', 'Z'))
    moment = cronTimes(expression, zone).nextAfter(moment)
  }
  return times
}

describe('the times of a cron expression', () => {
  it.each([
    ['come after the moment, never at it', '0 3 * * *', 'UTC', '2026-01-01T03:00Z', ['2026-01-02T03:00Z']],
    ['follow the zone', '0 3 * * *', 'America/New_York', '2026-01-01T00:00Z', ['2026-01-01T08:00Z']],
    ['may name the end of a month', '0 0 31 * *', 'UTC', '2026-01-31T00:00Z', ['2026-03-31T00:00Z']],
    ['may name a leap day', '0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', ['2028-02-29T00:00Z']],
    [
      'take day of month and day of week as alternatives',
      '0 0 13 * fri',
      'UTC',
      '2026-11-10T00:00Z',
      ['2026-11-13T00:00Z', '2026-11-20T00:00Z'],
    ],
    [
      'that summer time skips come when it is over',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'that occur twice come once',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'of every hour come in each hour that there is',
      '0 * * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
    ],
  ] as const)('%s', (_claim, expression, zone, from, wanted) => {
    expect(next(expression, zone, from, wanted.length)).toEqual(wanted)
  })

  it('may be given by the second', () => {
    expect(cronTimes('*/10 * * * * *', 'UTC').nextAfter(at('2026-01-01T00:00:05Z'))).toBe(at('2026-01-01T00:00:10Z'))
  })

  it('are looked for backwards, the moment itself counted', () => {
    const times = cronTimes('0 3 * * *', 'Europe/Berlin')
    expect(times.lastUpTo(at('2026-01-05T02:00:00.000Z'))).toBe(at('2026-01-05T02:00Z'))
    expect(times.lastUpTo(at('2026-01-05T02:00:00.999Z'))).toBe(at('2026-01-05T02:00Z'))
    expect(times.lastUpTo(at('2026-01-05T01:59:59.999Z'))).toBe(at('2026-01-04T02:00Z'))
  })

  it('never come for a day that does not exist', () => {
    expect(cronTimes('0 0 31 2 *', 'UTC').nextAfter(at('2026-01-01T00:00Z'))).toBeUndefined()
  })

  it.each(['', 'now', '60 * * * *', '* * * *'])('are none for %j', (expression) => {
    expect(() => cronTimes(expression, 'UTC')).toThrow(/CronPattern/)
  })
})
