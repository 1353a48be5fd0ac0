/** What may become of a row in one change. Looked at for every row of every commit, whoever wrote it. */
import type { JobId, WorkerId } from '../../../src/base/ids.ts'
import { maxCrashes } from '../../../src/jobs/state.ts'
import { leaseTtlMs } from '../../../src/work/lease.ts'
import type { Entry, Row } from '../world/journal.ts'
import { isTroubled, type SimProcess } from '../world/sim-process.ts'
import type { World } from '../world/world.ts'

/** Reports every change that breaks a promise. */
export function checkTransitions(world: World, process: SimProcess, changes: readonly Entry[]): void {
  for (const change of changes) {
    world.note(`  ${process.name} ${describe(change)}`)
    for (const check of checks[change.table] ?? []) check(world, change)
  }
}

type Check = (world: World, change: Entry) => void

const finished = ['succeeded', 'failed', 'canceled']
const arrows = new Set([
  ...['>waiting', '>ready', 'waiting>ready', 'ready>running', 'ready>ready'],
  ...['running>running', 'running>waiting', 'running>ready'],
  ...finished.flatMap((end) => [`running>${end}`, `${end}>${end}`, `${end}>`]),
  ...['waiting', 'ready'].flatMap((from) => [`${from}>canceled`, `${from}>failed`]),
])

function checkJob(world: World, { before, after }: Entry): void {
  const id = String((after ?? before)?.id)
  const broken = (invariant: string, what: string) => world.violate(invariant, `${id} ${what}`)
  const arrow = `${before?.state ?? ''}>${after?.state ?? ''}`
  if (!arrows.has(arrow)) broken('I3', `went ${arrow}`)
  if (before === undefined && after !== undefined && (after.attempt !== 0 || after.epoch !== 0))
    broken('I3', 'was not new')
  if (before !== undefined && after === undefined) checkBurial(world, before, broken)
  if (before !== undefined && after !== undefined) for (const check of jobChecks) check(before, after, broken, world)
}

/** Set aside, or called back (I12): that is a hint, not a transition. */
function checkParking(before: Row, after: Row, broken: Parameters<JobCheck>[2]): void {
  if (before.state !== 'ready' || after.state !== 'ready') return
  const changed = Object.keys(after).filter((column) => column !== 'parked' && before[column] !== after[column])
  if (changed.length > 0) broken('I3', `changed its ${changed} while it was ready`)
}

type JobCheck = (before: Row, after: Row, broken: (id: string, what: string) => void, world: World) => void

const jobChecks: readonly JobCheck[] = [
  checkParking,
  checkEnd,
  checkEpoch,
  checkCounts,
  checkClaim,
  checkCancel,
  checkProgress,
]

/** I4. */
function checkEnd(before: Row, after: Row, broken: Parameters<JobCheck>[2]): void {
  if (before.finished_at === null) return
  for (const column of ['state', 'finished_at', 'attempt', 'epoch', 'crashes', 'cancel_requested_at']) {
    if (before[column] !== after[column]) broken('I4', `changed its ${column} after its end`)
  }
  if (codeOf(before) !== codeOf(after)) broken('I4', 'changed its failure after its end')
  if (after.forgotten_at === null) broken('I4', 'changed after its end')
}

function codeOf({ failure }: Row): unknown {
  return typeof failure === 'string' ? JSON.parse(failure).code : undefined
}

/** I7. */
function checkEpoch(before: Row, after: Row, broken: Parameters<JobCheck>[2]): void {
  const grown = Number(after.epoch) - Number(before.epoch)
  const isGrant = before.state === 'ready' && after.state === 'running'
  if (isGrant ? grown !== 1 : grown < 0 || grown > 1) broken('I7', `went from epoch ${before.epoch} to ${after.epoch}`)
}

/** I10. */
function checkCounts(before: Row, after: Row, broken: Parameters<JobCheck>[2]): void {
  const isGrant = before.state === 'ready' && after.state === 'running'
  if (Number(after.attempt) > Number(after.max_attempts)) broken('I10', `is at attempt ${after.attempt}`)
  if (Number(after.crashes) > maxCrashes) broken('I10', `has crashed ${after.crashes} times`)
  if (!isGrant && Number(after.attempt) > Number(before.attempt)) broken('I10', 'was charged without a run')
}

/** I11, I13, I19. */
function checkClaim(before: Row, after: Row, broken: Parameters<JobCheck>[2], world: World): void {
  if (before.state !== 'ready' || after.state !== 'running') return
  const now = world.time.clock.now()
  if (Number(before.run_at) > now) broken('I11', `was claimed ${Number(before.run_at) - now} ms early`)
  if (isOver(before.deadline_at, now)) broken('I19', 'was claimed after its deadline')
  if (before.started_at === null && isOver(before.start_by, now)) broken('I19', 'was claimed after its last start')
  const known = world.workers.get(after.worker as WorkerId)?.known.get(String(after.operation))
  if (known === undefined || known < Number(after.contract_revision))
    broken('I13', 'was claimed by one who does not know it')
}

function isOver(moment: Row[string] | undefined, now: number): boolean {
  return typeof moment === 'number' && moment <= now
}

