import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testService } from 'coatcheck/testing'
import { registry } from '../../../generated/registry.ts'
import createReport from '../../../handlers/createReport.ts'

test('a report is delivered at the third attempt', async (t) => {
  const service = await testService({ registry })
  t.after(service.stop)
  const receiver = await service.receive([500, 503, 204])

  const job = await service.submit(createReport, {
    body: { dataset: 'github', groupBy: 'time', measure: 'count', callbackUrl: receiver.url },
  })

  assert.equal((await service.runUntilSettled(job)).status, 'succeeded')
  assert.deepEqual(
    receiver.received.map(({ attempt, verified }) => [attempt, verified]),
    [
      [1, true],
      [2, true],
      [3, true],
    ],
  )
})
