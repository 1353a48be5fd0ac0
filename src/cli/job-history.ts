/** The runs, steps and events of a job, as `jobs show` prints them below the job, and as JSON. */
import { optionalTimestamp, toTimestamp } from '../base/clock.ts'
import type { JsonObject } from '../base/json.ts'
import type { JobHistory, RunRecord } from '../stores/sqlite/inspect-job.ts'
import { withoutGaps } from './job-report.ts'
import { formatTable } from './table.ts'

/** Members of the JSON report. */
export function historyReport({ runs, steps, events, repeats }: JobHistory): JsonObject {
  return {
    ...(repeats.length === 0 ? {} : { retriedBy: repeats }),
    runs: runs.map(({ startedAt, endedAt, ...run }) =>
      withoutGaps({ ...run, startedAt: toTimestamp(startedAt), endedAt: optionalTimestamp(endedAt) }),
    ),
    steps: steps.map((step) => ({ ...step })),
    events: events.map((event) => ({ ...event, at: toTimestamp(event.at) })),
  }
}

/** A table for each kind that there is any of. */
export function historyText({ runs, steps, events }: JobHistory): string {
  const numbers = runNumbers(runs)
  const tables = [
    runs.length === 0
      ? ''
      : formatTable(
          ['RUN', 'STARTED', 'ENDED', 'OUTCOME', 'WORKER', 'ERROR'],
          runs.map((run) => toRunRow(run, numbers)),
        ),
    steps.length === 0
      ? ''
      : formatTable(
          ['STEP', 'RUN', 'BYTES'],
          steps.map(({ name, epoch, size }) => [name, numberOf(epoch, numbers), String(size)]),
        ),
    events.length === 0
      ? ''
      : formatTable(
          ['EVENT', 'AT', 'KIND', 'DELIVERIES'],
          events.map(({ number, kind, at, deliveries }) => [String(number), toTimestamp(at), kind, String(deliveries)]),
        ),
  ]
  return tables.filter((table) => table !== '').join('\n\n')
}

/** Epochs leave numbers out, where a run was lost or abandoned, and readers would look for what seems to be missing. */
function runNumbers(runs: readonly RunRecord[]): ReadonlyMap<number, number> {
  const epochs = runs.map(({ epoch }) => epoch).sort((one, other) => one - other)
  return new Map(epochs.map((epoch, index) => [epoch, index + 1]))
}

function numberOf(epoch: number, numbers: ReadonlyMap<number, number>): string {
  return String(numbers.get(epoch) ?? '')
}

function toRunRow(run: RunRecord, numbers: ReadonlyMap<number, number>): readonly string[] {
  const { epoch, worker, startedAt, endedAt, outcome, error, abandoned } = run
  const end = endedAt === undefined ? '' : toTimestamp(endedAt)
  const came = outcome === undefined ? 'running' : `${outcome}${abandoned ? ', abandoned' : ''}`
  return [numberOf(epoch, numbers), toTimestamp(startedAt), end, came, worker, error ?? '']
}
