/** From what a handler did to an outcome. */
import { describe, expect, it } from 'vitest'
import { after as later } from '../../src/base/clock.ts'
import type { ResultPolicy } from '../../src/contract/async-policy.ts'
import type { JobFile } from '../../src/jobs/job.ts'
import { JobAborted, JobFail, JobRetryAfter, JobSnooze } from '../../src/jobs/job-context.ts'
import { type EndingToJudge, judge, type Situation } from '../../src/jobs/judge.ts'
import type { Outcome } from '../../src/jobs/outcome.ts'
import { fixedRandom, now, policy, running } from './support/jobs.ts'

const situation: Situation = {
  job: running,
  handler: { operation: 'createReport', run: () => undefined },
  policy,
  aborted: undefined,
  validateResult: undefined,
  now,
  random: fixedRandom(),
}
const judged = (ending: EndingToJudge, changes: Partial<Situation> = {}) => judge(ending, { ...situation, ...changes })
const threw = (error: unknown, changes: Partial<Situation> = {}) => judged({ kind: 'threw', error }, changes)
const returned = (value: unknown, result: ResultPolicy, changes: Partial<Situation> = {}) =>
  judged({ kind: 'returned', value }, { policy: { ...policy, result }, ...changes })
const codeOf = (outcome: Outcome) => ('failure' in outcome ? outcome.failure.code : undefined)

describe('a throw', () => {
  it('with a detail that is no text, or too long a one, is told without it, or with its beginning', () => {
    const [failure] = policy.errors
    expect(threw(new JobFail('unreadable-data', { a: 1 } as never))).toEqual({ kind: 'failed', failure })
    const long = threw(new JobFail('unreadable-data', 'x'.repeat(3_000)))
    expect(long).toEqual({ kind: 'failed', failure: { ...failure, detail: 'x'.repeat(2_000) } })
  })

  it('that cannot be turned into text is retried all the same', () => {
    const named = Object.assign(new Error('x'), { name: Object.create(null) })
    expect(threw(named)).toMatchObject({ kind: 'retry', error: 'Error: x' })
  })

  it('of a declared code fails the job with what the spec says of it', () => {
    expect(threw(new JobFail('unreadable-data', 'row 7'))).toEqual({
      kind: 'failed',
      failure: { ...policy.errors[0], detail: 'row 7' },
    })
  })

  it('of an undeclared code fails it for good as handler-error, and names the cause without the code', () => {
    const outcome = threw(new JobFail('made-up'))
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'handler-error', retriable: false } })
    expect(JSON.stringify(outcome)).not.toContain('made-up')
  })

  it('of anything else is retried after the backoff, and callers are told nothing of it', () => {
    const outcome = threw(new TypeError('secret'), { job: { ...running, attempt: 3 } })
    expect(outcome).toMatchObject({
      kind: 'retry',
      runAt: later(now, 4_000),
      error: 'TypeError: secret',
      abandoned: false,
    })
    expect(JSON.stringify('failure' in outcome && outcome.failure)).not.toContain('secret')
  })

  it('of what is no error at all is retried as well', () => {
    for (const error of [undefined, null, 'text', Object.create(null), 7]) expect(threw(error).kind).toBe('retry')
  })

  it('of job.retryAfter waits at least that long, and at least the backoff', () => {
    expect(threw(new JobRetryAfter(30_000))).toMatchObject({ kind: 'retry', runAt: later(now, 30_000) })
    expect(threw(new JobRetryAfter(10))).toMatchObject({ kind: 'retry', runAt: later(now, 1_000) })
  })

  it('of job.snooze sleeps', () => {
    expect(threw(new JobSnooze(60_000))).toEqual({ kind: 'snoozed', runAt: later(now, 60_000) })
  })

  it('of a generated stub fails for good as not-implemented', () => {
    const handler = { ...situation.handler, stub: true }
    expect(threw(new TypeError('stub'), { handler })).toMatchObject({
      kind: 'failed',
      failure: { code: 'not-implemented' },
    })
  })
})

