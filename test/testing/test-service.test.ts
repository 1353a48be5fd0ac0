/** A service whose time its test moves: everything that time brings happens, in order, and none of it takes long. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defineHandler } from '../../generated/index.ts'
import { registry } from '../../generated/registry.ts'
import type { AsyncPolicy } from '../../src/contract/async-policy.ts'
import type { Registry } from '../../src/contract/registry.ts'
import { NotSettled, type TestService, type TestServiceOptions, testService } from '../../src/testing/index.ts'

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
const threeDays = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  dayMs,
]

async function opened(options: Partial<TestServiceOptions> = {}): Promise<TestService> {
  const service = await testService({ registry, ...options })
  onTestFinished(service.stop)
  return service
}

function withPolicy(operation: string, change: (policy: AsyncPolicy) => Partial<AsyncPolicy>): Registry {
  const operations = registry.contract.operations.map((one) =>
    one.id === operation && one.async !== undefined ? { ...one, async: { ...one.async, ...change(one.async) } } : one,
  )
  const { validators, handlers, published } = registry
  return { validators, handlers, published, contract: { ...registry.contract, operations } }
}

const patient = withPolicy('createReport', ({ callbacks }) => ({
  callbacks: callbacks.map((callback) => ({ ...callback, retryMs: threeDays })),
}))

const report = { dataset: 'github', groupBy: 'time', measure: 'count' } as const
const links = { links: ['https://example.com/'] }

/** A report handler that fails so often before it succeeds. */
function failing(times: number) {
  let runs = 0
  return defineHandler('createReport', (_, job) => {
    runs += 1
    if (runs <= times) throw new Error('the disk is busy')
    return { id: job.id, ...report, rows: 0, groups: [], chart: '<svg/>', createdAt: '2026-01-01T00:00:00Z' }
  })
}

const hanging = defineHandler('checkLinks', () => new Promise(() => {}))

function revisionOf(body: unknown): unknown {
  return (body as { readonly data: { readonly revision: number } }).data.revision
}

