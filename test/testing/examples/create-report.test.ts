import { runHandler } from 'coatcheck/testing'
import { expect, test } from 'vitest'
import createReport from '../../../handlers/createReport.ts'

test('a report has a group for each kind of weather', async () => {
  const run = await runHandler(createReport, {
    body: { dataset: 'seattle-weather', groupBy: 'weather', measure: 'precipitation' },
  })
  expect(run).toMatchObject({ outcome: 'succeeded', result: { rows: 1461 } })
  expect(run.progress.map(({ percent }) => percent)).toEqual([5, 40, 80])
})

test('a column that is not there fails the job with its own code', async () => {
  const run = await runHandler(createReport, {
    body: { dataset: 'seattle-weather', groupBy: 'weather', measure: 'moon' },
  })
  expect(run).toMatchObject({ outcome: 'failed', code: 'unknown-column' })
})

test('a report that is canceled half-way stops', async () => {
  const run = await runHandler(
    createReport,
    { body: { dataset: 'seattle-weather', groupBy: 'weather', measure: 'precipitation', delay: '10s' } },
    { abort: { why: 'cancel', when: ({ progress }) => progress.length === 2 } },
  )
  expect(run.outcome).toBe('canceled')
})
