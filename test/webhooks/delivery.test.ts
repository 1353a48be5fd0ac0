import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after as later, toInstant } from '../../src/base/clock.ts'
import { newDeliveryId, newEndpointId, newJobId } from '../../src/base/ids.ts'
import { type Random, systemRandom } from '../../src/base/random.ts'
import { maxDeliveryAgeMs } from '../../src/contract/delivery-age.ts'
import {
  decideDelivery,
  decideLost,
  isTooOld,
  outcomeName,
  type SendOutcome,
  stateToward,
} from '../../src/webhooks/delivery.ts'
import type { Delivery, DeliveryState, Endpoint } from '../../src/webhooks/store.ts'

const now = toInstant(1_767_225_600_000)
const standardMs = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((seconds) => seconds * 1_000)
const drawing = (unit: number): Random => ({ bytes: systemRandom.bytes, unit: () => unit })

const delivery: Delivery = {
  id: newDeliveryId(systemRandom),
  job: newJobId(systemRandom),
  endpoint: newEndpointId(systemRandom),
  type: 'createReport.succeeded',
  url: 'https://example.com/hook',
  state: 'sending',
  payload: 'thin',
  retryMs: standardMs,
  attempts: 0,
  dueAt: now,
  createdAt: now,
  log: [],
}
const endpoint: Endpoint = {
  id: delivery.endpoint,
  tenant: 'default',
  owner: 'api-key:dev',
  origin: 'https://example.com',
  createdAt: now,
  sealedSecret: '',
  consecutiveFailures: 0,
}

const answered = (status: number, more: { retryAfter?: string; control?: string } = {}): SendOutcome => ({
  kind: 'answered',
  status,
  ...more,
})
const decide = (outcome: SendOutcome, changes: Partial<Delivery> = {}, unit = 0, at = now) =>
  decideDelivery({ ...delivery, ...changes }, endpoint, outcome, at, drawing(unit))

describe('an attempt that got through', () => {
  it.each([200, 201, 202, 204, 299])('with %i delivers, and resets the run of failures', (status) => {
    expect(decide(answered(status))).toEqual({ state: 'delivered', endpoint: { failed: false } })
  })

  it('delivers and still disables when the receiver wants no more', () => {
    const decision = decide(answered(204, { control: 'disable' }))
    expect(decision).toEqual({ state: 'delivered', endpoint: { failed: false, disable: 'receiver_request' } })
  })
})

describe('an attempt that failed', () => {
  it.each([100, 101, 300, 301, 304, 400, 401, 403, 404, 408, 413, 425, 429, 451, 500, 502, 503, 504, 599])(
    'with %i is tried again',
    (status) => {
      expect(decide(answered(status))).toMatchObject({ state: 'waiting', endpoint: { failed: true } })
    },
  )

  it.each(['dns', 'connect', 'tls', 'reset', 'timeout', 'protocol_error'] as const)(
    'with %s is tried again',
    (code) => {
      const expected = { state: 'waiting', dueAt: later(now, 5_000), endpoint: { failed: true } }
      expect(decide({ kind: 'broken', code })).toEqual(expected)
    },
  )

  it('with 410 is over and disables the endpoint', () => {
    expect(decide(answered(410))).toEqual({ state: 'failed', endpoint: { failed: true, disable: 'gone' } })
  })

  it('is aborted when the receiver says so', () => {
    const decision = decide(answered(500, { control: ' Abort-Message ' }))
    expect(decision).toEqual({ state: 'aborted', endpoint: { failed: true } })
  })

  it('is canceled with the rest when the receiver wants no more', () => {
    const decision = decide(answered(500, { control: 'disable' }))
    expect(decision).toEqual({ state: 'canceled', endpoint: { failed: true, disable: 'receiver_request' } })
  })

  it('at an address that is refused is over, and the third in a row disables the endpoint', () => {
    const blocked = { kind: 'refused', code: 'blocked_address' } as const
    expect(decide(blocked)).toEqual({ state: 'failed', endpoint: { failed: true } })
    const third = decideDelivery(delivery, { ...endpoint, consecutiveFailures: 2 }, blocked, now, drawing(0))
    expect(third).toEqual({ state: 'failed', endpoint: { failed: true, disable: 'blocked_address' } })
  })

  it('at a URL that is not allowed any more is over and disables the endpoint', () => {
    const decision = decide({ kind: 'refused', code: 'invalid_url' })
    expect(decision).toEqual({ state: 'failed', endpoint: { failed: true, disable: 'invalid_url' } })
  })

  it('has a name that tells no address (SS-12)', () => {
    expect(outcomeName(answered(503))).toBe('http_503')
    expect(outcomeName({ kind: 'broken', code: 'tls' })).toBe('tls')
    expect(outcomeName({ kind: 'refused', code: 'blocked_address' })).toBe('blocked_address')
  })
})

