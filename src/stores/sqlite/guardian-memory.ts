/**
 * What the main thread and its guardian thread tell each other without waiting for either's event loop: when the lease was last renewed,
 * when the main loop last came round, and which handlers run on it. Times are the clock's `elapsedMs`.
 */
import type { JobId } from '../../base/ids.ts'

export interface GuardianMemory {
  /** To be handed to the thread, which makes the same of it. */
  readonly buffer: SharedArrayBuffer
  /** When the last good renewal was asked for; undefined before the first. */
  readonly renewedAt: number | undefined
  noteRenewal(askedAt: number): void
  /** When the main loop last came round. */
  readonly beatAt: number
  noteBeat(at: number): void
  /** The handlers that run on the main loop. Only a reader that knows the loop to be blocked finds them at rest. */
  readonly runs: readonly WatchedRun[]
  /** Keeps a run until it is told that its code has ended; beyond the room there is, a run is not kept. */
  enter(run: WatchedRun): () => void
}

export interface WatchedRun {
  readonly job: JobId
  /** When its attempt's time is up. */
  readonly dueAt: number
  /** How long its attempt may take. */
  readonly attemptMs: number
}

/** As many as a process can run at once (`concurrency`). */
const places = 1_000
const idBytes = 32
const numbersInHead = 2
const numbersInPlace = 2

/** A new memory, or the one behind a buffer. */
export function guardianMemory(buffer?: SharedArrayBuffer): GuardianMemory {
  const numbers = numbersInHead + places * numbersInPlace
  const shared = buffer ?? new SharedArrayBuffer(numbers * 8 + places * idBytes)
  const cells = new BigInt64Array(shared, 0, numbers)
  const ids = new Uint8Array(shared, numbers * 8)
  const free = Array.from({ length: places }, (_, index) => places - 1 - index)
  return {
    buffer: shared,
    get renewedAt() {
      const at = load(cells, 0)
      return at === 0 ? undefined : at
    },
    noteRenewal: (askedAt) => store(cells, 0, askedAt),
    get beatAt() {
      return load(cells, 1)
    },
    noteBeat: (at) => store(cells, 1, at),
    get runs() {
      return Array.from({ length: places }, (_, place) => readPlace(cells, ids, place)).filter(
        (run) => run !== undefined,
      )
    },
    enter: (run) => {
      const place = free.pop()
      if (place === undefined) return () => {}
      writePlace(cells, ids, place, run)
      return once(() => {
        store(cells, firstNumber(place), 0)
        free.push(place)
      })
    },
  }
}

const firstNumber = (place: number): number => numbersInHead + place * numbersInPlace

function writePlace(cells: BigInt64Array, ids: Uint8Array, place: number, { job, dueAt, attemptMs }: WatchedRun): void {
  const bytes = ids.subarray(place * idBytes, (place + 1) * idBytes).fill(0)
  encoder.encodeInto(job, bytes)
  store(cells, firstNumber(place) + 1, attemptMs)
  // Last, since by it the place counts as taken.
  store(cells, firstNumber(place), dueAt)
}

function readPlace(cells: BigInt64Array, ids: Uint8Array, place: number): WatchedRun | undefined {
  const dueAt = load(cells, firstNumber(place))
  if (dueAt === 0) return undefined
  const bytes = ids.slice(place * idBytes, (place + 1) * idBytes)
  const job = decoder.decode(bytes.subarray(0, bytes.indexOf(0))) as JobId
  return { job, dueAt, attemptMs: load(cells, firstNumber(place) + 1) }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Atomics know whole numbers only, so times are kept in microseconds. */
function store(cells: BigInt64Array, index: number, ms: number): void {
  Atomics.store(cells, index, BigInt(Math.round(ms * 1_000)))
}

function load(cells: BigInt64Array, index: number): number {
  return Number(Atomics.load(cells, index)) / 1_000
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}
