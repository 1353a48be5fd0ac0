/** What `jobs show` prints of a job's runs and steps. */
import { describe, expect, it } from 'vitest'
import { toInstant } from '../../src/base/clock.ts'
import { historyReport, historyText } from '../../src/cli/job-history.ts'
import type { JobHistory, RunRecord } from '../../src/stores/sqlite/inspect-job.ts'

const startedAt = toInstant(1_767_225_600_000)
const run = (epoch: number): RunRecord => ({ epoch, worker: 'wrk_1', startedAt, outcome: 'lost', abandoned: false })
const history: JobHistory = {
  runs: [run(1), run(3), run(5)],
  steps: [{ name: 'load', epoch: 3, size: 7 }],
  events: [],
  repeats: [],
}

describe('the runs of a job that was lost twice', () => {
  it('are numbered without gaps, and its steps by the same numbers', () => {
    const [runs = '', steps = ''] = historyText(history).split('\n\n')
    expect(firstColumn(runs)).toEqual(['RUN', '1', '2', '3'])
    expect(steps).toMatch(/^load +2 +7$/m)
  })

  it('keep their epochs in JSON, as the log and the database have them', () => {
    const { runs, steps } = historyReport(history)
    expect(runs).toMatchObject([{ epoch: 1 }, { epoch: 3 }, { epoch: 5 }])
    expect(steps).toEqual(history.steps)
  })
})

function firstColumn(table: string): readonly (string | undefined)[] {
  return table.split('\n').map((line) => line.split(/ +/)[0])
}
