/** What must hold when claims are committed: nobody was passed over, and no key runs more often than it may. */
import type { JobId, WorkerId } from '../../../src/base/ids.ts'
import type { Entry, Row } from '../world/journal.ts'
import { policies } from '../world/service.ts'
import type { World } from '../world/world.ts'

/** I12, I23. */
export function checkClaims(world: World, changes: readonly Entry[]): void {
  const claimed = changes.flatMap(({ table, before, after }) =>
    table === 'job' && before?.state === 'ready' && after?.state === 'running' ? [after] : [],
  )
  if (claimed.length === 0) return
  for (const row of claimed) checkKey(world, row)
  const last = claimed.reduce((one, other) => (isBefore(one, other) ? other : one))
  checkOrder(world, last, newcomers(changes))
}

/** I12: those that run, and code that was abandoned while its process lives. */
function checkKey(world: World, row: Row): void {
  const limit = limits[String(row.operation)]
  if (limit === undefined) return
  const { operation, concurrency_key: key } = row
  const holders = holdersOf(world, String(operation), String(key))
  if (holders > limit) world.violate('I12', `${operation} ${key} is run ${holders} times at once`)
}

const limits: Readonly<Record<string, number>> = {
  sync: policies.sync.concurrency.limit,
  rebuild: policies.rebuild.concurrency.limit,
}

function holdersOf(world: World, operation: string, key: string): number {
  const sql = `select count(*) from job
    join run on run.job = job.seq
    left join worker on worker.id = run.worker
    where operation = :operation and concurrency_key = :key
      and (run.ended_at is null or (run.abandoned = 1 and worker.lease_until > :now))`
  return world.pluck<number>(sql, { operation, key, now: world.time.clock.now() })[0] ?? 0
}

/** Jobs that became ready in the same commit, perhaps after the claim. */
function newcomers(changes: readonly Entry[]): ReadonlySet<unknown> {
  const ready = changes.filter(({ table, before, after }) => {
    return table === 'job' && after?.state === 'ready' && (before?.state !== 'ready' || before.parked !== after.parked)
  })
  return new Set(ready.map(({ after }) => after?.id))
}

interface Passed {
  readonly id: JobId
  readonly operation: string
  readonly concurrency_key: string | null
}

/** I23: nobody who was as ready and as well known stood before the last one that was taken. */
function checkOrder(world: World, last: Row, late: ReadonlySet<unknown>): void {
  const known = world.workers.get(String(last.worker) as WorkerId)?.known ?? new Map<string, number>()
  const sql = `select job.id, operation, concurrency_key from job
    join json_each(:known) as known on known.key = job.operation and job.contract_revision <= known.value
    where state = 'ready' and parked = 0 and run_at <= :now
      and (deadline_at is null or deadline_at > :now)
      and (started_at is not null or start_by is null or start_by > :now)
      and (run_at + priority * 36000, seq) < (:moment, :seq)`
  const passed = world.look<Passed>(sql, {
    known: JSON.stringify(Object.fromEntries(known)),
    now: world.time.clock.now(),
    moment: orderOf(last),
    seq: Number(last.seq),
  })
  for (const { id, operation, concurrency_key: key } of passed) {
    const isFull = key !== null && holdersOf(world, operation, key) >= (limits[operation] ?? Number.POSITIVE_INFINITY)
    if (!late.has(id) && !isFull) world.violate('I23', `${id} was passed over by ${last.id}`)
  }
}

function isBefore(one: Row, other: Row): boolean {
  const [first, second] = [orderOf(one), orderOf(other)]
  return first < second || (first === second && Number(one.seq) < Number(other.seq))
}

/** An hour of waiting is worth a step of 100 (L5). */
function orderOf(row: Row): number {
  return Number(row.run_at) + Number(row.priority) * 36_000
}
