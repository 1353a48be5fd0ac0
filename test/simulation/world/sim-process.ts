/**
 * One process of the service: its main thread, and the one that guards its lease. It can die at any statement, stand still as a whole
 * (SIGSTOP) or in its main thread alone (a handler that computes), go on, and be told to stop.
 */
import type { JobId } from '../../../src/base/ids.ts'
import type { Observation } from '../../../src/base/observe.ts'
import type { Runtime } from '../../../src/base/runtime.ts'
import type { Claim } from '../../../src/jobs/store.ts'
import { type Chance, createChance, seedOf } from './chance.ts'
import { codeOf, type Faults, isExpected } from './faults.ts'
import { openFaultyDatabase, openForGuardian } from './faulty-database.ts'
import { createGate, type Gate } from './gate.ts'
import type { Entry } from './journal.ts'
import { createParts, type Parts } from './process-parts.ts'
import type { Version } from './service.ts'
import type { World } from './world.ts'

export interface SimProcess {
  readonly name: string
  readonly version: Version
  readonly faults: Faults
  readonly chance: Chance
  readonly runtime: Runtime
  /** The lease is renewed on time, whatever handlers do. */
  readonly guardianRuntime: Runtime
  readonly main: Gate
  readonly guardian: Gate
  readonly claims: Map<JobId, Claim>
  /** Set once it works. */
  readonly parts: Parts | undefined
  readonly draining: boolean
  readonly dead: boolean
  /** When it died, in elapsed time. */
  readonly diedAt: number | undefined
  /** Until when something kept it from renewing its lease, in elapsed time. */
  troubledAt: number
  die(): void
  /** The whole process, or its main thread alone. */
  halt(what?: 'main'): void
  resume(): void
  /** Told to stop; with 'now' it hands back at once. */
  stop(how?: 'now'): void
}

/** Starts a process; what fails while it starts ends it. */
export function startProcess(world: World, name: string, version: Version): SimProcess {
  const closers: (() => void)[] = []
  const process = createProcess(world, name, version, closers)
  void start(world, process, closers).catch((error: unknown) => {
    world.note(`${name} gives up: ${codeOf(error)}`)
    if (!isExpected(error)) world.violate('FAULT', `${name} could not start: ${String(error)}`)
    process.die()
  })
  return process
}

interface Startable extends SimProcess {
  parts: Parts | undefined
}

async function start(world: World, process: Startable, closers: (() => void)[]): Promise<void> {
  const { faults, main, guardian } = process
  const options = {
    file: world.file,
    hooks: { faults, isDead: () => process.dead, die: process.die },
    opened: (close: () => void) => void closers.push(close),
    committed: (changes: readonly Entry[]) => world.committed(process, changes),
    failStopped: process.die,
    writing: world.pending,
  }
  const databases = {
    main: openFaultyDatabase({ ...options, runtime: process.runtime }),
    guardian: openForGuardian({ ...options, runtime: process.guardianRuntime }),
  }
  const passages = { main: passing(world, process), guardian: guardian.passage }
  const parts = await createParts(world, process, databases, passages)
  process.parts = parts
  if (main.dead) return
  await parts.start()
}

/** The main thread may have been told to stop at one of its next crossings. */
function passing(world: World, process: SimProcess): () => Promise<void> {
  const { faults, main } = process
  return () => {
    if (faults.haltsIn !== undefined) {
      faults.haltsIn -= 1
      if (faults.haltsIn <= 0) {
        faults.haltsIn = undefined
        world.note(`${process.name} stands still`)
        process.halt()
      }
    }
    return main.passage()
  }
}

/** Looking every second whether a minute has come is most of what a simulation would cost. */
const seldom = 5

function createProcess(world: World, name: string, version: Version, closers: (() => void)[]): Startable {
  const { time } = world
  const chance = createChance(seedOf(world.seed, name))
  let diedAt: number | undefined
  const isDead = () => diedAt !== undefined
  const [main, guardian] = [createGate(isDead), createGate(isDead)]
  const sleep = time.sleepOf(main)
  const runtime = { clock: time.clock, random: chance, observe: (seen: Observation) => world.observed(name, seen) }
  const process: Startable = {
    name,
    version,
    chance,
    main,
    guardian,
    faults: { diesIn: undefined, haltsIn: undefined, commits: [] },
    runtime: { ...runtime, sleep, rest: (ms, signal) => sleep(ms * seldom, signal) },
    guardianRuntime: { ...runtime, sleep: time.sleepOf(guardian) },
    claims: new Map(),
    parts: undefined,
    draining: false,
    troubledAt: time.elapsed,
    get dead() {
      return isDead()
    },
    get diedAt() {
      return diedAt
    },
    die: () => {
      if (isDead()) return
      world.dying?.()
      diedAt = time.elapsed
      for (const close of closers.reverse()) close()
      world.note(`${name} is gone`)
    },
    halt: (what) => {
      main.halt()
      if (what === undefined) guardian.halt()
    },
    resume: () => {
      main.resume()
      guardian.resume()
    },
    stop: (how) => {
      Object.assign(process, { draining: true })
      void leave(process, how).then(process.die)
    },
  }
  return process
}

/** Whether something keeps it from renewing its lease, or will. */
export function isTroubled({ faults: { diesIn, haltsIn, commits }, guardian }: SimProcess): boolean {
  return diesIn !== undefined || haltsIn !== undefined || commits.length > 0 || guardian.halted
}

/** As the process of a server ends; what still runs ends with it. */
async function leave({ parts }: SimProcess, how: 'now' | undefined): Promise<void> {
  parts?.stopped.abort()
  await Promise.all([parts?.worker.stop(how), parts?.webhooks.stop(), parts?.scheduler.stop()])
}
