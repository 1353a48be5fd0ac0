/** Judges from outside whether an event loop is blocked, and whether it must be taken for lost. Pure: decides, and ends nothing. */
import type { JobId } from '../../base/ids.ts'
import type { WatchedRun } from './guardian-memory.ts'

export interface LoopSeen {
  readonly now: number
  /** When the loop last came round, or its watcher itself went on after a pause: a process that was stopped is not blocked. */
  readonly aliveAt: number
  readonly runs: readonly WatchedRun[]
  readonly blockedMs: number
  readonly graceMs: number
}

export type LoopVerdict =
  | { readonly kind: 'alive' }
  | { readonly kind: 'blocked'; readonly forMs: number; readonly jobs: readonly JobId[] }
  /** The time of a handler is up, and nothing in this process can stop it. */
  | { readonly kind: 'lost'; readonly forMs: number; readonly job: JobId; readonly jobs: readonly JobId[] }

export function judgeLoop(seen: LoopSeen): LoopVerdict {
  const { now, aliveAt, runs, blockedMs } = seen
  const forMs = now - aliveAt
  if (forMs < blockedMs) return { kind: 'alive' }
  const jobs = runs.map(({ job }) => job)
  const overdue = runs
    .filter((run) => now >= overdueAt(run, seen))
    .reduce<WatchedRun | undefined>(laterStarted, undefined)
  return overdue === undefined ? { kind: 'blocked', forMs, jobs } : { kind: 'lost', forMs, job: overdue.job, jobs }
}

/** Nothing starts while the loop is blocked, so of several whose time is up the last to start is the likeliest to block it. */
function laterStarted(one: WatchedRun | undefined, other: WatchedRun): WatchedRun {
  return one !== undefined && one.dueAt - one.attemptMs > other.dueAt - other.attemptMs ? one : other
}

/**
 * A run whose time was up while the loop still came round has been abandoned; its code may block the loop as long as a run may take, since
 * it can as well be another's that does.
 */
function overdueAt({ dueAt, attemptMs }: WatchedRun, { aliveAt, graceMs }: LoopSeen): number {
  return (dueAt > aliveAt ? dueAt : aliveAt + attemptMs) + graceMs
}
