/**
 * The stores of a database whose commits are another thread's, seen from the main thread: it reads by itself and never waits for the disk.
 * Nothing can be kept without that thread: when it fails, so does the process.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { assertNever } from '../../base/assert-never.ts'
import { Fault } from '../../base/fault.ts'
import type { Runtime } from '../../base/runtime.ts'
import { connectReader } from './connect.ts'
import { noteDamage } from './damage.ts'
import { closedDatabase, notWrittenAnyMore } from './group-commit.ts'
import { createPendingCalls, type PendingCalls } from './pending-calls.ts'
import { createReadDoor } from './read-door.ts'
import { remoteStores } from './remote-stores.ts'
import { toOpenFault } from './sqlite-fault.ts'
import type { OpenStores } from './stores.ts'
import { faultFrom, fromThrownError, toThrownError } from './thrown-error.ts'
import type { FromWriter, ToWriter, WriterTask } from './writer-messages.ts'

export interface ThreadWriterOptions {
  readonly file: string
  readonly runtime: Runtime
  /** Another program copies the log (Litestream), so it is not emptied at the end. */
  readonly litestream?: boolean
  /** What runs in the thread. */
  readonly entry?: URL
  /** Called once when nothing can be written any more, or the thread has failed: the process should end (R-INI-9). */
  failed(fault: Fault): void
}

/**
 * Opens the database in a thread of its own, which makes and migrates it first; rejects with the fault of that thread.
 *
 * @example const stores = await startThreadWriter({ file: 'jobs.db', runtime, failed: (fault) => process.exit(1) })
 */
export async function startThreadWriter(options: ThreadWriterOptions): Promise<OpenStores> {
  const failed = onlyOnce(options.failed)
  const line = createLine({ ...options, failed })
  await line.ready
  const { file, runtime } = options
  const connection = await connectOr(file, line)
  const damaged = (fault: Fault) => {
    noteDamage(file)
    line.fail(fault)
    failed(fault)
  }
  const { calls } = line
  const door = createReadDoor({ file, connection, stopped: () => calls.refusal, damaged })
  const close = () => {
    // Before the writer's, so that the last connection is one that can put the log away.
    connection.close()
    return line.close()
  }
  let closed: Promise<void> | undefined
  return {
    ...remoteStores(door, calls.ask, runtime),
    fail: line.fail,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

/** A thread that says why it stops may die of it as well. */
function onlyOnce(tell: (fault: Fault) => void): (fault: Fault) => void {
  let told = false
  return (fault) => {
    if (!told) tell(fault)
    told = true
  }
}

async function connectOr(file: string, line: Line): Promise<ReturnType<typeof connectReader>> {
  try {
    return connectReader(file, { busyTimeoutMs: 5_000 })
  } catch (error) {
    await line.close()
    throw toOpenFault(error, file)
  }
}

interface Line {
  readonly ready: Promise<void>
  readonly calls: PendingCalls
  /** Refuses what comes from now on, and what is not committed yet. */
  fail(fault: Fault): void
  /** Resolves once the thread has committed what was asked of it, and is gone. */
  close(): Promise<void>
}

/** As TypeScript when this file is run as such, as JavaScript when it was built. */
const standardEntry = new URL(`./writer-thread${extname(import.meta.url)}`, import.meta.url)

function startThread({ file, litestream = false, entry = standardEntry }: ThreadWriterOptions): Worker {
  const task: WriterTask = { file, litestream }
  return new Worker(entry, { workerData: task, name: 'coatcheck writer' })
}

/** Everything that is said between the two threads. */
function createLine(options: ThreadWriterOptions): Line {
  const { file } = options
  const worker = startThread(options)
  const post = (message: ToWriter) => worker.postMessage(message)
  const [ready, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let state: 'starting' | 'serving' | 'closing' | 'gone' = 'starting'
  const calls = createPendingCalls({
    file,
    post: (all) => post({ kind: 'calls', calls: all }),
    // The listener keeps the process alive for as long as it serves; the writer does so only while somebody waits for it.
    waiting: (any) => (any || state === 'closing' ? worker.ref() : worker.unref()),
  })
  const lose = (error: unknown) => {
    const fault = error instanceof Fault ? error : failure(error)
    for (const waiting of [ready, gone]) waiting.reject(fault)
    calls.lose(fault)
    if (state === 'serving') options.failed(fault)
    state = 'gone'
  }
  const serve = () => {
    state = 'serving'
    worker.unref()
    ready.resolve()
  }
  gone.promise.catch(() => {})
  worker.on('message', (message: FromWriter) => receive(message, { ...options, calls, serve, lose }))
  worker.once('error', lose)
  worker.once('exit', () => {
    if (state === 'closing') gone.resolve()
    lose(new Error('the thread has ended'))
  })
  return {
    ready: ready.promise,
    calls,
    fail: (fault) => {
      calls.refuse(fault)
      post({ kind: 'fail', error: toThrownError(fault) })
    },
    close: async () => {
      // It has taken everything along already, and said so.
      if (state === 'gone') return
      state = 'closing'
      calls.send()
      calls.refuse(closedDatabase(file))
      worker.ref()
      post({ kind: 'close' })
      await gone.promise
    },
  }
}

interface Receiver extends ThreadWriterOptions {
  readonly calls: PendingCalls
  serve(): void
  lose(error: unknown): void
}

function receive(message: FromWriter, { file, runtime, calls, serve, lose, failed }: Receiver): void {
  switch (message.kind) {
    case 'ready':
      serve()
      break
    case 'failed':
      lose(fromThrownError(message.error))
      break
    case 'answers':
      calls.take(message.answers)
      break
    case 'fail-stop': {
      const fault = faultFrom(message.error)
      calls.refuse(fault.code === 'commit-unknown' ? notWrittenAnyMore(file, fault) : fault)
      failed(fault)
      break
    }
    case 'observed': {
      const { observation, cause } = message
      runtime.observe({ ...observation, ...(cause === undefined ? {} : { cause: fromThrownError(cause) }) })
      break
    }
    default:
      assertNever(message)
  }
}

function failure(cause: unknown): Fault {
  return new Fault(
    'writer-failed',
    'The thread that writes to the database could not start or has failed, so this process ends. Start it again.',
    { cause },
  )
}
