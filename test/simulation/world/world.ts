/** The world of one seed: one database file, the processes on it, one time, one source of chance, and the ledger of those outside. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '../../../src/base/clock.ts'
import type { JobId, WorkerId } from '../../../src/base/ids.ts'
import type { Observation } from '../../../src/base/observe.ts'
import type { JobContext } from '../../../src/jobs/job-context.ts'
import type { Fence } from '../../../src/jobs/store.ts'
import { createSealer, type Sealer } from '../../../src/security/sealing.ts'
import { checkClaims } from '../checks/claims.ts'
import { checkStart } from '../checks/ledger.ts'
import { checkState } from '../checks/state.ts'
import { checkTransitions } from '../checks/transitions.ts'
import { type Chance, createChance } from './chance.ts'
import type { Wish } from './client.ts'
import { type Copy, tmpfs } from './disk.ts'
import { isExpected } from './faults.ts'
import type { Entry } from './journal.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createObserver, type Observer } from './observer.ts'
import type { HintMode } from './ports.ts'
import { createReceiver } from './receiver.ts'
import { createRest, type Rest } from './rest.ts'
import type { Version } from './service.ts'
import { type SimProcess, startProcess } from './sim-process.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

/** What was found broken, by the id of the promise. */
export interface Violation {
  readonly id: string
  readonly what: string
}

export interface Employment {
  readonly process: SimProcess
  /** operation -> revision (D17). */
  readonly known: ReadonlyMap<string, number>
}

export interface World extends Observer, Rest {
  readonly seed: number
  readonly chance: Chance
  readonly time: VirtualTime
  readonly file: string
  readonly sealer: Sealer
  readonly hints: HintMode
  readonly trace: readonly string[]
  readonly violations: readonly Violation[]
  readonly processes: readonly SimProcess[]
  readonly workers: ReadonlyMap<WorkerId, Employment>
  /** Every right to write that was ever granted. */
  readonly fences: Fence[]
  readonly receive: ReturnType<typeof createReceiver>
  ledger: Ledger
  /** Nothing goes wrong any more. */
  calm: boolean
  /** The latest that the clock has shown. */
  readonly latest: Instant
  /** Since when, in elapsed time, there was a process with nothing in its way. */
  healthySince: number
  /** When the clock was set ahead for the last time, in elapsed time: every lease may have ended with it. */
  jumpedAt: number
  start(version: Version): SimProcess
  note(text: string): void
  violate(id: string, what: string): void
  committed(process: SimProcess, changes: readonly Entry[]): void
  /** Called at the last moment of any process, before its connections are closed. */
  dying: (() => void) | undefined
  readonly backups: Copy[]
  /** Requests with keys, to be repeated. */
  readonly wishes: Wish[]
  employ(worker: WorkerId, process: SimProcess, known: ReadonlyMap<string, number>): void
  /** What a process tells its operator: of its own mistakes there must be none. */
  observed(process: string, observation: Observation): void
  isSurelyDead(process: string): boolean
  started(process: SimProcess, operation: string, job: JobContext): void
  kept(job: JobId, name: string, value: string): void
  returned(job: JobId, rows: number): void
  close(): void
}

/** A world in a folder of its own. */
export function createWorld(seed: number): World {
  const folder = mkdtempSync(join(tmpfs() ?? tmpdir(), 'coatcheck-simulation-'))
  const file = join(folder, 'jobs.db')
  const chance = createChance(seed)
  const trace: string[] = []
  const violations: Violation[] = []
  const processes: SimProcess[] = []
  const workers = new Map<WorkerId, Employment>()
  const noticesDeath = chance.happens(0.5)
  const observer = createObserver(file)
  let latest = 0

  const rest = createRest()
  const { settle } = rest
  const time = createVirtualTime(settle)
  const world: World = {
    seed,
    chance,
    time,
    file,
    sealer: createSealer(new Uint8Array(32), chance),
    hints: chance.deal([
      [2, 'all'],
      [3, 'some'],
      [1, 'none'],
    ]),
    trace,
    violations,
    processes,
    workers,
    fences: [],
    receive: createReceiver({
      seed,
      isCalm: () => world.calm,
      received: (delivery) => world.ledger.received.add(delivery),
    }),
    ledger: createLedger(),
    calm: false,
    healthySince: 0,
    jumpedAt: Number.NEGATIVE_INFINITY,
    get latest() {
      latest = Math.max(latest, time.clock.now())
      return latest as Instant
    },
    ...observer,
    start: (version) => {
      const process = startProcess(world, `p${processes.length + 1}`, version)
      processes.push(process)
      return process
    },
    note: (text) => trace.push(`${String(time.elapsed.toFixed(3)).padStart(12)} ${text}`),
    violate: (id, what) => {
      violations.push({ id, what })
      world.note(`BROKEN ${id}: ${what}`)
    },
    ...rest,
    committed: (process, changes) => {
      // Whatever is thrown here would look like a failed commit.
      try {
        checkTransitions(world, process, changes)
        checkClaims(world, changes)
        if (changes.length > 0) checkState(world)
      } catch (error) {
        world.violate('FAULT', `the check of a commit: ${stackOf(error)}`)
      }
    },
    dying: undefined,
    backups: [],
    wishes: [],
    employ: (worker, process, known) => void workers.set(worker, { process, known }),
    observed: (name, { name: what, level, cause }) => {
      if (level === 'error' && cause !== undefined && !isExpected(cause))
        world.violate('FAULT', `${name} ${what}: ${stackOf(cause)}`)
    },
    isSurelyDead: (name) => noticesDeath && processes.some((process) => process.name === name && process.dead),
    started: (process, operation, job) => checkStart(world, process, operation, job),
    kept: (job, name, value) => {
      const known = world.ledger.steps.get(`${job} ${name}`)
      if (known !== undefined && known !== value) world.violate('I16', `${job} got two values for ${name}`)
      world.ledger.steps.set(`${job} ${name}`, value)
    },
    returned: (job, rows) => {
      const before = world.ledger.returned.get(job) ?? new Set()
      world.ledger.returned.set(job, before.add(rows))
    },
    close: () => {
      for (const process of processes) process.die()
      observer.reopen()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? String(cause.stack) : String(cause)
}
