/**
 * The guardian in a thread of its own, seen from the main thread: what it renews, keeps and watches is not held up by a handler that blocks
 * the event loop. What cannot be done without it is not done: when the thread fails, so does the process.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { assertNever } from '../../base/assert-never.ts'
import { Fault } from '../../base/fault.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { Guard, Guardian, Ward } from '../../jobs/guardian.ts'
import { createLeaseWatch, leaseTtlMs } from '../../work/lease.ts'
import { identifyFiles } from './file-identity.ts'
import { type GuardianMemory, guardianMemory } from './guardian-memory.ts'
import type { FromGuardian, GuardianTask, GuardianTerms, ToGuardian } from './guardian-messages.ts'
import { fromThrownError } from './thrown-error.ts'

export interface ThreadGuardianOptions {
  /** The database, which is open already. */
  readonly file: string
  readonly runtime: Runtime
  readonly terms?: Partial<GuardianTerms>
  readonly busyTimeoutMs?: number
  /** What runs in the thread. */
  readonly entry?: URL
  /** Called once when the thread has failed, or the files are not those that were opened: the process should end. */
  failed(fault: Fault): void
}

export interface ThreadGuardian extends Guardian {
  /** Ends the thread, after the guard. */
  stop(): Promise<void>
}

const standardTerms: GuardianTerms = {
  ttlMs: leaseTtlMs,
  lookMs: 1_000,
  blockedMs: 2_000,
  graceMs: 5_000,
  litestream: false,
  writesLines: false,
}

/**
 * Starts the thread; rejects with a fault when it cannot do its work.
 *
 * @example const guardian = await startThreadGuardian({ file: 'jobs.db', runtime, failed: (fault) => process.exit(1) })
 */
export async function startThreadGuardian(options: ThreadGuardianOptions): Promise<ThreadGuardian> {
  const terms = { ...standardTerms, ...options.terms }
  const { clock, sleep } = options.runtime
  const memory = guardianMemory()
  memory.noteBeat(clock.elapsedMs())
  const thread = await startThread(options, terms, memory)
  const stopping = new AbortController()
  const beat = async () => {
    while (!stopping.signal.aborted) {
      memory.noteBeat(clock.elapsedMs())
      await sleep(terms.lookMs / 2, stopping.signal)
    }
  }
  void beat()
  return {
    guard: (ward) => guard({ ...options, terms, memory, thread }, ward),
    watch: (job, attemptMs) => memory.enter({ job, attemptMs, dueAt: clock.elapsedMs() + attemptMs }),
    stop: async () => {
      stopping.abort()
      await thread.stop()
    },
  }
}

interface Parts extends ThreadGuardianOptions {
  readonly terms: GuardianTerms
  readonly memory: GuardianMemory
  readonly thread: Thread
}

async function guard({ runtime, terms, memory, thread }: Parts, ward: Ward): Promise<Guard> {
  const { clock, sleep } = runtime
  await thread.guard(ward)
  const watch = createLeaseWatch({
    ttlMs: terms.ttlMs,
    fence: ward.fence,
    clock,
    sleep,
    renewedAt: () => memory.renewedAt,
  })
  watch.start()
  return {
    isHeld: watch.isHeld,
    drain: () => thread.post({ kind: 'drain' }),
    end: async () => {
      await watch.stop()
      await thread.end()
    },
  }
}

interface Thread {
  post(message: ToGuardian): void
  /** Resolves with the first renewal. */
  guard(ward: Ward): Promise<void>
  end(): Promise<void>
  stop(): Promise<void>
}

/** As TypeScript when this file is run as such, as JavaScript when it was built. */
const standardEntry = new URL(`./guardian-thread${extname(import.meta.url)}`, import.meta.url)

async function startThread(
  options: ThreadGuardianOptions,
  terms: GuardianTerms,
  memory: GuardianMemory,
): Promise<Thread> {
  const { file, busyTimeoutMs = 5_000, entry = standardEntry } = options
  const identity = identifyFiles(file)
  const task: GuardianTask = { file, identity, busyTimeoutMs, memory: memory.buffer, terms }
  const worker = new Worker(entry, { workerData: task, name: 'coatcheck guardian' })
  const line = createLine(worker, options)
  await line.ready
  // The listener keeps the process alive for as long as it serves; the guardian alone does not.
  worker.unref()
  return line
}

/** Everything that is said between the two threads. */
function createLine(worker: Worker, options: ThreadGuardianOptions): Thread & { readonly ready: Promise<void> } {
  const [ready, taken, ended, gone] = [signal(), signal(), signal(), signal()]
  let ward: Ward | undefined
  /** Until the thread is ready whoever started it waits for it, and after it was stopped nobody does. */
  let isOnDuty = false
  const post = (message: ToGuardian) => worker.postMessage(message)
  const ask = async (message: ToGuardian, answered: Promise<void>) => {
    // A process that has nothing else left to do would end here, in the middle of its stop.
    worker.ref()
    post(message)
    await answered
  }
  const fail = (error: unknown) => {
    const fault = error instanceof Fault ? error : failure(error)
    for (const waiting of [ready, taken, ended]) waiting.reject(fault)
    if (isOnDuty) options.failed(fault)
    isOnDuty = false
  }
  const receive = (message: FromGuardian) => {
    switch (message.kind) {
      case 'ready':
        isOnDuty = true
        return ready.resolve()
      case 'failed':
        return fail(fromThrownError(message.error))
      case 'renewed':
        ward?.renewed(message.renewal, message.askedAt)
        return taken.resolve()
      case 'unrenewed':
        taken.reject(fromThrownError(message.error))
        return ward?.failed(fromThrownError(message.error))
      case 'ended':
        return message.error === undefined ? ended.resolve() : ended.reject(fromThrownError(message.error))
      case 'observed':
        return options.runtime.observe(message.observation)
      default:
        return assertNever(message)
    }
  }
  worker.on('message', receive)
  worker.once('error', fail)
  worker.once('exit', () => {
    gone.resolve()
    fail(new Error('the thread has ended'))
  })
  return {
    ready: ready.promise,
    post,
    guard: async (guarded) => {
      ward = guarded
      post({ kind: 'guard', worker: guarded.worker, host: guarded.host })
      await taken.promise
    },
    end: () => ask({ kind: 'end' }, ended.promise),
    stop: () => {
      isOnDuty = false
      return ask({ kind: 'stop' }, gone.promise)
    },
  }
}

/** One that nobody waits for may be rejected. */
function signal(): PromiseWithResolvers<void> {
  const resolvers = Promise.withResolvers<void>()
  resolvers.promise.catch(() => {})
  return resolvers
}

function failure(cause: unknown): Fault {
  return new Fault(
    'guardian-failed',
    'The thread that keeps the lease of this process and looks after its database could not start or has failed, so this process ends. Start it again.',
    { cause },
  )
}
