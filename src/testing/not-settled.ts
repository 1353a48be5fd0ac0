/** What a test is told when what it waits for does not come: what is still on its way, why nothing moves it, and the way out. */
import { assertNever } from '../base/assert-never.ts'
import { type Instant, toTimestamp } from '../base/clock.ts'
import type { UnsettledJob } from '../stores/sqlite/outlook.ts'

/**
 * Why time was not moved on. `handler`: one runs and does not end. `delivery`: a receiver of the test's own does not answer. `work`: some
 * part of the service is busy and stays so. `status`: the job does not come to the one that was asked for while time stands still.
 * `nothing-due`: no moment would change anything. `too-long`, `too-many`: the limit of the call.
 */
export type NotSettledReason = 'handler' | 'delivery' | 'work' | 'status' | 'nothing-due' | 'too-long' | 'too-many'

/**
 * Thrown by `runUntilSettled` and `advance`.
 *
 * @example await expect(service.runUntilSettled(job)).rejects.toMatchObject({ reason: 'handler', waitsFor: [{ job }] })
 */
export class NotSettled extends Error {
  readonly reason: NotSettledReason
  readonly waitsFor: readonly UnsettledJob[]
  constructor(reason: NotSettledReason, waitsFor: readonly UnsettledJob[], now: Instant) {
    super(`${sentenceOf(reason)} On its way at ${toTimestamp(now)}: ${describe(waitsFor)}.`)
    this.name = 'NotSettled'
    this.reason = reason
    this.waitsFor = waitsFor
  }
}

const jobsShown = 5

function describe(jobs: readonly UnsettledJob[]): string {
  if (jobs.length === 0) return 'nothing'
  const more = jobs.length > jobsShown ? `, and ${jobs.length - jobsShown} more` : ''
  return `${jobs.slice(0, jobsShown).map(describeJob).join(', ')}${more}`
}

function describeJob({ job, operation, state, attempt, runAt, undelivered }: UnsettledJob): string {
  const when = state === 'waiting' && runAt !== undefined ? ` until ${toTimestamp(runAt)}` : ''
  const deliveries = undelivered === 0 ? '' : `, ${undelivered} of its deliveries under way`
  return `${job} of ${operation} (${state}${when}, attempt ${attempt}${deliveries})`
}

function sentenceOf(reason: NotSettledReason): string {
  switch (reason) {
    case 'handler':
      return 'A handler runs and does not end. Time stands still for as long: make what it waits for happen, or let its timeouts pass with waitForHandlers: false.'
    case 'delivery':
      return 'A webhook is being sent and not answered. Answer it, or let service.receive() stand in for its receiver.'
    case 'work':
      return 'The service is busy with something that does not end.'
    case 'status':
      return 'While time stands still, the job does not come to the status that was asked for.'
    case 'nothing-due':
      return 'Nothing will happen any more, however much time goes by. A job that is ready waits for a place: code that was given up and still runs keeps its own.'
    case 'too-long':
      return 'It takes longer than it may: give it more time with within.'
    case 'too-many':
      return 'It takes more moments than it may: give it more with moments.'
    default:
      return assertNever(reason)
  }
}
