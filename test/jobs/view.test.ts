/** The public document of a job, and when to ask for it again. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after as later, toTimestamp } from '../../src/base/clock.ts'
import { jobLinks } from '../../src/contract/links.ts'
import type { Job } from '../../src/jobs/job.ts'
import { retryAfterSeconds } from '../../src/jobs/retry-after.ts'
import { publicStatus, toJobDocument, type ViewContext } from '../../src/jobs/view.ts'
import { aJobId, fixedRandom, jobs, now, policy, running, start } from './support/jobs.ts'

const base = 'https://api.example.com/v1'
const J = `${base}/jobs/${aJobId}`
const context: ViewContext = { base, links: jobLinks(base, '/jobs', aJobId, 'createReport'), policy }
const view = (job: Job, changes: Partial<ViewContext> = {}) => toJobDocument(job, { ...context, ...changes })
const rels = (job: Job, changes: Partial<ViewContext> = {}) => view(job, changes).links.map(({ rel }) => rel)

describe('the job document', () => {
  it('of a job that waits its turn', () => {
    expect(view(jobs.ready)).toEqual({
      id: aJobId,
      operation: 'createReport',
      status: 'queued',
      revision: 1,
      createdAt: toTimestamp(start),
      updatedAt: toTimestamp(start),
      links: [
        { rel: 'self', method: 'GET', href: J },
        { rel: 'monitor', method: 'GET', href: `${J}/status` },
        { rel: 'cancel', method: 'DELETE', href: J },
        { rel: 'describedby', method: 'GET', href: `${base}/docs/operations/createReport` },
      ],
    })
  })

  it('says one of six words, and no unfinished one can be mistaken for an end (R-STA-3)', () => {
    const words = Object.values(jobs).map((job: Job) => publicStatus(job))
    expect(words).toEqual(['queued', 'queued', 'queued', 'running', 'canceling', 'succeeded', 'failed', 'canceled'])
    for (const word of words.slice(0, 5)) expect(word).not.toMatch(/succeeded|fail/)
  })

  it('never shows owner, tenant, worker or fence', () => {
    for (const job of Object.values(jobs)) {
      expect(JSON.stringify(view(job))).not.toMatch(/api-key|default|wrk_|epoch|tenant|owner|worker/)
    }
  })

  it('shows progress twice, and what the handler published (R-STA-2)', () => {
    const progress = { percent: 40, message: 'on it', detail: { row: 4 } }
    expect(view({ ...running, progress, partial: [1] })).toMatchObject({
      progress,
      percentComplete: 40,
      partial: [1],
      attempt: 1,
      startedAt: toTimestamp(start),
    })
  })

  it('shows when a job that waits is tried again, before and after its time has come', () => {
    const nextAttemptAt = toTimestamp(now)
    expect(view(jobs.waitingDue)).toMatchObject({ nextAttemptAt })
    expect(view({ ...jobs.ready, runAt: now })).toMatchObject({ nextAttemptAt })
    expect(view(running).nextAttemptAt).toBeUndefined()
  })

  it('of a success has the result inline and says where it is (R-STA-6)', () => {
    expect(view(jobs.succeeded)).toMatchObject({
      result: { total: 1 },
      resourceLocation: `${J}/result`,
      finishedAt: toTimestamp(start),
      expiresAt: toTimestamp(jobs.succeeded.expiresAt),
    })
    const location = '/reports/r1'
    const job: Job = { ...jobs.succeeded, result: { kind: 'resource', value: { id: 'r1' }, location } }
    expect(view(job)).toMatchObject({ result: { id: 'r1' }, resourceLocation: `${base}/reports/r1` })
  })

  it('leaves out a result over 16 KiB, counted in bytes (R-STA-6)', () => {
    const sized = (value: string): Job => ({ ...jobs.succeeded, result: { kind: 'json', value } })
    expect(view(sized('x'.repeat(16_382))).result).toHaveLength(16_382)
    expect(view(sized('x'.repeat(16_383))).result).toBeUndefined()
    expect(view(sized('ü'.repeat(8_192))).result).toBeUndefined()
  })

  it('of a failure has the members of RFC 9457, and code and message (R-STA-6)', () => {
    expect(view(jobs.failed).error).toEqual({
      code: 'unreadable-data',
      message: 'row 7',
      type: `${base}/problems/unreadable-data`,
      title: 'The data cannot be read',
      detail: 'row 7',
      status: 422,
      retriable: false,
    })
    const { detail, ...failure } = jobs.failed.failure
    expect(view({ ...jobs.failed, failure }).error).toMatchObject({ message: 'The data cannot be read' })
  })

  it('links to what is possible now (R-STA-18)', () => {
    expect(rels(running)).toEqual(['self', 'monitor', 'cancel', 'describedby'])
    expect(rels(jobs.canceling)).toEqual(['self', 'monitor', 'describedby'])
    expect(rels(jobs.succeeded)).toEqual(['self', 'monitor', 'result', 'describedby'])
    expect(rels(jobs.failed)).toEqual(['self', 'monitor', 'describedby'])
  })

  it('has no cancel link where the operation cannot be canceled (R-CAN-3)', () => {
    expect(rels(running, { policy: { cancel: { allowed: false, graceMs: 0 } } })).not.toContain('cancel')
  })
})

describe('Retry-After (R-STA-4)', () => {
  const poll = { initialMs: 1_000, maxMs: 60_000 }
  const seconds = (job: Job, ageMs: number, unit = 0) =>
    retryAfterSeconds(job, poll, later(start, ageMs), fixedRandom(unit))

  it('starts at poll.initial, grows with age, and stops at poll.max', () => {
    expect([0, 4_000, 40_000, 200_000, 10_000_000].map((age) => seconds(running, age))).toEqual([1, 1, 10, 50, 60])
  })

  it('is absent once the job has finished', () => {
    expect(seconds(jobs.succeeded, 0)).toBeUndefined()
  })

  it('follows the estimate, and the time of the next attempt', () => {
    expect(seconds({ ...running, estimatedCompletionAt: later(start, 30_000) }, 10_000)).toBe(20)
    expect(seconds({ ...jobs.waiting, runAt: later(start, 45_000) }, 5_000)).toBe(40)
  })

  it('of a cancellation does not wait for the estimate', () => {
    expect(seconds({ ...jobs.canceling, estimatedCompletionAt: later(start, 30_000) }, 1_000)).toBe(1)
  })

  it('has jitter, which never makes it come earlier', () => {
    expect(seconds(running, 100_000, 0)).toBe(25)
    expect(seconds(running, 100_000, 0.99)).toBe(30)
  })

  it('is a whole number from 1 to 600 whatever the policy, the age and the clock', () => {
    const ms = fc.integer({ min: 0, max: 2 ** 40 })
    const anyJob = fc.constantFrom<Job>(jobs.ready, jobs.waiting, running, jobs.canceling)
    fc.assert(
      fc.property(
        anyJob,
        ms,
        ms,
        fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (job, initialMs, maxMs, age, unit) => {
          const found = retryAfterSeconds(job, { initialMs, maxMs }, later(start, age), fixedRandom(unit)) ?? Number.NaN
          expect(Number.isInteger(found) && found >= 1 && found <= 600).toBe(true)
        },
      ),
    )
  })
})