describe('a throw after the handler was asked to stop', () => {
  const errors = [new JobAborted('cancel'), new TypeError('no'), new JobFail('unreadable-data'), new JobRetryAfter(1)]

  it('is the cancellation, whatever was thrown (R-CAN-5)', () => {
    for (const error of errors)
      expect(threw(error, { aborted: 'cancel' })).toEqual({ kind: 'canceled', abandoned: false })
  })

  it('is an attempt-timeout that is retried', () => {
    const outcome = threw(new JobAborted('timeout'), { aborted: 'timeout' })
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'attempt-timeout' }, runAt: later(now, 1_000) })
  })

  it('is deadline-exceeded when the deadline was what ran out', () => {
    const job = { ...running, deadlineAt: now }
    expect(codeOf(threw(new JobAborted('timeout'), { aborted: 'timeout', job }))).toBe('deadline-exceeded')
  })

  it('is handed back on shutdown and on a lost lease, uncharged', () => {
    for (const aborted of ['shutdown', 'lease-lost'] as const) {
      expect(threw(new JobAborted(aborted), { aborted })).toEqual({ kind: 'interrupted', abandoned: false })
    }
  })

  it('still says what the handler says, unless it was canceled', () => {
    for (const aborted of ['shutdown', 'timeout', 'lease-lost'] as const) {
      expect(codeOf(threw(new JobFail('unreadable-data'), { aborted }))).toBe('unreadable-data')
    }
  })
})

describe('an end by force', () => {
  it.each([
    ['cancel', { kind: 'canceled', abandoned: true }],
    ['shutdown', { kind: 'interrupted', abandoned: true }],
    ['lease-lost', { kind: 'interrupted', abandoned: true }],
    ['timeout', { kind: 'retry', abandoned: true, failure: { code: 'attempt-timeout' } }],
  ] as const)('after %s is what the request to stop would have been', (aborted, expected) => {
    expect(judged({ kind: 'forced', abandoned: true }, { aborted })).toMatchObject(expected)
  })

  it('of a child process that died is a loss', () => {
    expect(judged({ kind: 'died', detail: 'exit code 137' })).toEqual({ kind: 'lost' })
  })
})

describe('a handler whose code did not load in time', () => {
  const unloaded: EndingToJudge = { kind: 'unloaded', abandoned: false }

  it('has its job tried again after the backoff, and only the operator is told why (T5)', () => {
    const outcome = judged(unloaded)
    expect(outcome).toMatchObject({ kind: 'retry', abandoned: false, failure: { code: 'handler-error' } })
    expect(outcome.kind === 'retry' && outcome.error).toMatch(/did not load in time/)
    expect(outcome.kind === 'retry' && outcome.runAt).toBeGreaterThan(now)
    expect(JSON.stringify('failure' in outcome && outcome.failure)).not.toMatch(/load/)
  })

  it('has failed for its deadline once that has passed (T13)', () => {
    expect(codeOf(judged(unloaded, { job: { ...running, deadlineAt: now } }))).toBe('deadline-exceeded')
  })

  it.each([
    ['cancel', { kind: 'canceled', abandoned: false }],
    ['shutdown', { kind: 'interrupted', abandoned: false }],
  ] as const)('after %s is what the request to stop would have been', (aborted, expected) => {
    expect(judged(unloaded, { aborted })).toEqual(expected)
  })
})

