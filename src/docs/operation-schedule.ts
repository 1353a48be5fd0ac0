/** When an operation runs by itself. Its callers never ask for these jobs, but they meet what such a job does. */
import type { SchedulePolicy } from '../contract/async-policy.ts'
import type { Operation } from '../contract/operation.ts'
import { code, facts } from './elements.ts'
import { type Html, html } from './html.ts'
import type { Section } from './page.ts'
import { prettyJson } from './pretty-json.ts'

export function scheduleSection({ async: policy }: Operation): readonly Section[] {
  const { schedule } = policy ?? {}
  return schedule === undefined ? [] : [{ id: 'schedule', title: 'Runs by itself', content: scheduleContent(schedule) }]
}

function scheduleContent({ cron, timezone, input, catchUp, overlap }: SchedulePolicy): Html {
  return html`<p>Besides what callers start, the service starts this work on its own. Those jobs belong to the service, not to a caller.</p>
${facts([
  ['Times', html`<code>${cron}</code> (minute, hour, day of month, month, day of week)`],
  ['Time zone', timezone],
  ['Times missed while nothing ran', missed[catchUp]],
  [
    'While the run before is unfinished',
    overlap === 'allow' ? 'the next one begins all the same' : 'the next one is left out',
  ],
])}
${input !== undefined && code(prettyJson(input, 72), 'What these jobs are given')}`
}

const missed = {
  one: 'are made up for by one run',
  all: 'are all made up for',
  skip: 'are left out',
} as const satisfies Readonly<Record<SchedulePolicy['catchUp'], string>>
