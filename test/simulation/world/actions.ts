/** Everything that may happen in one step, by weight. */
import type { JobId } from '../../../src/base/ids.ts'
import type { Chance } from './chance.ts'
import { cancel, forget, look, submit, type Wish } from './client.ts'
import { comeBack, copyFiles, restore } from './disk.ts'
import type { CommitFault } from './faults.ts'
import { present } from './ghost.ts'
import { hangingBody } from './handlers.ts'
import { isTroubled, type SimProcess } from './sim-process.ts'
import type { World } from './world.ts'

/** Does one thing, lets it come to rest, and says what it was. */
export async function act(world: World, step: number): Promise<string> {
  noteHealth(world)
  const name = serving(world).length === 0 && world.chance.happens(0.7) ? 'start' : world.chance.deal(weights)
  world.note(`${step} ${name}`)
  await actions[name](world)
  await world.settle()
  noteHealth(world)
  return name
}

/** Processes that take requests. */
export function serving({ processes }: World): readonly SimProcess[] {
  return processes.filter(({ main, draining, parts }) => !main.halted && !draining && parts !== undefined)
}

function noteHealth(world: World): void {
  const { elapsed } = world.time
  for (const process of world.processes) if (isTroubled(process)) process.troubledAt = elapsed
  if (serving(world).every(isTroubled)) world.healthySince = Math.max(world.healthySince, elapsed)
  void world.latest
}

type Action = (world: World) => unknown

const withOne =
  (among: (world: World) => readonly SimProcess[], action: (world: World, process: SimProcess) => unknown): Action =>
  (world) => {
    const processes = among(world)
    return processes.length === 0 ? undefined : action(world, world.chance.pick(processes))
  }
const alive = ({ processes }: World) => processes.filter(({ dead }) => !dead)
const withJob = (action: (world: World, process: SimProcess, job: JobId) => void): Action =>
  withOne(serving, (world, process) => {
    const jobs = [...world.ledger.accepted]
    if (jobs.length > 0) action(world, process, world.chance.pick(jobs.slice(-12)))
  })

const actions = {
  submit: withOne(serving, (world, process) => {
    for (let left = world.chance.int(1, 3); left > 0; left -= 1) submit(world, process, wish(world))
  }),
  cancel: withOne(serving, (world, process) => {
    const running = world.pluck<JobId>("select id from job where state = 'running' order by seq")
    const jobs = running.length > 0 && world.chance.happens(0.7) ? running : [...world.ledger.accepted].slice(-12)
    if (jobs.length > 0) cancel(world, process, world.chance.pick(jobs))
  }),
  forget: withJob(forget),
  look: withJob(look),
  tick: (world) => world.time.advance(pause(world)),
  start: (world) => {
    if (alive(world).length < 3) world.start(world.chance.happens(0.6) ? 2 : 1)
  },
  kill: withOne(alive, (_, process) => process.die()),
  killSoon: withOne(serving, (world, { faults }) => {
    faults.diesIn = world.chance.int(1, 45)
    return world.time.advance(world.chance.int(0, 2_000))
  }),
  halt: withOne(serving, (world, process) => {
    if (world.chance.happens(0.3)) process.halt()
    else process.faults.haltsIn = world.chance.int(1, 6)
    return world.time.advance(world.chance.int(0, 2_000))
  }),
  /** A handler that computes for long. */
  block: withOne(serving, async (world, process) => {
    process.halt('main')
    await world.time.advance(world.chance.int(1_000, 60_000))
    noteHealth(world)
    process.resume()
  }),
  resume: withOne(
    (world) => alive(world).filter(({ main }) => main.halted),
    (_, process) => process.resume(),
  ),
  stop: withOne(serving, (world, process) => {
    process.stop(world.chance.happens(0.2) ? 'now' : undefined)
    if (world.chance.happens(0.2)) process.stop('now')
  }),
  failCommits: withOne(serving, (world, { faults }) => {
    const { chance } = world
    const times = chance.happens(0.15) ? 25 : chance.int(1, 3)
    const fault: CommitFault = chance.deal(commitFaults)
    for (let left = times; left > 0; left -= 1) faults.commits.push(fault)
  }),
  jump: (world) => {
    const ms = world.chance.happens(0.5) ? world.chance.int(1, 600_000) : -world.chance.int(1, 60_000)
    world.note(`  by ${ms} ms`)
    world.time.jump(ms)
    if (ms > 0) world.jumpedAt = world.time.elapsed
    // Leases given before end so much later.
    else world.healthySince = Math.max(world.healthySince, world.time.elapsed) - ms
  },
  ghost: withOne(serving, (world, process) => present(world, process)),
  backup: (world) => {
    world.backups.push(copyFiles(world))
  },
  restore: async (world) => {
    if (world.backups.length === 0) return
    restore(world, world.chance.pick(world.backups.slice(-2)))
    await haunt(world, world.start(world.chance.happens(0.6) ? 2 : 1))
  },
  powerLoss: async (world) => {
    await failPower(world)
    world.start(world.chance.happens(0.6) ? 2 : 1)
  },
  downtime: async (world) => {
    for (const process of world.processes) process.die()
    await world.time.advance(world.chance.int(60_000, 3_600_000))
    world.start(2)
  },
} as const satisfies Record<string, Action>

