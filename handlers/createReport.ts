import { defineHandler } from '../generated/index.ts'
import { barChart } from './shelf/bar-chart.ts'
import { type Row, readDataset } from './shelf/datasets.ts'
import { pause } from './shelf/pause.ts'
import { keepReport } from './shelf/reports.ts'

export default defineHandler('createReport', async ({ body, principal }, job) => {
  await job.progress(5, `Reading ${body.dataset}`)
  const rows = await readDataset(body.dataset)
  if (rows.length === 0) throw job.fail('unreadable-data', `The data set ${body.dataset} has no rows`)
  for (const column of [body.groupBy, body.measure]) {
    if (!Object.hasOwn(rows[0] ?? {}, column))
      throw job.fail('unknown-column', `${body.dataset} has no column ${column}`)
  }

  await job.progress(40, `Grouping ${rows.length} rows`)
  await pause(body.delay, job.signal)
  const groups = meanByGroup(rows, body.groupBy, body.measure)
  if (groups.length === 0) throw job.fail('unreadable-data', `The column ${body.measure} has no numbers`)

  await job.progress(80, 'Drawing the chart')
  await pause(body.delay, job.signal)
  const { dataset, groupBy, measure } = body
  const bars = groups.slice(0, 20).map((group) => ({ name: group.name, value: group.mean }))
  return keepReport(principal.subject, {
    id: job.id,
    dataset,
    groupBy,
    measure,
    rows: rows.length,
    groups,
    chart: barChart(`${measure} by ${groupBy}`, bars),
    createdAt: new Date().toISOString(),
  })
})

/** Mean of the measure in each group, highest first; cells without a number do not count. */
function meanByGroup(rows: readonly Row[], groupBy: string, measure: string) {
  const sums = new Map<string, { count: number; sum: number }>()
  for (const row of rows) {
    const cell = row[measure]
    const value = Number(cell)
    if (cell === undefined || cell === '' || !Number.isFinite(value)) continue
    const name = row[groupBy] || '(none)'
    const group = sums.get(name) ?? { count: 0, sum: 0 }
    sums.set(name, { count: group.count + 1, sum: group.sum + value })
  }
  return [...sums]
    .map(([name, { count, sum }]) => ({ name, count, mean: sum / count }))
    .sort((a, b) => b.mean - a.mean || a.name.localeCompare(b.name))
}
