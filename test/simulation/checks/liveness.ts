/** When faults have stopped, everything comes to its end, and in time. */
import type { JobId } from '../../../src/base/ids.ts'
import { leaseTtlMs } from '../../../src/work/lease.ts'
import { serving } from '../world/actions.ts'
import { cancel, submit } from '../world/client.ts'
import { hangingBody } from '../world/handlers.ts'
import { tickMs } from '../world/process-parts.ts'
import type { SimProcess } from '../world/sim-process.ts'
import type { World } from '../world/world.ts'
import { checkLedger } from './ledger.ts'

/** L1 to L4, at the end of a run. */
export async function checkLiveness(world: World): Promise<void> {
  world.calm = true
  for (const process of world.processes) process.die()
  const first = world.start(2)
  await world.settle()
  if (world.chance.happens(0.25)) await checkPromptness(world, first)
  if (world.violations.length === 0) await checkEnds(world)
}

async function checkPromptness(world: World, first: SimProcess): Promise<void> {
  const second = world.start(2)
  await world.settle()
  await checkCancel(world, first, second)
  if (world.violations.length === 0) await checkRecovery(world, first)
}

const renewalMs = 10_000

/** L4: asked for in another process, so that only the renewal of the lease brings it. */
async function checkCancel(world: World, holder: SimProcess, other: SimProcess): Promise<void> {
  const wish = { owner: 'api-key:ann', operation: 'audit', body: hangingBody, callbacks: false }
  const job = submit(world, holder, wish)
  for (let waited = 0; stateOf(world, job) !== 'running' && waited < 60_000; waited += 500)
    await world.time.advance(500)
  cancel(world, other, job)
  await world.time.advance(renewalMs + 1_000)
  checkLedger(world)
  const state = stateOf(world, job)
  if (state === 'running') world.violate('L4', `${job} still runs long after it was canceled`)
}

function stateOf(world: World, job: JobId): unknown {
  return world.pluck('select state from job where id = :job', { job })[0]
}

/** L2: what a process held that is killed now is held by nobody, or by another, when its lease and a sweep are over. */
async function checkRecovery(world: World, victim: SimProcess): Promise<void> {
  victim.die()
  await world.time.advance(leaseTtlMs + tickMs + 2_000)
  checkLedger(world)
}

/** Longer than any timeout, backoff and pause that is left. */
const patienceMs = 900_000

/** L1, L3. */
async function checkEnds(world: World): Promise<void> {
  const open = `select id from job where finished_at is null
    union all select id from delivery where finished_at is null`
  const left = () => world.pluck(open)
  for (let waited = 0; left().length > 0 && waited < patienceMs; waited += 5_000) {
    await world.time.advance(5_000)
    checkLedger(world)
    if (serving(world).length === 0) world.start(2)
  }
  checkLedger(world)
  for (const id of left()) world.violate(id.startsWith('job') ? 'L1' : 'L3', `${id} does not come to its end`)
}