/** Those who were cut off by the restore write once more, now and when their jobs have been claimed anew. */
async function haunt(world: World, process: SimProcess): Promise<void> {
  for (const ms of [0, 0, 2_000, 2_000]) {
    await world.time.advance(ms)
    await world.settle()
    present(world, process)
  }
}

type Name = keyof typeof actions

const weights: readonly (readonly [number, Name])[] = [
  [24, 'submit'],
  [26, 'tick'],
  [8, 'cancel'],
  [3, 'forget'],
  [3, 'look'],
  [4, 'start'],
  [2, 'kill'],
  [5, 'killSoon'],
  [6, 'halt'],
  [2, 'block'],
  [6, 'resume'],
  [5, 'stop'],
  [6, 'failCommits'],
  [2, 'jump'],
  [7, 'ghost'],
  [2, 'backup'],
  [2, 'restore'],
  [2, 'powerLoss'],
  [1, 'downtime'],
]

const commitFaults: readonly (readonly [number, CommitFault])[] = [
  [4, 'busy'],
  [3, 'full'],
  [2, 'begin-busy'],
  [2, 'statement-full'],
  [1, 'lost'],
  [1, 'kept'],
]

function pause({ chance }: World): number {
  return chance.deal([
    [2, 10],
    [3, 700],
    [4, chance.int(1_000, 4_000)],
    [2, 12_000],
    [1, 35_000],
  ])
}

/** Something new, or what was asked for with the same key before. */
function wish(world: World): Wish {
  const { chance } = world
  const [before] = world.wishes.length > 0 && chance.happens(0.3) ? [chance.pick(world.wishes.slice(-6))] : []
  if (before !== undefined) return chance.happens(0.9) ? before : { ...before, body: { ...before.body, rows: 3 } }
  const fresh = newWish(chance)
  if (fresh.key !== undefined) world.wishes.push(fresh)
  return fresh
}

function newWish(chance: Chance): Wish {
  return {
    owner: chance.pick(['api-key:ann', 'api-key:bob']),
    operation: chance.deal(operations),
    body: { ...chance.pick(bodies), shelf: chance.happens(0.8) ? 1 : 2 },
    callbacks: chance.happens(0.5),
    ...(chance.happens(0.4) ? { key: `k${chance.int(1, 4)}` } : {}),
  }
}

const bodies = [{ rows: 1 }, { rows: 1 }, { rows: 1 }, { rows: 2 }, { legacy: true }, hangingBody]
const operations = [
  [3, 'report'],
  [2, 'import'],
  [1, 'audit'],
  [4, 'sync'],
  [1, 'rebuild'],
] as const

/** In the middle of a transaction, if one comes soon enough. */
async function failPower(world: World): Promise<void> {
  let copy: ReturnType<typeof copyFiles> | undefined
  world.dying = () => {
    world.dying = undefined
    copy = copyFiles(world)
    for (const process of world.processes) process.die()
  }
  const [victim] = serving(world)
  if (victim !== undefined) victim.faults.diesIn = world.chance.int(1, 30)
  await world.time.advance(1_500)
  world.dying = undefined
  copy ??= copyFiles(world)
  comeBack(world, copy)
}
