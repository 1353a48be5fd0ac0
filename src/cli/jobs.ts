/** `coatcheck jobs`: looks at jobs, cancels them and does them again, as the operator, who sees every owner's. */
import type { Command } from 'commander'
import { type Instant, after as later, toTimestamp } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JobId } from '../base/ids.ts'
import { jobStatuses, type PublicStatus } from '../contract/job-document.ts'
import type { Job } from '../jobs/job.ts'
import { type FoundJob, type JobStore, type ListQuery, operator } from '../jobs/store.ts'
import { publicStatus } from '../jobs/view.ts'
import { historyReport, historyText } from './job-history.ts'
import { jobReport, storedStates } from './job-report.ts'
import { addRetry } from './job-retry.ts'
import { withStores } from './open-stores.ts'
import { collectList, countUpTo, type DatabaseOptions, durationMs, jobId, oneOf, withDatabase } from './options.ts'
import { formatReport, formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'
import { unknownJob } from './unknown-job.ts'

interface ListOptions extends DatabaseOptions {
  readonly operation?: readonly string[]
  readonly state?: PublicStatus
  readonly owner?: string
  readonly since?: number
  readonly before?: number
  readonly limit: number
  readonly after?: number
}

export function addJobs(program: Command, terminal: Terminal): void {
  const jobs = program.command('jobs').description('look at jobs, cancel them, do them again')
  withDatabase(jobs.command('ls'))
    .description('list jobs, newest first')
    .option('--operation <ids>', 'only of these operations', collectList)
    .option('--state <state>', `only in this state: ${jobStatuses.join(', ')}`, oneOf(jobStatuses))
    .option('--owner <name>', 'only of this owner')
    .option('--since <duration>', 'only those submitted within that time', durationMs)
    .option('--before <duration>', 'only those submitted longer ago', durationMs)
    .option('--limit <n>', 'at most so many', countUpTo(1_000), 50)
    .option('--after <position>', 'go on where a page ended', countUpTo(999_999_999))
    .action((options: ListOptions) => list(options, terminal))
  withDatabase(jobs.command('show'))
    .description('everything about a job')
    .argument('<job>', 'its id', jobId)
    .action((id: JobId, options: DatabaseOptions) => show(id, options, terminal))
  withDatabase(jobs.command('cancel'))
    .description('cancel a job that has not finished')
    .argument('<job>', 'its id', jobId)
    .action((id: JobId, options: DatabaseOptions) => cancel(id, options, terminal))
  addRetry(jobs, terminal)
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const page = await withStores(options, terminal, ({ jobs, runtime }) =>
    jobs.list(queryOf(options, runtime.clock.now()), operator),
  )
  // The store knows cancellation as a request on a running job, not as a state.
  const wanted = page.jobs.filter((job) => options.state === undefined || publicStatus(job) === options.state)
  if (options.json === true) {
    terminal.print(
      JSON.stringify({ jobs: wanted.map(jobReport), ...(page.next === undefined ? {} : { next: page.next }) }, null, 2),
    )
    return
  }
  terminal.print(wanted.length === 0 ? 'no jobs' : formatTable(headings, wanted.map(toRow)))
  if (page.next !== undefined) terminal.note(`There are more: --after ${page.next}`)
}

function queryOf({ operation, state, owner, since, before, limit, after }: ListOptions, now: Instant): ListQuery {
  return {
    limit,
    ...(operation === undefined ? {} : { operations: operation }),
    ...(state === undefined ? {} : { states: storedStates(state) }),
    ...(owner === undefined ? {} : { owner }),
    ...(since === undefined ? {} : { createdAfter: later(now, -since) }),
    ...(before === undefined ? {} : { createdBefore: later(now, -before) }),
    ...(after === undefined ? {} : { after }),
  }
}

const headings = ['JOB', 'OPERATION', 'STATUS', 'ATTEMPT', 'CREATED', 'OWNER']

function toRow(job: Job): readonly string[] {
  const attempt = `${job.attempt}/${job.maxAttempts}`
  return [job.id, job.operation, publicStatus(job), attempt, toTimestamp(job.createdAt), job.owner]
}

async function show(id: JobId, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const { found, history } = await withStores(options, terminal, async ({ jobs, historyOf }) => ({
    found: await requireJob(jobs, id),
    history: historyOf(id),
  }))
  const { job, lastError, tombstone } = found
  const facts = { ...jobReport(job), ...(lastError === undefined ? {} : { lastError }) }
  const report = tombstone ? { ...facts, deleted: true } : facts
  if (options.json === true) {
    terminal.print(JSON.stringify({ ...report, ...historyReport(history) }, null, 2))
    return
  }
  const retriedBy = history.repeats.length === 0 ? {} : { retriedBy: history.repeats.join(', ') }
  terminal.print(formatReport({ ...report, ...retriedBy }))
  const tables = historyText(history)
  if (tables !== '') terminal.print(`\n${tables}`)
}

async function cancel(id: JobId, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const job = await withStores(options, terminal, ({ jobs }) => cancelNow(jobs, id))
  if (options.json === true) terminal.print(JSON.stringify(jobReport(job), null, 2))
  else terminal.print(`${job.id} is ${publicStatus(job)}`)
}

async function cancelNow(jobs: JobStore, id: JobId): Promise<Job> {
  const changed = await jobs.cancel(id, operator)
  if (changed === undefined) throw unknownJob(id)
  if (changed.kind === 'refused' && changed.reason !== 'already-canceled') {
    throw new Fault('usage', `${changed.job.id} has ${publicStatus(changed.job)} already and cannot be canceled.`)
  }
  return changed.job
}

async function requireJob(jobs: JobStore, id: JobId): Promise<FoundJob> {
  const found = await jobs.find(id, operator, { large: 'leave-out' })
  if (found === undefined) throw unknownJob(id)
  return found
}