describe('the schedule', () => {
  it('makes ten attempts over 75:35:05, each counted from the end of the one before (WH-16, WH-18)', () => {
    let at = now
    for (const attempts of standardMs.keys()) {
      at = later(at, 700)
      const decision = decide(answered(500), { attempts }, 0, at)
      expect(decision.state).toBe('waiting')
      at = decision.dueAt ?? at
    }
    expect(at - now - standardMs.length * 700).toBe(272_105_000)
    expect(decide(answered(500), { attempts: 9 }, 0, at).state).toBe('failed')
  })

  it('adds up to a fifth and never comes early (WH-17)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat({ max: 8 }),
        (unit, attempts) => {
          const planned = standardMs[attempts] ?? 0
          const delay = (decide(answered(500), { attempts }, unit).dueAt ?? now) - now
          return delay >= planned && delay <= planned * 1.2 + 1
        },
      ),
      { numRuns: 1_000 },
    )
    expect((decide(answered(500), { attempts: 1 }, 0.5).dueAt ?? now) - now).toBe(330_000)
  })

  it('is the spec’s own where it gives one (WH-20)', () => {
    expect(decide(answered(500), { retryMs: [1_000] }).dueAt).toBe(later(now, 1_000))
    expect(decide(answered(500), { retryMs: [1_000], attempts: 1 }).state).toBe('failed')
    expect(decide(answered(500), { retryMs: [] }).state).toBe('failed')
  })

  it('ends after four days with attempts left (WH-20)', () => {
    const late = later(now, maxDeliveryAgeMs - 5_000)
    expect(decide(answered(500), {}, 0, later(late, -1)).state).toBe('waiting')
    expect(decide(answered(500), {}, 0, late).state).toBe('expired')
    expect(isTooOld(delivery, later(now, maxDeliveryAgeMs - 1))).toBe(false)
    expect(isTooOld(delivery, later(now, maxDeliveryAgeMs))).toBe(true)
  })
})

describe('Retry-After', () => {
  it.each([408, 500, 503, 429])('on %i is not undercut (WH-24)', (status) => {
    expect(decide(answered(status, { retryAfter: '600' })).dueAt).toBe(later(now, 600_000))
  })

  it('does not bring a later schedule forward (WH-24)', () => {
    expect(decide(answered(503, { retryAfter: '1' }), { attempts: 1 }).dueAt).toBe(later(now, 300_000))
  })

  it.each([
    [429, '600', 600_000],
    [503, '600', 600_000],
    [502, '600', 600_000],
    [500, '600', undefined],
    [408, '600', undefined],
    [503, undefined, undefined],
  ])('on %i of %s pauses the endpoint for %s ms (WH-25)', (status, retryAfter, pauseMs) => {
    const { endpoint: change } = decide(answered(status, retryAfter === undefined ? {} : { retryAfter }))
    expect(change?.pausedUntil).toBe(pauseMs === undefined ? undefined : later(now, pauseMs))
  })

  it.each([429, 502, 504])(
    'absent on %i pauses a minute, or as long as the schedule, and a fifth at most (WH-26)',
    (status) => {
      expect(decide(answered(status)).endpoint?.pausedUntil).toBe(later(now, 60_000))
      expect(decide(answered(status), { attempts: 1 }, 0.5).endpoint?.pausedUntil).toBe(later(now, 330_000))
      expect(decide(answered(status)).dueAt).toBe(later(now, 60_000))
    },
  )

  it('pauses the endpoint even when it is the last attempt', () => {
    const decision = decide(answered(429, { retryAfter: '600' }), { attempts: 9 })
    expect(decision).toEqual({ state: 'failed', endpoint: { failed: true, pausedUntil: later(now, 600_000) } })
  })
})

describe('a delivery whose sender died', () => {
  it('is due again at once, and its endpoint has done nothing wrong (WH-32)', () => {
    expect(decideLost(delivery, now, false)).toEqual({ state: 'waiting', dueAt: now })
  })

  it('is over when that was its last attempt', () => {
    expect(decideLost({ ...delivery, attempts: 9 }, now, false)).toEqual({ state: 'failed' })
  })

  it('is canceled when it would wait for a disabled endpoint, and ends as it would otherwise (WH-29)', () => {
    expect(decideLost(delivery, now, true).state).toBe('canceled')
    expect(decideLost({ ...delivery, attempts: 9 }, now, true).state).toBe('failed')
  })
})

describe('a delivery whose endpoint was disabled meanwhile', () => {
  it('is canceled if it were to wait, and keeps any other end (WH-29)', () => {
    expect(stateToward(true, 'waiting')).toBe('canceled')
    expect(stateToward(false, 'waiting')).toBe('waiting')
    const ends: readonly DeliveryState[] = ['delivered', 'failed', 'aborted', 'expired']
    expect(ends.map((end) => stateToward(true, end))).toEqual(ends)
  })
})
