/** `coatcheck schedules`: which operations run by themselves, when next, and what became of the last time. */
import type { Command } from 'commander'
import { optionalTimestamp, toTimestamp } from '../base/clock.ts'
import type { JsonObject } from '../base/json.ts'
import type { StoredSchedule } from '../jobs/schedule-store.ts'
import { withoutGaps } from './job-report.ts'
import { withStores } from './open-stores.ts'
import { type DatabaseOptions, withDatabase } from './options.ts'
import { formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'

export function addSchedules(program: Command, terminal: Terminal): void {
  const schedules = program.command('schedules').description('look at the operations that run by themselves')
  withDatabase(schedules.command('ls'))
    .description('list schedules')
    .action((options: DatabaseOptions) => list(options, terminal))
}

async function list(options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const schedules = await withStores(options, terminal, (stores) => stores.schedules.list())
  if (options.json === true) terminal.print(JSON.stringify({ schedules: schedules.map(toReport) }, null, 2))
  else terminal.print(schedules.length === 0 ? 'no schedules' : formatTable(headings, schedules.map(toRow)))
}

const headings = ['OPERATION', 'CRON', 'TIME ZONE', 'NEXT', 'LAST', 'CAME TO', 'SKIPPED']

function toRow({ operation, cron, timezone, nextAt, last, skipped }: StoredSchedule): readonly string[] {
  const before = last === undefined ? '' : toTimestamp(last.fireAt)
  return [operation, cron, timezone, toTimestamp(nextAt), before, last?.job ?? last?.outcome ?? '', String(skipped)]
}

function toReport({ operation, revision, cron, timezone, nextAt, last, skipped }: StoredSchedule): JsonObject {
  return withoutGaps({
    ...{ operation, revision, cron, timezone, skipped },
    next: optionalTimestamp(nextAt),
    last: last && withoutGaps({ time: optionalTimestamp(last.fireAt), outcome: last.outcome, job: last.job }),
  })
}