describe('a returned value', () => {
  const json: ResultPolicy = { kind: 'json', status: 200, mediaType: 'application/json' }
  const resource: ResultPolicy = {
    kind: 'resource',
    status: 201,
    mediaType: 'application/json',
    operation: 'getReport',
    path: '/shelves/{shelf}/reports/{reportId}',
    parameters: { shelf: '$result#/shelf', reportId: '$result#/id' },
  }

  it('succeeds as the JSON that will be served', () => {
    const value = { at: new Date(0), gone: undefined, n: 1 }
    expect(returned(value, json)).toEqual({
      kind: 'succeeded',
      result: { kind: 'json', value: { at: '1970-01-01T00:00:00.000Z', n: 1 } },
    })
  })

  it('is checked in that form, and what does not fit is never served (I20)', () => {
    const seen: unknown[] = []
    const validateResult = (value: unknown) => {
      seen.push(value)
      return [{ pointer: '/n', detail: 'must be integer' }]
    }
    const outcome = returned({ at: new Date(0) }, json, { validateResult })
    expect(seen).toEqual([{ at: '1970-01-01T00:00:00.000Z' }])
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'invalid-result', detail: '/n: must be integer' },
    })
  })

  it('that JSON cannot hold is invalid', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    for (const value of [circle, 1n, () => 1, Symbol('s')]) expect(codeOf(returned(value, json))).toBe('invalid-result')
  })

  it('counts even after the handler was asked to stop (R-CAN-5)', () => {
    expect(returned(1, json, { aborted: 'cancel' }).kind).toBe('succeeded')
  })

  it('of an operation without result is left out', () => {
    expect(returned({ any: 1 }, { kind: 'empty', status: 204 })).toEqual({
      kind: 'succeeded',
      result: { kind: 'empty' },
    })
  })

  it('names its resource, each parameter percent-encoded', () => {
    const outcome = returned({ shelf: 'a/b', id: 'ü $& {shelf}' }, resource)
    expect(outcome).toMatchObject({
      result: { kind: 'resource', location: '/shelves/a%2Fb/reports/%C3%BC%20%24%26%20%7Bshelf%7D' },
    })
    expect(returned({ shelf: 'a', id: 7 }, resource)).toMatchObject({ result: { location: '/shelves/a/reports/7' } })
  })

  it('names its resource by what the template does not hold as well, in the query', () => {
    const paged: ResultPolicy = { ...resource, parameters: { ...resource.parameters, 'from page': '$result#/page' } }
    expect(returned({ shelf: 'a', id: 7, page: 'x&y' }, paged)).toMatchObject({
      result: { location: '/shelves/a/reports/7?from%20page=x%26y' },
    })
    expect(codeOf(returned({ shelf: 'a', id: 7 }, paged))).toBe('invalid-result')
  })

  it('is invalid when it names no resource, or one outside its path', () => {
    for (const id of [undefined, null, true, '', '.', '..', '\ud800']) {
      expect(codeOf(returned({ shelf: 'a', id }, resource))).toBe('invalid-result')
    }
  })

  it('instead of a file is invalid, and so is a file instead of a value', () => {
    const file: JobFile = { name: 'result-1', size: 7, mediaType: 'image/png', sha256: '00' }
    const filed = (result: ResultPolicy) => judged({ kind: 'filed', file }, { policy: { ...policy, result } })
    expect(codeOf(returned('picture', { kind: 'file', status: 200, mediaType: 'image/webp' }))).toBe('invalid-result')
    expect(codeOf(filed(json))).toBe('invalid-result')
    expect(codeOf(filed({ kind: 'file', status: 200, mediaType: 'image/webp' }))).toBe('invalid-result')
    expect(filed({ kind: 'file', status: 200, mediaType: 'image/*' })).toEqual({
      kind: 'succeeded',
      result: { kind: 'file', file },
    })
  })
})

