/** The part of `doctor` that judges how a database is doing: what waits too long, what is stuck, what is missing. Each finding says what to do. */
import type { Instant } from '../base/clock.ts'
import type { StoredSchedule } from '../jobs/schedule-store.ts'
import type { Health } from '../stores/sqlite/inspect-health.ts'
import type { NamedFile } from '../stores/sqlite/named-files.ts'
import { type Finding, fine, problem, warn } from './finding.ts'

/** Findings on a database at that moment, in reading order. */
export function judgeHealth(health: Health, schedules: readonly StoredSchedule[], now: Instant): readonly Finding[] {
  return [
    judgeServers(health, now),
    judgeClock(health, now),
    judgeLog(health),
    judgeIncarnation(health),
    judgeQueue(health, now),
    judgeUnleased(health),
    judgeAbandoned(health),
    judgeDeliveries(health, now),
    judgeSchedules(schedules, now),
    judgeFiles(health),
  ]
}

const patienceMs = 300_000

function judgeServers({ workers, ready, unleased }: Health, now: Instant): Finding {
  if (workers.length > 0) {
    const named = workers.map(
      ({ pid, until }) => `process ${pid} (lease ends in ${Math.ceil((until - now) / 1_000)} s)`,
    )
    return fine('servers', named.join(', '))
  }
  const idle = ready.length + unleased.length
  return idle === 0
    ? fine('servers', 'none runs jobs')
    : warn('servers', 'Jobs wait, and no server runs jobs. Start one.')
}

/** Another machine's clock, or this one's, which was set back: leases, deadlines and schedules go by it. */
function judgeClock({ lastEventAt }: Health, now: Instant): Finding {
  const ahead = (lastEventAt ?? 0) - now
  if (ahead < 60_000) return fine('clock', 'not behind the last event')
  const minutes = Math.round(ahead / 60_000)
  return problem(
    'clock',
    `The last event is ${minutes} minutes ahead of this clock. Set the clock right; until then nothing that became due in between runs.`,
  )
}

const largeLogBytes = 67_108_864

function judgeLog({ logBytes }: Health): Finding {
  const message = `${Math.round(logBytes / 1_000_000)} MB`
  if (logBytes <= largeLogBytes) return fine('log', message)
  return warn(
    'log',
    `The write-ahead log has ${message}. Look for a tool that keeps a transaction open; a restart empties it.`,
  )
}

function judgeIncarnation({ isWitnessed }: Health): Finding {
  if (isWitnessed) return fine('incarnation', 'the one that was opened here last')
  return warn(
    'incarnation',
    'This is a copy that no server has opened yet. The next start gives it a new one, and runs again what ran.',
  )
}

function judgeQueue({ ready }: Health, now: Instant): Finding {
  const late = ready.filter(({ since }) => now - since > patienceMs)
  if (late.length === 0) return fine('queue', `${sum(ready.map(({ jobs }) => jobs))} ready, none for long`)
  const named = late.map(
    ({ operation, jobs, since }) => `${operation} (${jobs}, the oldest for ${minutesText(now - since)})`,
  )
  return warn('queue', `Ready jobs wait: ${named.join(', ')}. Raise concurrency, or start more workers.`)
}

function judgeUnleased({ unleased, workers }: Health): Finding {
  if (unleased.length === 0) return fine('stuck jobs', 'none')
  const wayOut =
    workers.length === 0
      ? 'The next start takes them back.'
      : 'A sweep takes them back within a second; if they stay, read the log of the server.'
  return warn('stuck jobs', `${unleased.length} ran in a process that is gone (${listed(unleased)}). ${wayOut}`)
}

function judgeAbandoned({ abandoned }: Health): Finding {
  if (abandoned.length === 0) return fine('abandoned runs', 'none')
  const named = abandoned.map(({ id, operation }) => `${id} (${operation})`)
  return warn(
    'abandoned runs',
    `Handlers did not stop when their time was up: ${listed(named)}. They hold a place until they end or their server restarts; let them heed job.signal, or run them with runner thread or process.`,
  )
}

function judgeDeliveries({ deliveryDueSince: since }: Health, now: Instant): Finding {
  if (since === undefined || now - since <= patienceMs) return fine('deliveries', 'none overdue')
  return warn(
    'deliveries',
    `The oldest webhook is due for ${minutesText(now - since)}. Start a server, or raise webhooks.concurrency.`,
  )
}

function judgeSchedules(schedules: readonly StoredSchedule[], now: Instant): Finding {
  const overdue = schedules.filter(({ nextAt }) => now - nextAt > 60_000)
  if (overdue.length === 0) return fine('schedules', `${schedules.length}, none overdue`)
  const named = overdue.map(({ operation, nextAt }) => `${operation} for ${minutesText(now - nextAt)}`)
  return warn('schedules', `Overdue: ${named.join(', ')}. Start a server that has them.`)
}

function judgeFiles({ missingFiles, orphanFolders }: Health): Finding {
  const [first] = missingFiles
  if (first !== undefined) {
    return problem(
      'files',
      `${missingFiles.length} files of jobs are missing or not whole: ${namesOf(missingFiles)}. Put them back from a backup.`,
    )
  }
  if (orphanFolders.length === 0) return fine('files', 'every file that a job names is there')
  return warn(
    'files',
    `${orphanFolders.length} folders belong to no job: ${listed(orphanFolders)}. A start removes those older than an hour.`,
  )
}

/** Finding on the files whose bytes are not those that were written. */
export function judgeContents(changed: readonly NamedFile[]): Finding {
  if (changed.length === 0) return fine('file contents', 'those that are whole are as they were written')
  return problem(
    'file contents',
    `${changed.length} files of jobs are damaged: ${namesOf(changed)}. Put them back from a backup.`,
  )
}

function namesOf(files: readonly NamedFile[]): string {
  return listed(files.map(({ job, name }) => `${job}/${name}`))
}

const shown = 5

function listed(names: readonly string[]): string {
  const more = names.length > shown ? ` and ${names.length - shown} more` : ''
  return `${names.slice(0, shown).join(', ')}${more}`
}

function minutesText(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
