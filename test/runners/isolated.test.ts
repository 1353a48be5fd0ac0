/** What passes between a worker and the thread or child that runs its handler. */
import { describe, expect, it } from 'vitest'
import { JobAborted, JobFail, JobRetryAfter, JobSnooze } from '../../src/jobs/job-context.ts'
import { toObservation } from '../../src/runners/isolated/aside.ts'
import { createLines } from '../../src/runners/isolated/lines.ts'
import { fromThrownMessage, toThrownMessage } from '../../src/runners/isolated/thrown-message.ts'
import { unreadable } from '../jobs/support/unreadable.ts'

const there = (thrown: unknown) => fromThrownMessage(structuredClone(toThrownMessage(thrown)))

describe('what was thrown', () => {
  it.each([
    new JobFail('unreadable-data', 'row 7'),
    new JobFail('unreadable-data'),
    new JobRetryAfter(30_000, 'busy'),
    new JobRetryAfter(30_000),
    new JobSnooze(5_000),
    new JobAborted('timeout'),
  ])('arrives as one of the same class that says the same: $name', (thrown) => {
    const arrived = there(thrown)
    expect(arrived).toBeInstanceOf(thrown.constructor)
    expect({ ...arrived, message: arrived.message }).toEqual({ ...thrown, message: thrown.message })
  })

  it('arrives with its name, message, stack and causes', () => {
    const thrown = new TypeError('no', { cause: new RangeError('deep', { cause: 'deeper' }) })
    const arrived = there(thrown)
    const { name, message, stack } = thrown
    expect(arrived).toMatchObject({ name, message, stack })
    expect(arrived.cause).toMatchObject({ name: 'RangeError', message: 'deep', cause: { message: 'deeper' } })
  })

  it.each(unreadable)('arrives as a plain error when it cannot be looked at: %s', (_, thrown) => {
    const { name, message, stack } = there(thrown)
    expect([typeof name, typeof message, typeof stack]).toEqual(['string', 'string', 'string'])
  })

  it('arrives also when what it says is of the wrong kind', () => {
    const fail = Object.assign(new JobFail('x'), { code: () => {}, detail: Symbol('s') })
    expect(there(fail)).toBeInstanceOf(JobFail)
    const hostile = Object.defineProperty(new JobSnooze(1), 'delayMs', { get: () => expect.fail('looked') })
    expect(there(hostile)).toMatchObject({ name: 'JobSnooze' })
  })
})

describe('what a handler prints', () => {
  it('becomes lines, however it comes in pieces', () => {
    const seen: string[] = []
    const lines = createLines((line) => seen.push(line))
    for (const piece of ['one\ntw', 'o', '\r\n\n', 'three']) lines.write(piece)
    expect(seen).toEqual(['one', 'two'])
    lines.flush()
    lines.flush()
    expect(seen).toEqual(['one', 'two', 'three'])
  })

  it('is cut where a line has no end', () => {
    const seen: number[] = []
    const lines = createLines((line) => seen.push(line.length))
    lines.write('x'.repeat(40_000))
    lines.write('\n')
    expect(seen).toEqual([16_000, 16_000, 8_000])
  })

  it('is shown in its own words, standard error as a warning', () => {
    const facts = { job: 'job_1', operation: 'createReport', attempt: 2 }
    const printed = { kind: 'printed', stream: 'stderr', line: 'odd', facts } as const
    expect(toObservation(printed)).toEqual({
      name: 'handler.printed',
      level: 'warn',
      facts: { ...facts, stream: 'stderr', message: 'odd' },
    })
  })
})
