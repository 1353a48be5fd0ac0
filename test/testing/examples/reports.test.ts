import { testService } from 'coatcheck/testing'
import { expect, onTestFinished, test } from 'vitest'
import { defineHandler } from '../../../generated/index.ts'
import { registry } from '../../../generated/registry.ts'
import createReport from '../../../handlers/createReport.ts'

const body = { dataset: 'seattle-weather', groupBy: 'weather', measure: 'precipitation' } as const

test('a report that fails three times is made, and its webhook is given up in the end', async () => {
  let failures = 3
  const flaky = defineHandler('createReport', (input, job) => {
    failures -= 1
    if (failures >= 0) throw new Error('The disk is busy')
    return createReport.run(input as never, job as never) as never
  })
  const service = await testService({ registry, handlers: [flaky] })
  onTestFinished(service.stop)
  const receiver = await service.receive([500])

  const job = await service.submit(flaky, { body: { ...body, callbackUrl: receiver.url } })

  expect(await service.runUntilSettled(job)).toMatchObject({ status: 'succeeded', attempt: 4 })
  expect(await service.deliveries(job)).toMatchObject([{ state: 'failed', attempts: 8 }])
})

test('the receiver hears once how the report ended, whatever it answered before', async () => {
  const service = await testService({ registry })
  onTestFinished(service.stop)
  const receiver = await service.receive([500, 'never', 204])

  const job = await service.submit(createReport, { body: { ...body, callbackUrl: receiver.url } })
  await service.runUntilSettled(job)

  expect(receiver.received).toMatchObject([
    { type: 'createReport.succeeded', job, attempt: 1, verified: true, answer: 500 },
    { attempt: 2, answer: 'never' },
    { attempt: 3, answer: 204, body: { data: { status: 'succeeded' } } },
  ])
})

test('a handler that hangs is given up after its attempts', async () => {
  const hanging = defineHandler('createReport', (_, job) => {
    return new Promise((_, reject) => {
      job.signal.addEventListener('abort', () => reject(job.signal.reason))
    })
  })
  const service = await testService({ registry, handlers: [hanging] })
  onTestFinished(service.stop)

  const job = await service.submit(hanging, { body })

  const done = await service.runUntilSettled(job, { waitForHandlers: false })
  expect(done).toMatchObject({ status: 'failed', attempt: 5, error: { code: 'attempt-timeout' } })
})

test('a report is gone after its retention of 30 days', async () => {
  const service = await testService({ registry })
  onTestFinished(service.stop)
  const job = await service.submit(createReport, { body })
  await service.runUntilSettled(job)

  await service.advance('30d')

  const answer = await service.ask('GET', `/v1/jobs/${job}/status`)
  expect(answer.status).toBe(410)
})
