/** What a snapshot and the client's ledger, held against each other, say about promises that were not kept. Pure: each yields sentences, none when all is well. */
import type { Entry } from './ledger.ts'
import type { Webhook } from './received.ts'
import { isFinished, type RunRow, type Snapshot } from './snapshot.ts'

type Accepted = Extract<Entry, { kind: 'accepted' }>
type Asked = Extract<Entry, { kind: 'asked' }>
type Cancel = Extract<Entry, { kind: 'cancel' }>

/** I1, I2: whatever was answered with 202 is there, under its key, and whatever the file says is sound. */
export function lostJobs({ jobs, keys, soundness }: Snapshot, accepted: readonly Accepted[]): readonly string[] {
  const lost = accepted.filter(({ job }) => !jobs.has(job)).map(({ job, key }) => `${job} of ${key} is lost`)
  const moved = accepted.filter(({ job, key }) => keys.get(key) !== job).map(({ key }) => `${key} has another job`)
  return [...lost, ...moved, ...(soundness === 'ok' ? [] : [`the file is damaged: ${soundness}`])]
}

/** I1: what was asked for is what was kept. */
export function alteredInputs({ jobs, keys }: Snapshot, asked: readonly Asked[]): readonly string[] {
  return asked.flatMap(({ key, body }) => {
    const input = jobs.get(keys.get(key) ?? '')?.input
    if (body === undefined || input === undefined || input === null) return []
    const kept = JSON.stringify(JSON.parse(input).body.value)
    return kept === JSON.stringify(body) ? [] : [`the input of ${key} was kept as ${kept}`]
  })
}

const terminal: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled'])

/** I5: events are numbered from 1, and the last of a finished job, and only that one, tells its end. */
export function wrongEvents({ jobs, events }: Snapshot): readonly string[] {
  const byJob = Map.groupBy(events, ({ job }) => job)
  return [...jobs.values()].flatMap(({ id, state }) => {
    const own = (byJob.get(id) ?? []).toSorted((one, other) => one.number - other.number)
    const contiguous = own.length > 0 && own.every(({ number }, index) => number === index + 1)
    const ends = own.filter(({ kind }) => terminal.has(kind))
    const right = isFinished(state) ? ends.length === 1 && own.at(-1)?.kind === state : ends.length === 0
    return contiguous && right ? [] : [`${id} is ${state} with the events ${own.map(({ kind }) => kind).join(', ')}`]
  })
}

/** I5 as a receiver sees it: a job ends once, and a webhook never changes. */
export function wrongWebhooks(webhooks: readonly Webhook[]): readonly string[] {
  const ends = Map.groupBy(webhooks, ({ job }) => job)
  const twice = [...ends].filter(([, own]) => new Set(own.map(({ id }) => id)).size > 1)
  const bodies = Map.groupBy(webhooks, ({ id }) => id)
  const changed = [...bodies].filter(([, own]) => new Set(own.map(({ body }) => body)).size > 1)
  return [
    ...twice.map(([job]) => `${job} was told to have ended more than once`),
    ...changed.map(([id]) => `the webhook ${id} has changed`),
  ]
}

/** T11, T12, I18: a cancel request that was acknowledged is not forgotten, and what it stopped is not run again. */
export function forgottenCancels({ jobs, runs }: Snapshot, cancels: readonly Cancel[]): readonly string[] {
  return cancels.flatMap(({ job, at }) => {
    const row = jobs.get(job)
    const again = runs.filter((run) => run.job === job && run.startedAt > at)
    const kept = row?.canceling === 1 || row?.state === 'canceled' || row?.state === 'succeeded'
    return kept && again.length === 0
      ? []
      : [`${job} was canceled, is ${row?.state}, and ran ${again.length} times since`]
  })
}

/** T7, T9: neither a crash nor a restart is charged. A link that was busy is the one thing that costs an attempt here. */
export function chargedAttempts(
  { jobs, keys }: Snapshot,
  accepted: readonly Accepted[],
  busyKeys: ReadonlySet<string>,
): readonly string[] {
  return accepted.flatMap(({ key }) => {
    const job = jobs.get(keys.get(key) ?? '')
    const fair = busyKeys.has(key) ? 2 : 1
    if (job === undefined || job.attempt <= fair) return []
    return [
      `${key} was charged ${job.attempt} attempts after ${job.crashes} crashes and ${job.interrupts} interruptions`,
    ]
  })
}

/** L1: everything ends, and as it should. */
export function wrongEnds(
  { jobs, keys }: Snapshot,
  accepted: readonly Accepted[],
  cancels: readonly Cancel[],
): readonly string[] {
  const canceled = new Set(cancels.map(({ job }) => job))
  return accepted.flatMap(({ key }) => {
    const job = jobs.get(keys.get(key) ?? '')
    if (job?.state === 'succeeded' || (job?.state === 'canceled' && canceled.has(job.id))) return []
    return [`${key} is ${job?.state} (${job?.failure})`]
  })
}

/** When each run began that follows one which a crash had ended. */
export function rerunsAfterCrash(runs: readonly RunRow[]): readonly number[] {
  return [...Map.groupBy(runs, ({ job }) => job).values()].flatMap((own) => {
    const inOrder = own.toSorted((one, other) => one.epoch - other.epoch)
    return inOrder.filter((_, index) => inOrder[index - 1]?.outcome === 'lost').map(({ startedAt }) => startedAt)
  })
}
