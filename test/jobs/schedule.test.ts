import { describe, expect, it } from 'vitest'
import { type Instant, toInstant, toTimestamp } from '../../src/base/clock.ts'
import type { SchedulePolicy } from '../../src/contract/async-policy.ts'
import { planSchedule } from '../../src/jobs/schedule.ts'

const hourly: SchedulePolicy = { cron: '0 * * * *', timezone: 'UTC', catchUp: 'one', overlap: 'allow' }
const at = (text: string): Instant => toInstant(Date.parse(`2026-01-${text}Z`))
const short = (moment: Instant | undefined) => moment && toTimestamp(moment).slice(8, 16)

function planOf(changes: Partial<SchedulePolicy>, nextAt: string, now: string) {
  const { fireAt, nextAt: next, missed } = planSchedule({ ...hourly, ...changes }, at(nextAt), at(now))
  return [fireAt.map(short), short(next), missed]
}

describe('what a schedule does now', () => {
  it.each([
    ['it waits before its time', {}, '01T05:00', '01T04:59:59.999', [[], '01T05:00', false]],
    ['it runs at its time', {}, '01T05:00', '01T05:00', [['01T05:00'], '01T06:00', false]],
    ['it runs a little late', {}, '01T05:00', '01T05:00:59', [['01T05:00'], '01T06:00', false]],
    ['one: after an outage the last time runs alone', {}, '01T05:00', '03T07:30', [['03T07:00'], '03T08:00', true]],
    ['skip: an outage is skipped', { catchUp: 'skip' }, '01T05:00', '03T07:30', [[], '03T08:00', true]],
    [
      'skip: a time that has just come runs',
      { catchUp: 'skip' },
      '01T05:00',
      '03T07:00:30',
      [['03T07:00'], '03T08:00', true],
    ],
    ['skip: punctual is not late', { catchUp: 'skip' }, '01T05:00', '01T05:00:10', [['01T05:00'], '01T06:00', false]],
    [
      'all: every time runs',
      { catchUp: 'all' },
      '01T05:00',
      '01T07:30',
      [['01T05:00', '01T06:00', '01T07:00'], '01T08:00', false],
    ],
    ['a clock that was set back waits for its next time again', {}, '03T05:00', '01T04:30', [[], '01T05:00', false]],
    [
      'a time that no longer fits the expression still runs',
      { cron: '30 * * * *' },
      '01T05:00',
      '01T05:00',
      [['01T05:00'], '01T05:30', false],
    ],
  ] as const)('%s', (_claim, changes, nextAt, now, wanted) => {
    expect(planOf(changes, nextAt, now)).toEqual(wanted)
  })

  it('catching up on all goes in pieces, and none is missing (I15)', () => {
    const every = { ...hourly, cron: '* * * * *', catchUp: 'all' } as const
    const [start, now] = [at('01T00:00'), at('01T12:34:56')]
    const fired: Instant[] = []
    let plans = 0
    for (let nextAt: Instant | undefined = start; nextAt !== undefined && nextAt <= now; plans += 1) {
      const plan = planSchedule(every, nextAt, now)
      fired.push(...plan.fireAt)
      expect(plan.fireAt.length).toBeLessThanOrEqual(100)
      nextAt = plan.nextAt
    }
    expect(fired).toEqual(Array.from({ length: 12 * 60 + 35 }, (_, minute) => start + minute * 60_000))
    expect(plans).toBe(8)
  })

  it('an outage of years is planned as fast as one of minutes, with one time to run', () => {
    const every = { ...hourly, cron: '* * * * * *' }
    const plan = planSchedule(every, toInstant(0), at('01T00:00:30'))
    expect(plan).toEqual({ fireAt: [at('01T00:00:30')], nextAt: at('01T00:00:31'), missed: true })
  })

  it('a schedule whose days are over waits for nothing', () => {
    expect(planSchedule({ ...hourly, cron: '0 0 31 2 *' }, at('01T00:00'), at('01T00:00'))).toEqual({
      fireAt: [at('01T00:00')],
      missed: false,
    })
  })
})
