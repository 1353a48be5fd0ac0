/** The database against what those outside were told. */
import type { JobId, WorkerId } from '../../../src/base/ids.ts'
import type { JobContext } from '../../../src/jobs/job-context.ts'
import { leaseTtlMs } from '../../../src/work/lease.ts'
import { tickMs } from '../world/process-parts.ts'
import type { SimProcess } from '../world/sim-process.ts'
import type { World } from '../world/world.ts'

/** To be called when everything has come to rest. */
export function checkLedger(world: World): void {
  const ids = new Set(world.pluck('select id from job union all select id from tombstone'))
  checkAccepted(world, ids)
  checkKeys(world, ids)
  checkSteps(world)
  checkOver(world)
  checkResults(world)
  checkDead(world)
}

/** I1. */
function checkAccepted({ ledger, violate }: World, ids: ReadonlySet<string>): void {
  for (const job of ledger.accepted) {
    if (!ids.has(job) && !ledger.buried.has(job)) violate('I1', `${job} was accepted and is lost`)
  }
}

/** I2. */
function checkKeys({ ledger, latest, violate }: World, ids: ReadonlySet<string>): void {
  for (const [scope, requests] of ledger.keyed) {
    const made = requests.filter(({ job, expiresAt }) => ids.has(job) && expiresAt > latest)
    if (made.length > 1) violate('I2', `${scope} made ${made.map(({ job }) => job).join(' and ')}`)
  }
}

/** I16. */
function checkSteps(world: World): void {
  const sql = `select job.id || ' ' || step.name as name, step.value from step join job on job.seq = step.job`
  for (const row of world.look<{ readonly name: string; readonly value: string }>(sql)) {
    const told = world.ledger.steps.get(row.name)
    if (told !== undefined && told !== JSON.parse(row.value)) world.violate('I16', `${row.name} changed its value`)
  }
  const kept = `select job.id || ' ' || step.name from step join job on job.seq = step.job
    union all select id from job where forgotten_at is not null union all select id from tombstone`
  const there = new Set(world.pluck(kept))
  for (const name of world.ledger.steps.keys()) {
    const job = name.slice(0, name.indexOf(' ')) as JobId
    if (!there.has(name) && !there.has(job) && !world.ledger.buried.has(job)) world.violate('I16', `${name} is lost`)
  }
}

/** I18, I4: whoever was told that a job is over sees it so for ever. */
function checkOver(world: World): void {
  for (const id of world.pluck<JobId>('select id from job where finished_at is null')) {
    if (world.ledger.over.has(id)) world.violate('I4', `${id} goes on after its end was told`)
  }
}

/** I20: a result is what one of its handlers returned. */
function checkResults(world: World): void {
  const sql = `select job.id, json_extract(job_io.result, '$.value.rows') as rows
    from job_io join job on job.seq = job_io.job where job_io.result is not null`
  for (const row of world.look<{ readonly id: JobId; readonly rows: number }>(sql)) {
    if (world.ledger.returned.get(row.id)?.has(row.rows) !== true)
      world.violate('I20', `${row.id} has a result of nobody`)
  }
}

/** L2. */
function checkDead(world: World): void {
  const sql = `select distinct worker from job where state = 'running'`
  for (const worker of world.pluck<WorkerId>(sql)) {
    const diedAt = world.workers.get(worker)?.process.diedAt
    if (diedAt === undefined) continue
    const waited = world.time.elapsed - Math.max(diedAt, world.healthySince)
    if (waited > leaseTtlMs + tickMs + 1_000)
      world.violate('L2', `${worker} is dead for ${waited} ms and still holds jobs`)
  }
}

/** I8, I13, I19, as a handler starts. */
export function checkStart(world: World, process: SimProcess, operation: string, job: JobContext): void {
  world.note(`  ${process.name} starts ${operation} of ${job.id}`)
  const claim = process.claims.get(job.id)
  if (claim === undefined) world.violate('I8', `${job.id} was started unclaimed`)
  if (process.draining) world.violate('I19', `${job.id} was started in a draining process`)
  const deadlineAt = claim?.job.deadlineAt
  if (deadlineAt !== undefined && world.time.clock.now() >= deadlineAt) {
    world.violate('I19', `${job.id} was started after its deadline`)
  }
  if (world.ledger.over.has(job.id)) world.violate('I18', `${job.id} was started after its end was told`)
}