describe('a service of the testing kit', () => {
  it('fails three times, then succeeds, and its webhook is given up after three days (L1, L3)', async () => {
    const createReport = failing(3)
    const service = await opened({ registry: patient, handlers: [createReport] })
    const receiver = await service.receive([500])
    const job = await service.submit(createReport, { body: { ...report, callbackUrl: receiver.url } })
    const startedAt = service.time.clock.now()
    expect(await service.runUntilSettled(job)).toMatchObject({ status: 'succeeded', attempt: 4 })
    const [delivery] = await service.deliveries(job)
    expect(delivery).toMatchObject({ state: 'failed', attempts: 10, type: 'createReport.succeeded' })
    expect(receiver.received.map(({ attempt, verified }) => [attempt, verified])).toEqual(
      Array.from({ length: 10 }, (_, index) => [index + 1, true]),
    )
    expect(service.time.clock.now() - startedAt).toBeGreaterThan(3 * dayMs)
  })

  it('delivers at the third attempt to a receiver that refuses twice, with the same id and at its own moments', async () => {
    const createReport = failing(0)
    const service = await opened({ handlers: [createReport] })
    const receiver = await service.receive([500, { status: 503, headers: { 'retry-after': '60' } }, 204])
    const job = await service.submit(createReport, { body: { ...report, callbackUrl: receiver.url } })
    await service.runUntilSettled(job)
    expect(await service.deliveries(job)).toMatchObject([{ state: 'delivered', attempts: 3 }])
    expect(new Set(receiver.received.map(({ id, job: about }) => `${id} ${about}`)).size).toBe(1)
    const [first, second, third] = receiver.received.map(({ at }) => at)
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(1_000)
    expect(Number(third) - Number(second)).toBeGreaterThanOrEqual(60_000)
  })

  it('leaves a receiver that never answers to the timeout of its sender, without waiting for it', async () => {
    const createReport = failing(0)
    const service = await opened({ handlers: [createReport] })
    const receiver = await service.receive(['never', 'never', 204])
    const job = await service.submit(createReport, { body: { ...report, callbackUrl: receiver.url } })
    await service.runUntilSettled(job)
    const [delivery] = await service.deliveries(job)
    expect(delivery?.log.map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout', 'http_204'])
    expect(delivery?.log[0]?.durationMs).toBe(5_000)
  })

  it('tells a signature by another secret, or none, from a good one', async () => {
    const createReport = failing(0)
    const service = await opened({ handlers: [createReport] })
    const receiver = await service.receive()
    const body = JSON.stringify({ type: 'createReport.succeeded', data: { id: 'job_1' } })
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': '1767225600', 'webhook-signature': 'v1,AAAA' }
    await fetch(receiver.url, { method: 'POST', body, headers })
    await fetch(receiver.url, { method: 'POST', body })
    expect(receiver.received.map(({ verified }) => verified)).toEqual([false, false])
  })

  it('sleeps through snoozes and waits that a handler asks for, each run at its own moment', async () => {
    const moments: number[] = []
    const wishes = ['3h', '2d']
    const checkLinks = defineHandler('checkLinks', (_, job) => {
      moments.push(service.time.clock.now())
      const wish = wishes.shift()
      if (wish !== undefined) throw job.snooze(wish)
      return { links: [] }
    })
    const unhurried = withPolicy('checkLinks', () => ({ timeout: { attemptMs: minuteMs } }))
    const service = await opened({ registry: unhurried, handlers: [checkLinks] })
    const job = await service.submit(checkLinks, { body: links })
    expect(await service.runUntilSettled(job)).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(moments.slice(1).map((at, index) => at - Number(moments[index]))).toEqual([3 * hourMs, 2 * dayMs])
  })

  it('fails a job at its deadline to the millisecond (T13)', async () => {
    const slow = withPolicy('checkLinks', () => ({ timeout: { attemptMs: hourMs, totalMs: 15 * minuteMs } }))
    const service = await opened({ registry: slow, handlers: [hanging] })
    const job = await service.submit(hanging, { body: links })
    const { finishedAt, createdAt, error } = await service.runUntilSettled(job, { waitForHandlers: false })
    expect(error?.code).toBe('deadline-exceeded')
    expect(Date.parse(String(finishedAt)) - Date.parse(createdAt)).toBe(15 * minuteMs)
  })

  it('times out a handler that hangs, attempt for attempt, and keeps its lease all the while', async () => {
    const unhurried = withPolicy('checkLinks', () => ({ timeout: { attemptMs: 5 * minuteMs } }))
    const service = await opened({ registry: unhurried, handlers: [hanging], config: { concurrency: 8 } })
    const job = await service.submit(hanging, { body: links })
    const done = await service.runUntilSettled(job, { waitForHandlers: false })
    expect(done).toMatchObject({ status: 'failed', attempt: 6, error: { code: 'attempt-timeout' } })
    expect(service.observed.filter(({ name }) => name === 'worker.fenced' || name === 'sweep.done')).toEqual([])
  })

  it('stands still while a handler runs, and says which one when it does not end', async () => {
    const service = await opened({ handlers: [hanging] })
    const job = await service.submit(hanging, { body: links })
    const before = service.time.clock.now()
    const refusal = service.runUntilSettled(job, { patienceMs: 20 })
    await expect(refusal).rejects.toBeInstanceOf(NotSettled)
    await expect(refusal).rejects.toMatchObject({
      reason: 'handler',
      waitsFor: [{ job, operation: 'checkLinks', state: 'running', attempt: 1 }],
    })
    expect(service.time.clock.now()).toBe(before)
  })

  it('waits for a handler that takes real time, whatever time it is told to take (I24)', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const checkLinks = defineHandler('checkLinks', async () => {
      await promise
      return { links: [] }
    })
    const service = await opened({ handlers: [checkLinks] })
    const job = await service.submit(checkLinks, { body: links })
    const settled = service.runUntilSettled(job)
    setTimeout(resolve, 50)
    expect(await settled).toMatchObject({ status: 'succeeded', attempt: 1 })
  })

  it('gives up on a job that snoozes for ever, and on one that nobody can run', async () => {
    const checkLinks = defineHandler('checkLinks', (_, job) => {
      throw job.snooze('1h')
    })
    const unhurried = withPolicy('checkLinks', () => ({ timeout: { attemptMs: minuteMs } }))
    const service = await opened({ registry: unhurried, handlers: [checkLinks] })
    const job = await service.submit(checkLinks, { body: links })
    await expect(service.runUntilSettled(job, { moments: 5 })).rejects.toMatchObject({ reason: 'too-many' })
    await expect(service.runUntilSettled(job, { withinMs: 10 * hourMs })).rejects.toMatchObject({ reason: 'too-long' })

    const idle = await opened({ config: { concurrency: 0 } })
    await idle.submit('createReport', { body: report })
    await expect(idle.runUntilSettled()).rejects.toMatchObject({
      reason: 'nothing-due',
      waitsFor: [{ operation: 'createReport', state: 'ready' }],
    })
  })

  it('runs the schedules of a month, each job at its time (I15)', async () => {
    const schedule = { cron: '30 2 * * *', timezone: 'UTC', catchUp: 'one', overlap: 'allow', input: report } as const
    const createReport = failing(0)
    const nightly = withPolicy('createReport', () => ({ schedule }))
    const service = await opened({ registry: nightly, handlers: [createReport] })
    await service.advance('30d')
    const jobs = await service.jobs()
    expect(jobs.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 'succeeded'))
    expect(new Set(jobs.map(({ createdAt }) => createdAt.slice(11)))).toEqual(new Set(['02:30:00.000Z']))
  })

  it('forgets a job when its retention is over, and not before (T14)', async () => {
    const createReport = failing(0)
    const service = await opened({ handlers: [createReport] })
    const job = await service.submit(createReport, { body: report })
    await service.runUntilSettled()
    await service.advance(30 * dayMs - 1)
    expect((await service.ask('GET', `/v1/jobs/${job}/status`)).status).toBe(200)
    await service.advance(1)
    expect((await service.ask('GET', `/v1/jobs/${job}/status`)).status).toBe(410)
  })

  it('repeats itself to the millisecond under the same seed, and not under another', async () => {
    const times = async (seed: number) => {
      const createReport = failing(3)
      const service = await opened({ registry: patient, handlers: [createReport], seed })
      const receiver = await service.receive([500, 500, 500, 204])
      const job = await service.submit(createReport, { body: { ...report, callbackUrl: receiver.url } })
      const { id, finishedAt } = await service.runUntilSettled(job)
      return [id, finishedAt, ...receiver.received.map(({ at }) => at)]
    }
    expect(await times(7)).toEqual(await times(7))
    expect(await times(8)).not.toEqual(await times(7))
  })

  it('cancels a job that runs, and the handler hears of it while time stands still (T11, T12, L4)', async () => {
    const heeding = defineHandler('checkLinks', (_, job) => {
      return new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)))
    })
    const service = await opened({ handlers: [heeding] })
    const job = await service.submit(heeding, { body: links })
    await expect(service.until(job, 'failed', { patienceMs: 10 })).rejects.toMatchObject({ reason: 'status' })
    const { createdAt } = await service.until(job, 'running')
    expect((await service.ask('DELETE', `/v1/jobs/${job}`)).status).toBe(202)
    expect(await service.runUntilSettled(job)).toMatchObject({ status: 'canceled', finishedAt: createdAt })
  })

  it('shows the events of a job in the order in which they were received', async () => {
    const on = ['started', 'progress', 'succeeded'] as const
    const talkative = withPolicy('createReport', ({ callbacks }) => ({
      callbacks: callbacks.map((callback) => ({ ...callback, on })),
    }))
    const createReport = defineHandler('createReport', async (_, job) => {
      await job.progress(50, 'half-way')
      return { id: job.id, ...report, rows: 0, groups: [], chart: '<svg/>', createdAt: '2026-01-01T00:00:00Z' }
    })
    const service = await opened({ registry: talkative, handlers: [createReport] })
    const receiver = await service.receive()
    const job = await service.submit(createReport, { body: { ...report, callbackUrl: receiver.url } })
    await service.runUntilSettled(job)
    expect(receiver.received.map(({ type }) => type).sort()).toEqual([
      'createReport.progress',
      'createReport.started',
      'createReport.succeeded',
    ])
    // No order is promised between deliveries; what they carry tells which is newer.
    const revisions = new Map(receiver.received.map(({ type, body }) => [type, revisionOf(body)]))
    const inOrder = on.map((kind) => Number(revisions.get(`createReport.${kind}`)))
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other))
  })

  it('runs handlers in threads as well, from the files of the project', async () => {
    const project = fileURLToPath(new URL('../..', import.meta.url))
    const service = await opened({ project, config: { runner: 'thread' } })
    const job = await service.submit('createReport', {
      body: { ...report, dataset: 'seattle-weather', groupBy: 'weather', measure: 'wind' },
    })
    expect(await service.runUntilSettled(job, { patienceMs: 20_000 })).toMatchObject({
      status: 'succeeded',
      attempt: 1,
    })
  })

  it('takes uploads and queries, and says what was refused', async () => {
    const createThumbnails = defineHandler('createThumbnails', async ({ body, query }, job) => {
      job.log.info({ width: query.width, size: body.size, mediaType: body.mediaType }, 'shrinking')
      throw job.fail('not-an-image')
    })
    const service = await opened({ handlers: [createThumbnails] })
    const job = await service.submit(createThumbnails, {
      query: { width: 64 },
      body: { content: 'no picture', mediaType: 'image/png' },
    })
    expect(await service.runUntilSettled(job)).toMatchObject({ status: 'failed', error: { code: 'not-an-image' } })
    expect(service.observed.find(({ name }) => name === 'job.log')?.facts).toMatchObject({ width: 64, size: 10 })
    const refused = service.submit('createReport', { body: { ...report, dataset: 'unknown' } })
    await expect(refused).rejects.toThrow(/400.*dataset/)
    await expect(service.submit('listReports')).rejects.toThrow(/listReports/)
  })
})
