/**
 * Keeps the database file in order beside those who write to it: moves the write-ahead log into it outside of commits, gives room back
 * that deleted jobs have left, and lets the query planner look again. Runs on a connection of its own, which nobody waits for.
 */
import type { Clock } from '../../base/clock.ts'
import type { Observe } from '../../base/observe.ts'
import type { Connection } from './connect.ts'

export interface UpkeepOptions {
  readonly clock: Clock
  readonly observe: Observe
  /** Another program copies the log (Litestream): it is moved, but never started over. */
  readonly litestream: boolean
  /** How long a statement waits for another connection's lock. */
  readonly busyTimeoutMs: number
  readonly bounds?: LogBounds
}

/** Sizes of the log, in bytes. */
export interface LogBounds {
  /** More than this is moved while others go on writing, less once nobody does. */
  readonly large: number
  /** From here on writers wait until the log has been started over. */
  readonly huge: number
  /** Means that somebody reads without end. */
  readonly alarming: number
}

export interface Upkeep {
  /** Does what is due; to be called about once a second. Never throws. */
  look(): void
}

interface LogState {
  /** Pages in the log. */
  readonly log: number
  /** How many of them the database file has already. */
  readonly checkpointed: number
}

const megabyte = 1_048_576
const standardBounds: LogBounds = { large: 4 * megabyte, huge: 64 * megabyte, alarming: 256 * megabyte }
/** Writers wait behind it, so it gives up soon when a reader is in the way. */
const startOverTimeoutMs = 100
const optimizeEveryMs = 3_600_000
const freePagesWorthwhile = 500

/** The upkeep of one database over one connection. */
export function createUpkeep(connection: Connection, options: UpkeepOptions): Upkeep {
  const { clock, observe, bounds = standardBounds } = options
  const page = Number(connection.pragma('page_size', { simple: true }))
  let version = dataVersion(connection)
  let optimizedAt = clock.elapsedMs()
  let alarmed = false

  const lookNow = () => {
    const current = dataVersion(connection)
    const isQuiet = current === version
    version = current
    const bytes = moveWhatIsDue(connection, page, isQuiet, { ...options, bounds })
    if (bytes > bounds.alarming && !alarmed) observe(alarm(bytes))
    alarmed = bytes > bounds.alarming
    if (isQuiet) giveRoomBack(connection)
    if (clock.elapsedMs() - optimizedAt < optimizeEveryMs) return
    optimizedAt = clock.elapsedMs()
    connection.pragma('optimize')
  }
  return {
    look: () => {
      try {
        lookNow()
      } catch (cause) {
        observe({ name: 'upkeep.failed', level: 'error', facts: {}, cause })
      }
    },
  }
}

/** Empties the log before the file is closed; gives up at once when others use it. */
export function truncateLog(connection: Connection): void {
  connection.pragma('busy_timeout = 0')
  connection.pragma('wal_checkpoint(truncate)')
}

/** Changes with every commit of another connection. */
function dataVersion(connection: Connection): number {
  return Number(connection.pragma('data_version', { simple: true }))
}

/** Returns the size of the log, in bytes, after what it did. */
function moveWhatIsDue(
  connection: Connection,
  page: number,
  isQuiet: boolean,
  options: Required<UpkeepOptions>,
): number {
  const { large, huge } = options.bounds
  const { log, checkpointed } = checkpoint(connection, 'noop')
  const waiting = (log - checkpointed) * page
  const moved = waiting > 0 && (isQuiet || waiting > large) ? checkpoint(connection, 'passive') : { log }
  const size = moved.log * page
  if (size <= huge || options.litestream) return size
  return startOver(connection, options) * page
}

/** Most of it has just been moved, so writers wait for the rest only. */
function startOver(connection: Connection, { busyTimeoutMs }: UpkeepOptions): number {
  connection.pragma(`busy_timeout = ${startOverTimeoutMs}`)
  try {
    return checkpoint(connection, 'truncate').log
  } finally {
    connection.pragma(`busy_timeout = ${busyTimeoutMs}`)
  }
}

function checkpoint(connection: Connection, how: 'noop' | 'passive' | 'truncate'): LogState {
  const [state] = connection.pragma(`wal_checkpoint(${how})`) as readonly LogState[]
  return state ?? { log: 0, checkpointed: 0 }
}

/** Deleted rows leave free pages, which new rows take; only where there are many does the file shrink, a little at a time. */
function giveRoomBack(connection: Connection): void {
  const free = Number(connection.pragma('freelist_count', { simple: true }))
  if (free > freePagesWorthwhile) connection.pragma(`incremental_vacuum(${freePagesWorthwhile})`)
}

function alarm(bytes: number): Parameters<Observe>[0] {
  const message = 'The write-ahead log grows: something reads from the database without ever coming to an end'
  return { name: 'wal.size', level: 'warn', facts: { bytes, message } }
}
