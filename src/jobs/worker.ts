/**
 * The worker of a process: holds a lease, claims what it knows how to run up to its concurrency, and gives everything back in order when
 * it is stopped. It decides nothing about jobs; it claims, runs and settles through the store.
 */
import { type JobId, newWorkerId, type WorkerId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Registry } from '../contract/registry.ts'
import { createPollLoop, type PollLoop } from '../work/poll-loop.ts'
import type { Engine } from './engine.ts'
import type { FileStore } from './file-store.ts'
import type { Guard, Guardian } from './guardian.ts'
import { isPastDeadline } from './job.ts'
import { type KnownOperation, knownOperations } from './known-operations.ts'
import type { Lease, LeaseRenewal } from './lease-store.ts'
import { handBack, runClaim } from './run-claim.ts'
import { createRunPool, type RunPool } from './run-pool.ts'
import type { Runner } from './runner.ts'
import type { Claim, JobStore } from './store.ts'

export interface WorkerOptions {
  readonly store: JobStore
  /** Keeps this worker's lease. */
  readonly guardian: Guardian
  readonly engine: Engine
  readonly runner: Runner
  readonly files: FileStore
  readonly runtime: Runtime
  readonly registry: Registry
  /** operation -> number of its definition, as `registerContract` gave it (D17). */
  readonly revisions: ReadonlyMap<string, number>
  /** Handlers run at once. */
  readonly concurrency: number
  /** Which process this is: `identifyProcess(pid)`. */
  readonly host: Lease['host']
  /** Called after each durable change to a job made here. */
  changed(job: JobId): void
}

export interface Worker {
  readonly id: WorkerId
  /** Takes the lease and begins to claim; rejects when the lease cannot be had. */
  start(): Promise<void>
  /** Whether every place is taken by code that was abandoned, so that only a new process can go on. */
  isStuck(): boolean
  /** A cancel request was stored: its handler, if it runs here, hears of it now instead of at the next renewal. */
  noteCancel(job: JobId): void
  /** The sweep took this job away from this worker (T9, T13). */
  noteRevoked(job: JobId): void
  /**
   * Claims nothing more, lets handlers finish (20 s), asks them to stop (3 s), and hands the rest back uncharged (T7). With 'now', also
   * when it is already stopping, it hands back at once. Resolves when all of it is done.
   */
  stop(how?: 'now'): Promise<void>
}

/** When no hint comes, jobs of other processes are found this soon. */
const idleMs = 1_000
const failureMs = 1_000

export function createWorker(options: WorkerOptions): Worker {
  const { engine, runtime, concurrency } = options
  const parts: Parts = {
    ...options,
    id: newWorkerId(runtime.random),
    known: knownOperations(options.registry, options.revisions),
    pool: createRunPool({ ...runtime, concurrency, placeFreed: () => loop.wake() }),
    draining: new AbortController(),
    giveUp: new AbortController(),
    hurry: new AbortController(),
  }
  const { id, pool, hurry } = parts
  let guard: Guard | undefined
  const loop = createPollLoop({
    ...runtime,
    idleMs,
    failureMs,
    turn: () => (guard?.isHeld() ? claim(parts, guard) : Promise.resolve('idle')),
    failed: (error) => observeError(parts, 'claim.failed', error),
  })
  let stopListening = () => {}
  let stopped: Promise<void> | undefined
  return {
    id,
    start: async () => {
      guard = await takeLease(parts)
      stopListening = engine.consume(loop.wake)
      loop.start()
    },
    isStuck: () => pool.isStuck,
    noteCancel: (job) => pool.abort(job, 'cancel'),
    noteRevoked: (job) => pool.abort(job, 'lease-lost'),
    stop: (how) => {
      if (how === 'now') hurry.abort()
      stopListening()
      stopped ??= shutDown(parts, loop, guard)
      return stopped
    },
  }
}

/** What the parts of one worker share. */
interface Parts extends WorkerOptions {
  readonly id: WorkerId
  readonly known: ReadonlyMap<string, KnownOperation>
  readonly pool: RunPool
  /** Nothing starts any more. */
  readonly draining: AbortController
  /** Nobody waits for handlers any more. */
  readonly hurry: AbortController
  /** Settlements are not tried again any more. */
  readonly giveUp: AbortController
}

async function claim(parts: Parts, guard: Guard): Promise<'idle'> {
  const { store, known, pool, id } = parts
  if (pool.free === 0) return 'idle'
  const claims = await store.claim({ worker: id, known, limit: pool.free })
  for (const claimed of claims) begin(parts, guard, claimed)
  return 'idle'
}

function begin(parts: Parts, guard: Guard, claimed: Claim): void {
  const { known, pool, giveUp, registry } = parts
  const operation = known.get(claimed.job.operation)
  if (operation === undefined)
    throw new TypeError(`The store handed out a job of ${claimed.job.operation}, unknown here.`)
  const context = { ...parts, ...operation, validators: registry.validators, giveUp: giveUp.signal }
  pool.add(mayStart(parts, guard, claimed) ? runClaim(claimed, context) : handBack(claimed, context))
}

/**
 * Nothing starts in a process that drains, nor after the job's deadline (I19), nor without the lease: the process may have stood still since
 * it claimed. Such a claim goes back uncharged.
 */
function mayStart({ draining, runtime }: Parts, guard: Guard, { job }: Claim): boolean {
  return !draining.signal.aborted && guard.isHeld() && !isPastDeadline(job, runtime.clock.now())
}

function takeLease(parts: Parts): Promise<Guard> {
  return parts.guardian.guard({
    worker: parts.id,
    host: parts.host,
    renewed: (renewal, askedAt) => heed(parts, renewal, askedAt),
    fence: () => fence(parts),
    failed: (error) => observeError(parts, 'lease.unrenewed', error),
  })
}

/** Acts on what the store says of the runs that were there when it was asked: later ones it cannot know of. */
function heed({ pool }: Parts, { held, cancelRequested }: LeaseRenewal, askedAt: number): void {
  const current = new Map(held.map(({ job, epoch }) => [job, epoch]))
  for (const { run, addedAt } of pool.unsettled) {
    if (addedAt < askedAt && current.get(run.job) !== run.epoch) run.abort('lease-lost')
  }
  for (const job of cancelRequested) pool.abort(job, 'cancel')
}

/** The lease could not be renewed for so long that others may take over soon: better to stop before than to run beside them. */
function fence(parts: Parts): void {
  observeError(parts, 'worker.fenced')
  parts.pool.abortAll('lease-lost')
}

async function shutDown(parts: Parts, loop: PollLoop, guard: Guard | undefined): Promise<void> {
  const { pool, draining, hurry, giveUp } = parts
  draining.abort()
  guard?.drain()
  await loop.stop()
  await pool.drain(hurry.signal)
  giveUp.abort()
  await guard?.end().catch((error: unknown) => observeError(parts, 'lease.unended', error))
}

function observeError({ runtime, id }: Parts, name: string, cause?: unknown): void {
  runtime.observe({ name, level: 'error', facts: { worker: id }, ...(cause === undefined ? {} : { cause }) })
}
