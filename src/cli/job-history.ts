/** The runs, steps and events of a job, as `jobs show` prints them below the job, and as JSON. */
import { toTimestamp } from '../base/clock.ts'
import type { JsonObject } from '../base/json.ts'
import type { JobHistory, RunRecord } from '../stores/sqlite/inspect-job.ts'
import { timestamp, withoutGaps } from './job-report.ts'
import { formatTable } from './table.ts'

/** Members of the JSON report. */
export function historyReport({ runs, steps, events, repeats }: JobHistory): JsonObject {
  return {
    ...(repeats.length === 0 ? {} : { retriedBy: repeats }),
    runs: runs.map(({ startedAt, endedAt, ...run }) =>
      withoutGaps({ ...run, startedAt: toTimestamp(startedAt), endedAt: timestamp(endedAt) }),
    ),
    steps: steps.map((step) => ({ ...step })),
    events: events.map((event) => ({ ...event, at: toTimestamp(event.at) })),
  }
}

/** A table for each kind that there is any of. */
export function historyText({ runs, steps, events }: JobHistory): string {
  const tables = [
    runs.length === 0 ? '' : formatTable(['RUN', 'STARTED', 'ENDED', 'OUTCOME', 'WORKER', 'ERROR'], runs.map(toRunRow)),
    steps.length === 0
      ? ''
      : formatTable(
          ['STEP', 'RUN', 'BYTES'],
          steps.map(({ name, epoch, size }) => [name, String(epoch), String(size)]),
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

function toRunRow({ epoch, worker, startedAt, endedAt, outcome, error, abandoned }: RunRecord): readonly string[] {
  const end = endedAt === undefined ? '' : toTimestamp(endedAt)
  const came = outcome === undefined ? 'running' : `${outcome}${abandoned ? ', abandoned' : ''}`
  return [String(epoch), toTimestamp(startedAt), end, came, worker, error ?? '']
}
