/** Moves the write-ahead log into the database file outside of commits: when it has grown, and when nobody has written for a while. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Runtime } from '../../base/runtime.ts'
import type { Connection } from './connect.ts'

export interface Checkpoints {
  /** To be called after each commit. */
  committed(mutations: number): void
  /** Ends the waiting for idleness. */
  stop(): void
}

export interface CheckpointOptions {
  readonly runtime: Runtime
  readonly onError: (error: unknown) => void
}

interface WalState {
  /** Pages in the log, and how many of them the database file has already. */
  readonly log: number
  readonly checkpointed: number
}

const idleMs = 1_000
const mutationsBetweenLooks = 256
const pagesToMove = 1_024

/** Checkpoints of one writing connection. */
export function createCheckpoints(connection: Connection, options: CheckpointOptions): Checkpoints {
  const stopped = new AbortController()
  let sinceLook = 0
  let writes = 0
  let watching = false

  const guarded = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      options.onError(error)
    }
  }
  const watch = async (): Promise<void> => {
    watching = true
    let seen: number
    do {
      seen = writes
      await options.runtime.sleep(idleMs, stopped.signal)
    } while (writes !== seen && !stopped.signal.aborted)
    watching = false
    if (!stopped.signal.aborted) guarded(() => moveLog(connection))
  }
  return {
    committed: (mutations) => {
      writes += mutations
      sinceLook += mutations
      if (!watching) void watch()
      if (sinceLook < mutationsBetweenLooks) return
      sinceLook = 0
      // Those whose commit this was are answered first.
      void nextTurn().then(() => {
        if (!stopped.signal.aborted) guarded(() => moveLargeLog(connection))
      })
    },
    stop: () => stopped.abort(),
  }
}

/** Empties the log before the file is closed; gives up at once when others use it. */
export function truncateLog(connection: Connection): void {
  connection.pragma('busy_timeout = 0')
  connection.pragma('wal_checkpoint(truncate)')
}

function moveLargeLog(connection: Connection): void {
  const [wal] = connection.pragma('wal_checkpoint(noop)') as readonly WalState[]
  if (wal !== undefined && wal.log - wal.checkpointed > pagesToMove) moveLog(connection)
}

function moveLog(connection: Connection): void {
  connection.pragma('wal_checkpoint(passive)')
}
