/** When a poller should ask again (R-STA-4): a whole number of seconds that stock pollers can live with. Pure but for its jitter. */
import type { Instant } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { AsyncPolicy } from '../contract/async-policy.ts'
import { isFinished, type Job } from './job.ts'

/** Jitter only lengthens, so nobody is told to come earlier than `poll.initial`. */
const jitter = 0.2
/** A poller waits a fraction of the time it has already waited: few polls for long jobs, a small overshoot for short ones. */
const shareOfAge = 4
const mostSeconds = 600

/** Seconds for `Retry-After`, 1 to 600, or undefined once the job has finished. */
export function retryAfterSeconds(
  job: Job,
  poll: AsyncPolicy['poll'],
  now: Instant,
  random: Random,
): number | undefined {
  if (isFinished(job)) return undefined
  const spread = intervalMs(job, poll, now) * (1 + jitter * random.unit())
  const longest = Math.min(mostSeconds, Math.max(1, Math.floor(poll.maxMs / 1_000)))
  return Math.min(longest, Math.max(1, Math.round(spread / 1_000)))
}

function intervalMs(job: Job, { initialMs, maxMs }: AsyncPolicy['poll'], now: Instant): number {
  const expectedMs = Math.max(nextChangeAt(job, now) - now, 0)
  const agedMs = (now - job.createdAt) / shareOfAge
  return Math.min(maxMs, Math.max(initialMs, expectedMs > 0 ? expectedMs : agedMs))
}

/** The moment before which asking is in vain: the start of a job that waits, the estimated end of one that runs. */
function nextChangeAt(job: Job, now: Instant): Instant {
  if (job.state === 'waiting') return job.runAt
  const canceling = job.state === 'running' && job.cancelRequestedAt !== undefined
  return canceling ? now : (job.estimatedCompletionAt ?? now)
}