describe('the outcome says why', () => {
  const detailOf = (outcome: Outcome) => ('failure' in outcome ? (outcome.failure.detail ?? '') : '')
  const resource = (parameters: Readonly<Record<string, string>>, path = '/reports/{id}') =>
    ({ kind: 'resource', status: 201, operation: 'getReport', path, parameters }) as ResultPolicy
  const file: JobFile = { name: 'result-1', size: 7, mediaType: 'image/png', sha256: '00' }

  it('what was returned and what was declared, when the one is a file and the other is not, or another', () => {
    const webp: ResultPolicy = { kind: 'file', status: 200, mediaType: 'image/webp' }
    expect(detailOf(returned('picture', webp))).toContain('image/webp')
    const filed = (result: ResultPolicy) => judged({ kind: 'filed', file }, { policy: { ...policy, result } })
    expect(detailOf(filed(webp))).toMatch(/image\/png.*image\/webp/)
    expect(detailOf(filed({ kind: 'json', status: 200, mediaType: 'application/json' }))).not.toBe('')
    expect(codeOf(filed({ kind: 'empty', status: 204 } as ResultPolicy))).toBe('invalid-result')
  })

  it('where a result does not fit: at most five places, those of the whole named so', () => {
    const violations = ['', '/a', '/b', '/c', '/d', '/e', '/f'].map((pointer) => ({ pointer, detail: `d${pointer}` }))
    const calls: unknown[][] = []
    const validateResult = (...given: unknown[]) => {
      calls.push(given)
      return violations
    }
    const outcome = returned({ a: 1 }, policy.result, { validateResult })
    expect(detailOf(outcome)).toBe('The result: d; /a: d/a; /b: d/b; /c: d/c; /d: d/d')
    // Every violation is asked for, not only the first.
    expect(calls).toEqual([[{ a: 1 }, true]])
  })

  it('that a result is none that JSON can hold, or none that can be looked at', () => {
    expect(detailOf(returned(1n, policy.result))).toContain('The result')
    const validateResult = () => {
      throw new RangeError('too deep')
    }
    const outcome = returned(1, policy.result, { validateResult })
    expect(codeOf(outcome)).toBe('invalid-result')
    expect(detailOf(outcome)).not.toBe('')
    expect(detailOf(outcome)).not.toContain('too deep')
  })

  it('which parameter of a resource has no value, also where its expression names something else', () => {
    for (const expression of ['$result#/missing', '$request.body#/id', 'no expression']) {
      const outcome = returned({ id: 'a' }, resource({ id: expression }))
      expect(codeOf(outcome)).toBe('invalid-result')
      expect(detailOf(outcome)).toMatch(/\bid\b.*getReport/)
    }
  })

  it('where a resource is, with what its path does not hold as a query', () => {
    const parameters = { id: '$result#/id', page: '$result#/page', of: '$result#/of' }
    const value = { id: 'a/b', page: 2, of: 'x&y' }
    expect(returned(value, resource(parameters))).toMatchObject({
      kind: 'succeeded',
      result: { kind: 'resource', location: '/reports/a%2Fb?page=2&of=x%26y' },
    })
    expect(returned(value, resource({ id: '$result#/id' }))).toMatchObject({ result: { location: '/reports/a%2Fb' } })
  })

  it('what the operator may read of a throw: a kind of value, an error within 2,000 characters, the time that was up', () => {
    expect(threw('text')).toMatchObject({ error: 'a thrown string' })
    const long = threw(new Error('x'.repeat(3_000)))
    expect('error' in long && long.error.length).toBe(2_000)
    expect(threw(new JobAborted('timeout'), { aborted: 'timeout' })).toMatchObject({ error: 'attempt-timeout' })
  })

  it('that the deadline has passed, from the moment on at which it has', () => {
    const codeAt = (deadlineAt: number | undefined) =>
      codeOf(
        threw(new Error('no'), {
          job: { ...running, ...(deadlineAt === undefined ? {} : { deadlineAt: later(now, deadlineAt) }) },
        }),
      )
    expect([codeAt(undefined), codeAt(1), codeAt(0), codeAt(-1)]).toEqual([
      'handler-error',
      'handler-error',
      'deadline-exceeded',
      'deadline-exceeded',
    ])
  })

  it('something even where a code was not declared', () => {
    expect(detailOf(threw(new JobFail('made-up')))).not.toBe('')
  })

  it('that a run which was ended without a word was ended by a shutdown (T7)', () => {
    expect(judged({ kind: 'forced', abandoned: true })).toEqual({ kind: 'interrupted', abandoned: true })
  })

  it('of tomorrow, in no way that could be taken for one of today', () => {
    expect(() => judged({ kind: 'later' } as never)).toThrow(/later/)
    expect(() => judged({ kind: 'forced', abandoned: false }, { aborted: 'later' as never })).toThrow(/later/)
    expect(() => returned(1, { kind: 'later' } as never)).toThrow(/later/)
  })
})
