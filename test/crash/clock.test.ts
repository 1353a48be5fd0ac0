/** A machine whose clock is set while jobs run, wait and are delivered. Wall clocks have no namespaces, so the clock is the kit's. */
import { expect, it, onTestFinished } from 'vitest'
import { defineHandler } from '../../generated/index.ts'
import { registry } from '../../generated/registry.ts'
import type { JobId } from '../../src/base/ids.ts'
import { type TestService, testService, type WebhookReceiver } from '../../src/testing/index.ts'

const [hourMs, dayMs] = [3_600_000, 86_400_000]
const report = { dataset: 'github', groupBy: 'time', measure: 'count' } as const

interface Scene {
  readonly service: TestService
  readonly receiver: WebhookReceiver
  readonly running: JobId
  readonly waiting: JobId
  /** Lets the report end that runs. */
  readonly release: () => void
}

/** A report runs, and a check of links waits for its next attempt. */
async function sceneWith(): Promise<Scene> {
  const gate = Promise.withResolvers<void>()
  let checks = 0
  const createReport = defineHandler('createReport', async (_, job) => {
    await gate.promise
    return { id: job.id, ...report, rows: 0, groups: [], chart: '<svg/>', createdAt: '2026-01-01T00:00:00Z' }
  })
  const checkLinks = defineHandler('checkLinks', (_, job) => {
    checks += 1
    if (checks === 1) throw job.retryAfter('20s', 'busy')
    return { links: [] }
  })
  const service = await testService({ registry, handlers: [createReport, checkLinks] })
  onTestFinished(service.stop)
  const receiver = await service.receive([500, 204])
  const running = await service.submit(createReport, { body: { ...report, callbackUrl: receiver.url } })
  const waiting = await service.submit(checkLinks, { body: { links: ['https://example.com/'] } })
  await service.advance('1s', { waitForHandlers: false })
  expect(await statuses(service, running, waiting)).toEqual(['running', 'queued'])
  return { service, receiver, running, waiting, release: gate.resolve }
}

const statuses = (service: TestService, ...jobs: readonly JobId[]): Promise<readonly string[]> =>
  Promise.all(jobs.map(async (job) => (await service.job(job)).status))

const ends = (receiver: WebhookReceiver): number => new Set(receiver.received.map(({ id }) => id)).size

it('a clock that is set back an hour holds up what waits for a moment, and nothing else; all of it ends once (I5, I11, L1)', async () => {
  const { service, receiver, running, waiting, release } = await sceneWith()
  service.time.jump(-hourMs)
  const later = await service.submit('checkLinks', { body: { links: ['https://example.com/'] } })
  release()
  await service.advance('30s')
  expect(await statuses(service, running, later, waiting)).toEqual(['succeeded', 'succeeded', 'queued'])
  await service.advance('1h')
  expect(await service.job(waiting)).toMatchObject({ status: 'succeeded', attempt: 2 })
  await service.runUntilSettled()
  expect(await service.deliveries(running)).toMatchObject([{ state: 'delivered', attempts: 2 }])
  expect(ends(receiver)).toBe(1)
})

it('a clock that is set forward a day makes everything due, deadlines included; what has none ends well and once (I5, T13, L1)', async () => {
  const { service, receiver, running, waiting, release } = await sceneWith()
  service.time.jump(dayMs)
  const later = await service.submit('checkLinks', { body: { links: ['https://example.com/'] } })
  release()
  await service.runUntilSettled()
  expect(await service.job(running)).toMatchObject({ status: 'succeeded', attempt: 1 })
  expect(await service.job(later)).toMatchObject({ status: 'succeeded', attempt: 1 })
  expect(await service.job(waiting)).toMatchObject({ status: 'failed', error: { code: 'deadline-exceeded' } })
  expect(await service.deliveries(running)).toMatchObject([{ state: 'delivered', attempts: 2 }])
  expect(ends(receiver)).toBe(1)
})
