/** What a schedule is to do now: which of its times to run, and when to look again. Pure; the store sees to it that no time runs twice. */
import type { Instant } from '../base/clock.ts'
import { cronTimes } from '../base/cron-times.ts'
import type { SchedulePolicy } from '../contract/async-policy.ts'

export interface SchedulePlan {
  /** Times to run, oldest first. */
  readonly fireAt: readonly Instant[]
  /** The time to wait for; it may have come already when there was more to catch up on than one plan holds. Absent: none ever comes. */
  readonly nextAt?: Instant
  /** Whether times went by that are not run. */
  readonly missed: boolean
}

/** Later than this is missed: somebody was down, stopped or overloaded. */
const punctualMs = 60_000
/** Times of one plan, so that a long outage is caught up on in several transactions. */
const mostAtOnce = 100

/**
 * The plan at `now` of a schedule that waits for `nextAt`. A clock that was set back shows in a `nextAt` further away than the next time:
 * the schedule then waits for that one again.
 *
 * @example planSchedule(policy, nextAt, clock.now())
 */
export function planSchedule(policy: SchedulePolicy, nextAt: Instant, now: Instant): SchedulePlan {
  const times = cronTimes(policy.cron, policy.timezone)
  const upcoming = times.nextAfter(now)
  if (nextAt > now) return plan([], earlier(nextAt, upcoming), false)
  if (policy.catchUp === 'all') return planAll(policy, nextAt, now)
  const last = times.lastUpTo(now)
  const latest = last === undefined || last < nextAt ? nextAt : last
  const isLate = policy.catchUp === 'skip' && now - latest > punctualMs
  return plan(isLate ? [] : [latest], upcoming, isLate || latest !== nextAt)
}

function planAll(policy: SchedulePolicy, nextAt: Instant, now: Instant): SchedulePlan {
  const times = cronTimes(policy.cron, policy.timezone)
  const fireAt: Instant[] = []
  let at: Instant | undefined = nextAt
  while (at !== undefined && at <= now && fireAt.length < mostAtOnce) {
    fireAt.push(at)
    at = times.nextAfter(at)
  }
  return plan(fireAt, at, false)
}

/** The first time that a new or changed schedule waits for. */
export function firstTime(policy: SchedulePolicy, now: Instant): Instant | undefined {
  return cronTimes(policy.cron, policy.timezone).nextAfter(now)
}

function plan(fireAt: readonly Instant[], nextAt: Instant | undefined, missed: boolean): SchedulePlan {
  return { fireAt, missed, ...(nextAt === undefined ? {} : { nextAt }) }
}

function earlier(one: Instant, other: Instant | undefined): Instant {
  return other === undefined || one < other ? one : other
}
