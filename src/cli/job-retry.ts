/** `coatcheck jobs retry`: does finished jobs again, as new jobs. One that cannot be done again does not keep the others from it. */
import type { Command } from 'commander'
import { after, type Instant } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JobId } from '../base/ids.ts'
import type { Contract } from '../contract/contract.ts'
import { isFinished, type Job } from '../jobs/job.ts'
import { createJobService, type JobService } from '../jobs/service.ts'
import { type JobStore, type ListQuery, operator } from '../jobs/store.ts'
import { filesFolder, sqliteFileStore } from '../stores/sqlite/files.ts'
import { loadContract } from './load-registry.ts'
import { type Stores, withStores } from './open-stores.ts'
import { collectList, type DatabaseOptions, durationMs, jobId, withDatabase } from './options.ts'
import { locateProject } from './project.ts'
import { createRetryReport, type Retry, toRetry } from './retry-report.ts'
import type { Terminal } from './terminal.ts'

interface RetryOptions extends DatabaseOptions {
  readonly allFailed?: boolean
  readonly operation?: readonly string[]
  readonly since?: number
  readonly force?: boolean
}

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
  const retries = createRetryReport(terminal, options)
  try {
    await withStores(options, terminal, async (stores) => {
      const wanted = options.allFailed === true ? await findFailed(stores, options) : ids
      await retryEach(createService(stores, contract), wanted, options.force ?? false, retries.add)
    })
  } finally {
    // What was done before something stopped the command is done.
    retries.end()
  }
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

async function retryEach(
  service: JobService,
  ids: readonly JobId[],
  force: boolean,
  add: (retry: Retry) => void,
): Promise<void> {
  for (const id of ids) add(await retryOne(service, id, force))
}

/** Throws only what would keep every other job from being done again as well. */
async function retryOne(service: JobService, id: JobId, force: boolean): Promise<Retry> {
  try {
    return toRetry(id, await service.repeat(id, operator, { force }))
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'file-missing')) throw error
    return { kind: 'refused', original: id, reason: error.code, message: error.message }
  }
}
