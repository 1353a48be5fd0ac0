/** `coatcheck jobs retry`: does finished jobs again, as new jobs. Refuses what cannot be done again, and says what to do instead. */
import type { Command } from 'commander'
import { assertNever } from '../base/assert-never.ts'
import { after, type Instant } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JobId } from '../base/ids.ts'
import type { JsonObject } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { isFinished, type Job } from '../jobs/job.ts'
import { createJobService, type JobService } from '../jobs/service.ts'
import type { JobStore, ListQuery, Repeated, RepeatRefusal } from '../jobs/store.ts'
import { filesFolder, sqliteFileStore } from '../stores/sqlite/files.ts'
import { withoutGaps } from './job-report.ts'
import { loadContract } from './load-registry.ts'
import { type Stores, withStores } from './open-stores.ts'
import { collectList, type DatabaseOptions, durationMs, jobId, withDatabase } from './options.ts'
import { locateProject } from './project.ts'
import type { Terminal } from './terminal.ts'
import { unknownJob } from './unknown-job.ts'

interface RetryOptions extends DatabaseOptions {
  readonly allFailed?: boolean
  readonly operation?: readonly string[]
  readonly since?: number
  readonly force?: boolean
}

/** A job and what came of doing it again. */
interface Retry {
  readonly original: JobId
  readonly repeated: Repeated
}

const operator = { kind: 'operator' } as const

export function addRetry(jobs: Command, terminal: Terminal): void {
  withDatabase(jobs.command('retry'))
    .description('do finished jobs again, as new jobs with the same input')
    .argument('[jobs...]', 'their ids', (text: string, previous: readonly JobId[] = []) => [...previous, jobId(text)])
    .option('--all-failed', 'every failed job that was not done again yet')
    .option('--operation <ids>', 'of these, only those of these operations', collectList)
    .option('--since <duration>', 'of these, only those that failed within that time', durationMs)
    .option('--force', 'jobs that have succeeded as well')
    .action((ids: readonly JobId[], options: RetryOptions) => retry(ids, options, terminal))
}

async function retry(ids: readonly JobId[], options: RetryOptions, terminal: Terminal): Promise<void> {
  refuseUnclear(ids, options)
  const contract = await loadContract(locateProject(options.project, terminal))
  const retries = await withStores(options, terminal, async (stores) => {
    const service = createService(stores, contract)
    const wanted = options.allFailed === true ? await findFailed(stores, options) : ids
    return retryEach(service, wanted, options.force ?? false)
  })
  report(retries, options, terminal)
}

function refuseUnclear(ids: readonly JobId[], { allFailed, operation, since }: RetryOptions): void {
  if (ids.length > 0 === (allFailed === true)) {
    throw new Fault('usage', 'Name the jobs, or pass --all-failed, but not both.')
  }
  if (allFailed !== true && (operation !== undefined || since !== undefined)) {
    throw new Fault('usage', '--operation and --since narrow --all-failed. Leave them out, or leave the ids out.')
  }
}

/** Nothing runs here: a server finds the new jobs with its next look. */
function createService({ jobs, runtime, config }: Stores, contract: Contract): JobService {
  return createJobService({
    store: jobs,
    files: sqliteFileStore(filesFolder(config.database), runtime),
    engine: { offer: () => {}, consume: () => () => {}, stop: async () => {} },
    revisions: new Map(),
    registry: { contract },
    runtime,
    noteCancel: () => {},
    changed: () => {},
  })
}

/** The oldest first, as they were submitted. */
async function findFailed({ jobs, runtime }: Stores, { operation, since }: RetryOptions): Promise<readonly JobId[]> {
  const from = since === undefined ? undefined : after(runtime.clock.now(), -since)
  const query: ListQuery = {
    states: ['failed'],
    unrepeated: true,
    limit: 500,
    ...(operation === undefined ? {} : { operations: operation }),
  }
  const failed = await listAll(jobs, query)
  return failed
    .filter((job) => isRetriable(job, from))
    .map(({ id }) => id)
    .toReversed()
}

async function listAll(jobs: JobStore, query: ListQuery): Promise<readonly Job[]> {
  const all: Job[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await jobs.list({ ...query, ...(after === 0 ? {} : { after }) }, operator)
    all.push(...page.jobs)
    after = page.next
  }
  return all
}

function isRetriable(job: Job, from: Instant | undefined): boolean {
  return isFinished(job) && job.forgottenAt === undefined && (from === undefined || job.finishedAt >= from)
}

async function retryEach(service: JobService, ids: readonly JobId[], force: boolean): Promise<readonly Retry[]> {
  const retries: Retry[] = []
  for (const original of ids) {
    const repeated = await service.repeat(original, operator, { force })
    if (repeated === undefined) throw unknownJob(original)
    retries.push({ original, repeated })
  }
  return retries
}

function report(retries: readonly Retry[], options: RetryOptions, terminal: Terminal): void {
  const refused = retries.filter(({ repeated }) => repeated.kind !== 'inserted')
  if (options.json === true) terminal.print(JSON.stringify({ retries: retries.map(toReport) }, null, 2))
  else if (retries.length === 0) terminal.print('no jobs')
  for (const { original, repeated } of options.json === true ? [] : retries) {
    if (repeated.kind === 'inserted') terminal.print(`${repeated.job.id} repeats ${original}`)
    else terminal.note(`coatcheck: ${sentenceOf(original, repeated)}`)
  }
  if (refused.length > 0) terminal.exitWith(1)
}

function toReport({ original, repeated }: Retry): JsonObject {
  if (repeated.kind === 'inserted') return { retriedFrom: original, job: repeated.job.id }
  const reason = repeated.kind === 'refused' ? repeated.reason : 'conflict'
  return withoutGaps({ retriedFrom: original, refused: reason, message: sentenceOf(original, repeated) })
}

function sentenceOf(original: JobId, repeated: Exclude<Repeated, { readonly kind: 'inserted' }>): string {
  if (repeated.kind === 'refused') return refusalSentence(repeated.job, repeated.reason)
  const other = repeated.job === undefined ? 'Other jobs hold' : `${repeated.job.id} holds`
  return `${other} the concurrency key of ${original}. Retry it when they have finished.`
}

/** Why a job is not done again, and what to do instead. */
function refusalSentence({ id, operation }: Job, reason: RepeatRefusal): string {
  switch (reason) {
    case 'not-finished':
      return `${id} has not finished. Wait for it, or cancel it first.`
    case 'succeeded':
      return `${id} has succeeded. Pass --force to do it once more.`
    case 'forgotten':
      return `What was sent for ${id} is forgotten. It has to be submitted again.`
    case 'unknown-operation':
      return `${id} is of ${operation}, which the contract does not have any more. Retry it with a version that has it.`
    case 'upload-missing':
      return `The upload of ${id} is gone. Put its file back from a backup, or have it submitted again.`
    default:
      return assertNever(reason)
  }
}