/** I18. */
function checkCancel(before: Row, after: Row, broken: Parameters<JobCheck>[2], world: World): void {
  const asked = before.cancel_requested_at !== null
  if (after.state === 'canceled' && before.state !== 'canceled') {
    const wasAsked = before.state === 'running' ? asked : world.ledger.cancelAsked.has(String(after.id) as JobId)
    if (!wasAsked) broken('I18', 'was canceled and nobody had asked')
  }
  if (asked && (after.state === 'waiting' || after.state === 'ready')) broken('I18', 'lost its cancel request')
  if (asked && after.state === 'running' && before.cancel_requested_at !== after.cancel_requested_at) {
    broken('I18', 'changed its cancel request')
  }
  if (asked && after.state === 'failed') broken('I18', 'failed after a cancel request')
}

/** I17. */
function checkProgress(before: Row, after: Row, broken: Parameters<JobCheck>[2]): void {
  if (before.state !== 'running' || after.state !== 'running' || before.epoch !== after.epoch) return
  if (percentOf(after) < percentOf(before)) broken('I17', `went back from ${percentOf(before)} %`)
}

function percentOf({ progress }: Row): number {
  return typeof progress === 'string' ? JSON.parse(progress).percent : 0
}

function checkBurial(world: World, before: Row, broken: (id: string, what: string) => void): void {
  if (before.finished_at === null || before.forgotten_at === null) broken('I21', 'was deleted before its end')
  if (Number(before.expires_at) > world.time.clock.now()) broken('I21', 'was deleted before its time')
  world.ledger.buried.add(String(before.id) as JobId)
}

function checkDelivery(world: World, { before, after }: Entry): void {
  if (before === undefined) return
  if (after === undefined && before.finished_at === null) world.violate('I21', `${before.id} was deleted undelivered`)
  if (after === undefined) return
  if (Number(after.epoch) < Number(before.epoch)) world.violate('I7', `${before.id} went back in epoch`)
  if (after.state === 'delivered' && before.state !== 'delivered' && !world.ledger.received.has(String(after.id))) {
    world.violate('L3', `${after.id} counts as delivered and nobody has it`)
  }
}

function checkKey(world: World, { before, after }: Entry): void {
  if (before === undefined) return
  const isGone = after === undefined || after.job !== before.job
  if (isGone && Number(before.expires_at) > world.time.clock.now()) world.violate('I21', `key ${before.key} went early`)
}

function checkStep(world: World, { before, after }: Entry): void {
  if (before !== undefined && after !== undefined) world.violate('I16', `step ${before.name} was written again`)
}

/** T9: only who does not renew loses its claims, however long its handlers compute. */
function checkLoss(world: World, { before, after }: Entry): void {
  if (before?.ended_at !== null || after?.outcome !== 'lost') return
  const process = world.workers.get(String(after.worker) as WorkerId)?.process
  if (process === undefined || process.dead || isTroubled(process)) return
  const healthyMs = world.time.elapsed - Math.max(process.troubledAt, world.jumpedAt)
  if (healthyMs > leaseTtlMs) world.violate('T9', `${process.name} renewed its lease and lost a claim`)
}

/** I15: a time runs once; with catch-up of all, none is left out. */
function checkFire({ ledger, violate }: World, { before, after }: Entry): void {
  if (before !== undefined || after === undefined) return
  const operation = String(after.operation)
  const at = Number(after.fire_at)
  const fired = ledger.fired.get(operation) ?? new Set()
  if (fired.has(at)) violate('I15', `${operation} ran twice at ${at}`)
  // A clock that was set back shows times from before the first.
  if (operation === 'nightly' && at > Math.min(...fired) && !fired.has(at - 60_000)) {
    violate('I15', `${operation} left out what came before ${at}`)
  }
  ledger.fired.set(operation, fired.add(at))
}

/** A closed run stays as it is; only the flag of abandoned code goes. */
function checkRun(world: World, { before, after }: Entry): void {
  if (before === undefined || after === undefined || before.ended_at === null) return
  const changed = ['worker', 'ended_at', 'outcome', 'error'].filter((column) => {
    return before[column] !== after[column] && !(column === 'error' && after.error === null)
  })
  if (changed.length > 0) world.violate('I9', `run ${before.epoch} changed its ${changed} after its end`)
}

const checks: Readonly<Record<string, readonly Check[]>> = {
  job: [checkJob],
  delivery: [checkDelivery],
  idempotency: [checkKey],
  step: [checkStep],
  fire: [checkFire],
  run: [checkRun, checkLoss],
}

function describe({ table, before, after }: Entry): string {
  const row = after ?? before ?? {}
  const name = row.id ?? `${row.job ?? ''} ${row.name ?? row.number ?? row.epoch ?? row.key ?? ''}`
  const from = before === undefined ? '+' : after === undefined ? '-' : `${stateOf(before)} ->`
  return `${table} ${name} ${from} ${stateOf(row)}`
}

function stateOf(row: Row): string {
  const { state, epoch, attempt, kind, outcome, lease_until: lease } = row
  return [state, kind, outcome, epoch, attempt, lease]
    .filter((value) => value !== undefined && value !== null)
    .join(' ')
}
