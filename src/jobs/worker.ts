/**
 * The worker of a process: holds a lease, claims what it knows how to run up to its concurrency, and gives everything back in order when
 * it is stopped. It decides nothing about jobs; it claims, runs and settles through the store.
 */
import { after } from '../base/clock.ts'
import { type JobId, newWorkerId, type WorkerId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Registry } from '../contract/registry.ts'
import { createLeaseKeeper, leaseTtlMs } from '../work/lease.ts'
import { createPollLoop } from '../work/poll-loop.ts'
import type { Engine } from './engine.ts'
import type { FileStore } from './file-store.ts'
import { knownOperations } from './known-operations.ts'
import { handBack, runClaim } from './run-claim.ts'
import { createRunPool, type RunPool } from './run-pool.ts'
import type { Runner } from './runner.ts'
import type { Claim, JobStore, Lease } from './store.ts'

export interface WorkerOptions {
  readonly store: JobStore
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
  const { store, engine, runtime } = options
  const id = newWorkerId(runtime.random)
  const draining = new AbortController()
  const giveUp = new AbortController()
  const hurry = new AbortController()
  const known = knownOperations(options.registry, options.revisions)
  const pool = createRunPool({ ...runtime, concurrency: options.concurrency, slotFreed: () => loop.wake() })
  const lease = createLeaseKeeper({
    ...runtime,
    renew: () => renewLease(id, options, pool, draining.signal.aborted),
    fence: () => {
      observe('worker.fenced')
      pool.abortAll('lease-lost')
    },
    failed: (error) => observe('lease.unrenewed', error),
  })
  const loop = createPollLoop({
    ...runtime,
    idleMs,
    failureMs,
    turn: async () => {
      if (lease.isHeld() && pool.free > 0) await claim()
      return 'idle'
    },
    failed: (error) => observe('claim.failed', error),
  })
  const claim = async () => {
    const revisions = new Map([...known].map(([operation, { revision }]) => [operation, revision]))
    for (const one of await store.claim({ worker: id, known: revisions, limit: pool.free })) begin(one)
  }
  const begin = (one: Claim) => {
    const operation = known.get(one.job.operation)
    if (operation === undefined)
      throw new TypeError(`The store granted a job of ${one.job.operation}, which is unknown here.`)
    const context = { ...options, ...operation, validators: options.registry.validators, giveUp: giveUp.signal }
    // Nothing starts in a process that drains (I19); what was granted meanwhile goes back uncharged.
    pool.add(draining.signal.aborted ? handBack(one, context) : runClaim(one, context))
  }
  const observe = (name: string, cause?: unknown) =>
    runtime.observe({ name, level: 'error', facts: { worker: id }, ...(cause === undefined ? {} : { cause }) })
  const shutDown = async () => {
    draining.abort()
    stopListening()
    await loop.stop()
    await pool.drain(hurry.signal)
    giveUp.abort()
    await lease.stop()
    await store.endLease(id).catch((error: unknown) => observe('lease.unended', error))
  }
  let stopListening = () => {}
  let stopped: Promise<void> | undefined
  return {
    id,
    start: async () => {
      await lease.start()
      stopListening = engine.consume(loop.wake)
      loop.start()
    },
    noteCancel: (job) => pool.abort(job, 'cancel'),
    noteRevoked: (job) => pool.abort(job, 'lease-lost'),
    stop: (how) => {
      if (how === 'now') hurry.abort()
      stopped ??= shutDown()
      return stopped
    },
  }
}

/** Renews, and acts on what the store says of the runs that were there when it was asked: later ones it cannot know of. */
async function renewLease(
  worker: WorkerId,
  { store, runtime, host }: WorkerOptions,
  pool: RunPool,
  draining: boolean,
): Promise<void> {
  const asked = pool.unsettled
  const until = after(runtime.clock.now(), leaseTtlMs)
  const renewal = await store.renewLease({ worker, until, draining, host })
  for (const run of asked) {
    const isHeld = renewal.held.some(({ job, epoch }) => job === run.job && epoch === run.epoch)
    if (!isHeld) run.abort('lease-lost')
  }
  for (const job of renewal.cancelRequested) pool.abort(job, 'cancel')
}
