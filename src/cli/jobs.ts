/** `coatcheck jobs`: looks at jobs and cancels them, as the operator, who sees every owner's. */
import type { Command } from 'commander'
import { toTimestamp } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JobId } from '../base/ids.ts'
import type { Job } from '../jobs/job.ts'
import type { FoundJob, JobStore, ListQuery } from '../jobs/store.ts'
import { jobReport, type PublicState, publicState, publicStates, storedStates } from './job-report.ts'
import { withStores } from './open-stores.ts'
import { collectList, countUpTo, type DatabaseOptions, jobId, oneOf, withDatabase } from './options.ts'
import { formatReport, formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'

interface ListOptions extends DatabaseOptions {
  readonly operation?: readonly string[]
  readonly state?: PublicState
  readonly limit: number
  readonly after?: number
}

const operator = { kind: 'operator' } as const

export function addJobs(program: Command, terminal: Terminal): void {
  const jobs = program.command('jobs').description('look at jobs and cancel them')
  withDatabase(jobs.command('ls'))
    .description('list jobs, newest first')
    .option('--operation <ids>', 'only of these operations', collectList)
    .option('--state <state>', `only in this state: ${publicStates.join(', ')}`, oneOf(publicStates))
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
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const page = await withStores(options, terminal, ({ jobs }) => jobs.list(queryOf(options), operator))
  // The store knows cancellation as a request on a running job, not as a state.
  const wanted = page.jobs.filter((job) => options.state === undefined || publicState(job) === options.state)
  if (options.json === true) {
    terminal.print(
      JSON.stringify({ jobs: wanted.map(jobReport), ...(page.next === undefined ? {} : { next: page.next }) }, null, 2),
    )
    return
  }
  terminal.print(wanted.length === 0 ? 'no jobs' : formatTable(headings, wanted.map(toRow)))
  if (page.next !== undefined) terminal.note(`There are more: --after ${page.next}`)
}

function queryOf({ operation, state, limit, after }: ListOptions): ListQuery {
  return {
    limit,
    ...(operation === undefined ? {} : { operations: operation }),
    ...(state === undefined ? {} : { states: storedStates(state) }),
    ...(after === undefined ? {} : { after }),
  }
}

const headings = ['JOB', 'OPERATION', 'STATUS', 'ATTEMPT', 'CREATED', 'OWNER']

function toRow(job: Job): readonly string[] {
  const attempt = `${job.attempt}/${job.maxAttempts}`
  return [job.id, job.operation, publicState(job), attempt, toTimestamp(job.createdAt), job.owner]
}

async function show(id: JobId, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const { job, lastError } = await withStores(options, terminal, ({ jobs }) => requireJob(jobs, id))
  const report = { ...jobReport(job), ...(lastError === undefined ? {} : { lastError }) }
  terminal.print(options.json === true ? JSON.stringify(report, null, 2) : formatReport(report))
}

async function cancel(id: JobId, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const job = await withStores(options, terminal, ({ jobs }) => cancelNow(jobs, id))
  if (options.json === true) terminal.print(JSON.stringify(jobReport(job), null, 2))
  else terminal.print(`${job.id} is ${publicState(job)}`)
}

async function cancelNow(jobs: JobStore, id: JobId): Promise<Job> {
  const changed = await jobs.cancel(id, operator)
  if (changed === undefined) throw unknownJob(id)
  if (changed.kind === 'refused' && changed.reason !== 'already-canceled') {
    throw new Fault('usage', `${changed.job.id} has ${publicState(changed.job)} already and cannot be canceled.`)
  }
  return changed.job
}

async function requireJob(jobs: JobStore, id: JobId): Promise<FoundJob> {
  const found = await jobs.find(id, operator)
  if (found === undefined) throw unknownJob(id)
  return found
}

/** What to say of an id that the database does not have. */
export function unknownJob(id: JobId): Fault {
  return new Fault('usage', `There is no job ${id} in this database.`)
}
