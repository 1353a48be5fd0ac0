/** What a worker makes of its claims: outcomes, timeouts, cancellation, leases, shutdown. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { after as later } from '../../src/base/clock.ts'
import { Fault } from '../../src/base/fault.ts'
import type { Guardian, Ward } from '../../src/jobs/guardian.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { JobAborted } from '../../src/jobs/job-context.ts'
import type { LeaseStore } from '../../src/jobs/lease-store.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import { unreadable } from './support/unreadable.ts'
import { eventually, inWorld, owner, untilAborted, type World } from './support/world.ts'

describe('a job that runs', () => {
  it('is claimed on the hint alone, while time stands still, and keeps what the handler returned (T3, T4)', () =>
    inWorld(
      ({ body }) => ({ echoed: body }),
      async (world) => {
        await world.worker.start()
        const job = await world.until(await world.submit({ rows: 3 }), 'succeeded')
        expect(job).toMatchObject({ attempt: 1, epoch: 1, result: { kind: 'json', value: { echoed: { rows: 3 } } } })
      },
    ))

  it('is found without any hint at the next look (I24)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const deaf = world.anotherWorker({ engine: { offer() {}, consume: () => () => {}, stop: async () => {} } })
        await deaf.start()
        await eventually(() => world.observed.length === 0)
        const id = await world.submit()
        await world.time.advance(1_000)
        await world.until(id, 'succeeded')
      },
    ))

  it('never more at once than the worker may run', async () => {
    let runningNow = 0
    let most = 0
    const handler = async () => {
      runningNow += 1
      most = Math.max(most, runningNow)
      await new Promise((resolve) => setImmediate(resolve))
      runningNow -= 1
    }
    await inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const ids = await Promise.all(Array.from({ length: 20 }, () => world.submit()))
        for (const id of ids) await world.until(id, 'succeeded')
        expect(most).toBe(3)
      },
      { concurrency: 3 },
    )
  })

  it('runs again after its backoff when the handler throws, and never shows what was thrown', async () => {
    let runs = 0
    const handler = () => {
      runs += 1
      if (runs === 1) throw new Error('secret of the house')
      return 'done'
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      const waiting = await world.until(id, 'waiting')
      expect(waiting).toMatchObject({ why: 'retry', attempt: 1, runAt: world.time.clock.now() + 1_000 })
      await world.time.advance(1_000)
      await world.sweep.sweepOnce()
      expect(await world.until(id, 'succeeded')).toMatchObject({ attempt: 2 })
      expect(world.observed.find(({ name }) => name === 'job.threw')?.cause).toMatchObject({
        message: 'secret of the house',
      })
    })
  })

  it('fails with handler-error once its attempts are used up, with a text that tells callers nothing', () =>
    inWorld(
      () => {
        throw new Error('secret of the house')
      },
      async (world) => {
        await world.worker.start()
        const job = await world.until(await world.submit(), 'failed')
        expect(job.failure).toMatchObject({ code: 'handler-error', status: 500 })
        expect(JSON.stringify(job)).not.toContain('secret')
      },
      { policy: { retry: { maxAttempts: 1, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'none' } } },
    ))

  it.each(unreadable)('is settled whatever the handler throws: %s', (_, thrown) =>
    inWorld(
      () => {
        throw thrown
      },
      async (world) => {
        await world.worker.start()
        const job = await world.until(await world.submit(), 'failed')
        expect(job.failure).toMatchObject({ code: 'handler-error' })
      },
      { policy: { retry: { maxAttempts: 1, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'none' } } },
    ),
  )

  it.each(unreadable)('is settled whatever its result throws when it is read: %s', (_, thrown) =>
    inWorld(
      () => ({
        toJSON() {
          throw thrown
        },
      }),
      async (world) => {
        await world.worker.start()
        const job = await world.until(await world.submit(), 'failed')
        expect(JSON.stringify(job)).not.toContain('do not look')
      },
      { policy: { retry: { maxAttempts: 1, backoff: 'fixed', initialMs: 1_000, maxMs: 1_000, jitter: 'none' } } },
    ),
  )

  it('keeps a returned file in the job, and a file that is not there is a handler error', () => {
    const handler = async ({ body }: { readonly body: unknown }, job: JobContext) =>
      job.file(String(body), { name: 'small.webp' })
    return inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const path = join(world.folder, 'made.webp')
        await writeFile(path, 'picture')
        const job = await world.until(await world.submit(path), 'succeeded')
        expect(job.result).toMatchObject({
          kind: 'file',
          file: { size: 7, mediaType: 'image/webp', filename: 'small.webp' },
        })
        expect(await world.until(await world.submit(join(world.folder, 'missing')), 'waiting')).toMatchObject({
          why: 'retry',
        })
      },
      { policy: { result: { kind: 'file', status: 200, mediaType: 'image/webp' } } },
    )
  })

  it('fails as invalid-input when it was accepted under an older contract and no longer fits (D17)', () =>
    inWorld(
      () => 'must not run',
      async (world) => {
        const id = await world.submit({ rows: 3 })
        const newer = world.anotherWorker({ revisions: new Map([['createReport', 2]]) })
        await newer.start()
        expect((await world.until(id, 'failed')).failure).toMatchObject({
          code: 'invalid-input',
          detail: '/rows must be string',
        })
      },
      {
        requestBody: { required: true, maxBytes: 1_000, content: [{ mediaType: 'application/json', kind: 'json' }] },
        validators: { 'createReport.body.0': () => [{ pointer: '/rows', detail: 'must be string' }] },
      },
    ))

  it('is left alone by a worker whose contract is older than the job (I13)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const id = await world.submit()
        const older = world.anotherWorker({ revisions: new Map([['createReport', 0]]) })
        await older.start()
        await world.time.advance(5_000)
        expect((await world.find(id)).state).toBe('ready')
      },
    ))
})

describe('progress', () => {
  it('is written at once, then at most once a second, the last value always (R-STA-2)', async () => {
    const writes: number[] = []
    let goOn = () => {}
    const handler = async (_: unknown, job: JobContext) => {
      for (const percent of [10, 20, 30]) await job.progress(percent)
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      await job.progress(60)
      throw job.fail('unreadable-data')
    }
    const counted = (store: JobStore): JobStore => ({
      ...store,
      progress: (fence, change) => {
        writes.push(change.progress?.percent ?? -1)
        return store.progress(fence, change)
      },
    })
    await inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await eventually(() => writes.length === 1)
        await world.time.advance(999)
        expect(writes).toEqual([10])
        await world.time.advance(1)
        expect(writes).toEqual([10, 30])
        goOn()
        expect((await world.until(id, 'failed')).progress).toEqual({ percent: 60 })
        expect(writes).toEqual([10, 30, 60])
      },
      { wrapStore: counted },
    )
  })

  it('that does not fit its schema is refused to the handler', () =>
    inWorld(
      (_, job) => job.progress(5, 'on it', { row: 'one' }).catch((error: unknown) => String(error)),
      async (world) => {
        await world.worker.start()
        const job = await world.until(await world.submit(), 'succeeded')
        expect(job.result).toEqual({
          kind: 'json',
          value: 'TypeError: job.progress does not fit its schema: /row must be integer',
        })
      },
      { validators: { 'createReport.progress': () => [{ pointer: '/row', detail: 'must be integer' }] } },
    ))
})

describe('steps', () => {
  it('a step that was done is not done again by the next attempt (I16)', async () => {
    const done: string[] = []
    const handler = async (_: unknown, job: JobContext) => {
      const loaded = await job.step('load', () => {
        done.push('load')
        return { at: new Date(0), rows: 3 }
      })
      if (job.attempt === 1) throw new Error('half-way')
      return loaded
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await world.until(id, 'waiting')
      await world.time.advance(1_000)
      await world.sweep.sweepOnce()
      const job = await world.until(id, 'succeeded')
      expect(job.result).toEqual({ kind: 'json', value: { at: '1970-01-01T00:00:00.000Z', rows: 3 } })
      expect(done).toEqual(['load'])
    })
  })
})

describe('cancellation', () => {
  it('reaches the running handler at once, not with the next renewal (R-CAN-5, T11, T12)', async () => {
    let started = false
    let why: unknown
    const handler = async (_: unknown, job: JobContext) => {
      started = true
      await untilAborted(job.signal).catch((error: unknown) => {
        why = error instanceof JobAborted ? error.why : error
        throw error
      })
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await eventually(() => started)
      expect(await world.service.cancel(id, owner)).toMatchObject({ kind: 'changed', job: { state: 'running' } })
      await world.until(id, 'canceled')
      expect(why).toBe('cancel')
    })
  })

  it('by another process arrives with the next renewal (L4)', async () => {
    let started = false
    const handler = (_: unknown, job: JobContext) => {
      started = true
      return untilAborted(job.signal)
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await eventually(() => started)
      await world.store.cancel(id, owner)
      await world.time.advance(9_999)
      expect((await world.find(id)).state).toBe('running')
      await world.time.advance(1)
      await world.until(id, 'canceled')
    })
  })

  it('is overtaken by a value returned within the grace (R-CAN-5)', async () => {
    let started = false
    const handler = async (_: unknown, job: JobContext) => {
      started = true
      await untilAborted(job.signal).catch(() => {})
      return 'finished after all'
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await eventually(() => started)
      await world.service.cancel(id, owner)
      await world.until(id, 'succeeded')
    })
  })

  it('is forced when the grace is over; a late value is discarded and the place stays taken until then (R-CAN-5, I7)', async () => {
    let finish = (_value: string) => {}
    let runs = 0
    const handler = () => {
      runs += 1
      return new Promise<string>((resolve) => {
        finish = resolve
      })
    }
    await inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await eventually(() => runs === 1)
        await world.service.cancel(id, owner)
        await world.time.advance(10_000)
        expect(await world.until(id, 'canceled')).toMatchObject({ epoch: 2 })
        const next = await world.submit()
        await world.time.advance(5_000)
        expect((await world.find(next)).state).toBe('ready')
        finish('too late')
        await eventually(() => runs === 2)
        expect(await world.find(id)).toMatchObject({ state: 'canceled', epoch: 2 })
      },
      { concurrency: 1 },
    )
  })
})

describe('time limits', () => {
  const limits = { timeout: { attemptMs: 60_000 } }

  it('an attempt that overruns is asked to stop, and runs again as any other throw', () =>
    inWorld(
      (_, job) => untilAborted(job.signal),
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        await world.time.advance(59_999)
        expect((await world.find(id)).state).toBe('running')
        await world.time.advance(1)
        expect(await world.until(id, 'waiting')).toMatchObject({ why: 'retry', attempt: 1, epoch: 1 })
      },
      { policy: limits },
    ))

  it('one that does not listen is abandoned after 5 s, and shut out by a higher epoch (I7)', () =>
    inWorld(
      () => new Promise(() => {}),
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        await world.time.advance(64_999)
        expect((await world.find(id)).state).toBe('running')
        await world.time.advance(1)
        expect(await world.until(id, 'waiting')).toMatchObject({ why: 'retry', epoch: 2 })
        expect(world.observed).toContainEqual(expect.objectContaining({ name: 'job.forced' }))
      },
      { policy: limits },
    ))

  it('a job past its deadline fails, and its handler is stopped (T13)', async () => {
    let why: unknown
    const handler = (_: unknown, job: JobContext) =>
      untilAborted(job.signal).catch((error: JobAborted) => {
        why = error.why
        throw error
      })
    await inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        await world.time.advance(30_000)
        await world.sweep.sweepOnce()
        expect((await world.until(id, 'failed')).failure.code).toBe('deadline-exceeded')
        expect(why).toBe('timeout')
      },
      { policy: { timeout: { attemptMs: 60_000, totalMs: 30_000 } } },
    )
  })
})

describe('the lease', () => {
  it('while it is renewed, a long run stays with its worker', () =>
    inWorld(
      () => new Promise(() => {}),
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        for (let minute = 0; minute < 5; minute += 1) {
          await world.time.advance(60_000)
          await world.sweep.sweepOnce()
        }
        expect(await world.find(id)).toMatchObject({ state: 'running', epoch: 1 })
      },
    ))

  it('when renewing fails for 20 s the worker stops its own handlers, before others may take over', async () => {
    let broken = false
    const reasons: unknown[] = []
    const handler = (_: unknown, job: JobContext) =>
      untilAborted(job.signal).catch((error: JobAborted) => {
        reasons.push(error.why)
        throw error
      })
    const flaky = (leases: LeaseStore): LeaseStore => ({
      ...leases,
      renew: (lease) => (broken ? Promise.reject(busy()) : leases.renew(lease)),
    })
    await inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        broken = true
        await world.time.advance(19_999)
        expect(reasons).toEqual([])
        await world.time.advance(1)
        expect(reasons).toEqual(['lease-lost'])
        expect(await world.until(id, 'ready')).toMatchObject({ attempt: 0, interrupts: 1 })
        await world.time.advance(30_000)
        expect(reasons).toEqual(['lease-lost'])
        broken = false
        await world.time.advance(2_000)
        await world.until(id, 'running')
      },
      { wrapLeases: flaky },
    )
  })

  it('a renewal says nothing about a run that was claimed after it was asked for (I8)', async () => {
    const reasons: unknown[] = []
    const handler = (_: unknown, job: JobContext) =>
      untilAborted(job.signal).catch((error: JobAborted) => {
        reasons.push(error.why)
        throw error
      })
    await inWorld(handler, async (world) => {
      let ward: Ward | undefined
      const guardian: Guardian = {
        watch: () => () => {},
        guard: async (guarded) => {
          ward = guarded
          const { worker, host } = guarded
          await world.leases.renew({ worker, host, draining: false, until: later(world.time.clock.now(), 3_600_000) })
          return { isHeld: () => true, drain() {}, end: async () => {} }
        },
      }
      await world.anotherWorker({ guardian }).start()
      const nothing = { held: [], cancelRequested: [] }
      const askedBefore = world.time.clock.elapsedMs()
      await world.time.advance(1)
      await world.until(await world.submit(), 'running')
      const claimedAt = world.time.clock.elapsedMs()
      ward?.renewed(nothing, askedBefore)
      ward?.renewed(nothing, claimedAt)
      await world.time.advance(1)
      expect(reasons).toEqual([])
      ward?.renewed(nothing, claimedAt + 1)
      await eventually(() => reasons.length > 0)
      expect(reasons).toEqual(['lease-lost'])
    })
  })

  it('a run that the store gave to somebody else is stopped at the next renewal, and its outcome is discarded (I7, I8)', async () => {
    const reasons: unknown[] = []
    let runs = 0
    const handler = (_: unknown, job: JobContext) => {
      runs += 1
      return untilAborted(job.signal).catch((error: JobAborted) => {
        reasons.push(error.why)
        return 'late'
      })
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const id = await world.submit()
      await eventually(() => runs === 1)
      await world.leases.end(world.worker.id)
      await world.store.sweep({ chunk: 100, leaseMs: 30_000, isDead: () => false })
      const other = world.anotherWorker()
      await other.start()
      await eventually(() => runs === 2)
      await world.time.advance(10_000)
      expect(reasons).toEqual(['lease-lost'])
      expect(await world.find(id)).toMatchObject({ state: 'running', worker: other.id, crashes: 1 })
      expect(settlements(world)).toEqual(['stale'])
    })
  })
})

describe('settling', () => {
  it('waits while the store is busy, and the handler does not run again', async () => {
    let failures = 3
    let runs = 0
    const flaky = (store: JobStore): JobStore => ({
      ...store,
      settle: (fence, outcome) => {
        failures -= 1
        return failures >= 0 ? Promise.reject(busy()) : store.settle(fence, outcome)
      },
    })
    await inWorld(
      () => {
        runs += 1
        return 'done'
      },
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await eventually(() => failures < 3)
        await world.time.advance(20_000)
        await world.until(id, 'succeeded')
        expect(runs).toBe(1)
      },
      { wrapStore: flaky },
    )
  })

  it('an outcome that the store cannot express fails the job instead of running it for ever', async () => {
    const refusing = (store: JobStore): JobStore => ({
      ...store,
      settle: (fence, outcome) =>
        outcome.kind === 'succeeded' ? Promise.reject(new RangeError('string too long')) : store.settle(fence, outcome),
    })
    await inWorld(
      () => 'done',
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await eventually(() => world.observed.some(({ name }) => name === 'job.unsettled'))
        await world.time.advance(5_000)
        expect((await world.until(id, 'failed')).failure).toMatchObject({ code: 'handler-error', retriable: false })
      },
      { wrapStore: refusing },
    )
  })
})

describe('shutdown', () => {
  it('lets handlers finish and claims nothing more (I19)', async () => {
    let finish = () => {}
    const handler = () =>
      new Promise<void>((resolve) => {
        finish = resolve
      })
    await inWorld(
      handler,
      async (world) => {
        await world.worker.start()
        const first = await world.submit()
        await world.until(first, 'running')
        const stopped = world.worker.stop()
        const second = await world.submit()
        await world.time.advance(10_000)
        expect((await world.find(second)).state).toBe('ready')
        finish()
        await stopped
        expect((await world.find(first)).state).toBe('succeeded')
      },
      { concurrency: 2 },
    )
  })

  it('asks those still running to stop after 20 s, and hands the rest back uncharged after 3 s more (T7)', async () => {
    const told: string[] = []
    const handler = async ({ body }: { readonly body: unknown }, job: JobContext) => {
      job.signal.addEventListener('abort', () => told.push(String(job.signal.reason.why)))
      await (body === 'listens' ? untilAborted(job.signal) : new Promise(() => {}))
    }
    await inWorld(handler, async (world) => {
      await world.worker.start()
      const [listens, deaf] = await Promise.all([world.submit('listens'), world.submit('deaf')])
      await Promise.all([world.until(listens, 'running'), world.until(deaf, 'running')])
      let ended = false
      const stopped = world.worker.stop().then(() => {
        ended = true
      })
      await world.time.advance(19_999)
      expect(told).toEqual([])
      await world.time.advance(1)
      expect(told).toEqual(['shutdown', 'shutdown'])
      expect(await world.until(listens, 'ready')).toMatchObject({ attempt: 0, interrupts: 1, epoch: 1 })
      await world.time.advance(2_999)
      expect([ended, (await world.find(deaf)).state]).toEqual([false, 'running'])
      await world.time.advance(1)
      await stopped
      expect(await world.find(deaf)).toMatchObject({ state: 'ready', attempt: 0, interrupts: 1, epoch: 2 })
    })
  })

  it('a second, urgent stop hands back at once, without the clock moving', () =>
    inWorld(
      () => new Promise(() => {}),
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        const first = world.worker.stop()
        await world.worker.stop('now')
        await first
        expect(await world.find(id)).toMatchObject({ state: 'ready', attempt: 0, interrupts: 1 })
      },
    ))

  it('what is claimed while it stops goes back without having run (I19)', async () => {
    let runs = 0
    let letClaim = () => {}
    const slow = (store: JobStore): JobStore => ({
      ...store,
      claim: async (request) => {
        const claims = await store.claim(request)
        if (claims.length > 0) {
          await new Promise<void>((resolve) => {
            letClaim = resolve
          })
        }
        return claims
      },
    })
    await inWorld(
      () => {
        runs += 1
      },
      async (world) => {
        await world.worker.start()
        const id = await world.submit()
        await world.until(id, 'running')
        const stopped = world.worker.stop()
        letClaim()
        await stopped
        expect(await world.find(id)).toMatchObject({ state: 'ready', attempt: 0, interrupts: 1 })
        expect(runs).toBe(0)
      },
      { wrapStore: slow },
    )
  })

  it('gives its lease up, so that nothing waits for it to run out', () =>
    inWorld(
      () => 'done',
      async (world) => {
        await world.worker.start()
        await world.worker.stop()
        const claims = await world.store.claim({
          worker: world.worker.id,
          known: new Map([['createReport', { revision: 9 }]]),
          limit: 1,
        })
        expect(claims).toEqual([])
      },
    ))
})

function busy(): Fault {
  return new Fault('database-busy', 'The database is busy.')
}

function settlements(world: World): unknown[] {
  return world.observed.filter(({ name }) => name === 'job.settled').map(({ facts }) => facts.state)
}
