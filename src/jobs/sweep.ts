/**
 * The sweep: what time alone does to jobs. Due ones become ready, those of dead workers are taken back, overdue ones fail, expired ones
 * are forgotten and deleted. A cron task wakes it every second; the store finds what is due and commits what `state.ts` decides on it.
 */
import type { JobId, WorkerId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import { everySecond } from '../work/every-second.ts'
import { isProcessGone } from '../work/host.ts'
import { leaseTtlMs } from '../work/lease.ts'
import { createPollLoop } from '../work/poll-loop.ts'
import type { Engine } from './engine.ts'
import type { FileStore } from './file-store.ts'
import type { Lease } from './lease-store.ts'
import type { JobStore, SweepReport } from './store.ts'

export interface SweepOptions {
  readonly store: JobStore
  readonly engine: Engine
  readonly files: FileStore
  readonly runtime: Runtime
  /** Which process this is: another one of the same host whose end is certain loses its claims at once instead of after its lease. */
  readonly host: Lease['host']
  /** How long the workers' guardians take leases for. */
  readonly leaseMs?: number
  /** A running job was taken away from that worker. */
  revoked(job: JobId, worker: WorkerId): void
  /** Called after each durable change to jobs made here. */
  changed(job: JobId): void
}

export interface Sweep {
  /** The first sweep runs at once: after a crash, it is what brings the jobs back. */
  start(): void
  stop(): Promise<void>
  /** One sweep, now. */
  sweepOnce(): Promise<SweepReport>
}

/** Rows of each kind in one transaction: small enough that submissions do not wait. */
const chunk = 500
/** Cron wakes it sooner; this is for when a tick is missed. */
const idleMs = 5_000

export function createSweep(options: SweepOptions): Sweep {
  const { runtime } = options
  const loop = createPollLoop({
    ...runtime,
    idleMs,
    failureMs: idleMs,
    turn: () => sweepOnce(options).then(() => 'idle'),
    failed: (cause) => runtime.observe({ name: 'sweep.failed', level: 'error', facts: {}, cause }),
  })
  const ticker = everySecond(loop.wake, runtime.rest)
  return {
    start: () => {
      loop.start()
      ticker.start()
    },
    stop: async () => {
      ticker.stop()
      await loop.stop()
    },
    sweepOnce: () => sweepOnce(options),
  }
}

async function sweepOnce(options: SweepOptions): Promise<SweepReport> {
  const { store, engine, files, host, runtime, leaseMs = leaseTtlMs } = options
  const report = await store.sweep({ chunk, leaseMs, isDead: (other) => isProcessGone(other, host) })
  engine.offer(report.ready)
  for (const { job, worker } of report.revoked) options.revoked(job, worker)
  for (const job of report.forgotten) await files.remove(job)
  for (const job of changedBy(report)) options.changed(job)
  const { promoted, lost, overdue, deleted } = report
  if (lost + overdue > 0) {
    runtime.observe({ name: 'sweep.done', level: 'info', facts: { promoted, lost, overdue, deleted } })
  }
  return report
}

function changedBy({ ready, ended, revoked, forgotten }: SweepReport): ReadonlySet<JobId> {
  return new Set([...ready, ...ended, ...revoked.map(({ job }) => job), ...forgotten])
}
