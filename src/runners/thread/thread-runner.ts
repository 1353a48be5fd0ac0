/**
 * Runs handlers in threads of this process, one at a time in each. A run that does not stop is ended with its thread, whatever it does,
 * `while (true) {}` included; the other threads and the event loop go on.
 *
 * The threads are Piscina's, which was tried for this: aborting the signal of a task ends its thread and no other, an endless loop as much
 * as a thread that is not ready yet; running out of memory, `process.exit()` and a stray exception reject one task. Its atomics are off,
 * because with them a thread without a task stands still, and with it what a handler left behind.
 *
 * A thread has no heartbeat: it lives as long as this process, whose lease the guardian renews, and its end is an event. A loop that does
 * not turn is no sign of death either, since burning a core is what threads are for; what goes on for too long meets its timeout.
 */
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { toPlainError } from '../../base/observe.ts'
import { handlerFileOf } from '../../contract/handler-file.ts'
import type { Run, Runner, RunRequest } from '../../jobs/runner.ts'
import { isAside, toObservation } from '../isolated/aside.ts'
import { guideRun, toRunStart } from '../isolated/guide-run.ts'
import type { IsolatedOptions } from '../isolated/isolated-options.ts'
import type { FromThread, ThreadTask } from './thread-entry.ts'

export function createThreadRunner(options: IsolatedOptions): Runner {
  const untaken: Untaken = new Set()
  const pool = createPool(options, untaken)
  return {
    start: (request) => startInThread(pool, untaken, options, request),
    stop: () => pool.destroy(),
  }
}

/** As TypeScript when this file is run as such, as JavaScript when it was built. */
const entry = fileURLToPath(new URL(`./thread-entry${extname(import.meta.url)}`, import.meta.url))
/** Time for the next job to find a thread that has its handler loaded. */
const idleMs = 60_000

/** The runs that no thread has taken up yet, each as how to end it. */
type Untaken = Set<AbortController>

function createPool({ memoryBytes, most, observe }: IsolatedOptions, untaken: Untaken): Piscina {
  const pool = new Piscina({
    filename: entry,
    name: 'runTask',
    minThreads: 0,
    maxThreads: most,
    idleTimeout: idleMs,
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memoryBytes / 1_048_576) },
  })
  pool.on('message', (received) => {
    if (isAside(received)) observe(toObservation(received))
  })
  pool.on('error', (cause) => {
    observe({ name: 'runner.thread-failed', level: 'error', facts: {}, cause })
    // What waits for a thread that could not be made would wait until another run makes one.
    if ('code' in cause && cause.code === 'ERR_WORKER_INIT_FAILED') for (const run of untaken) run.abort()
  })
  return pool
}

function startInThread(pool: Piscina, untaken: Untaken, { project }: IsolatedOptions, request: RunRequest): Run {
  const { port1: port, port2: far } = new MessageChannel()
  const killing = new AbortController()
  let wasAborted = false
  const guided = guideRun(request, (message) => port.postMessage(message))
  const closed = once(port, 'close')
  port.on('message', (message: FromThread) => {
    if (message.kind === 'taken') untaken.delete(killing)
    else guided.receive(message)
  })
  untaken.add(killing)
  const handlerFile = join(project, handlerFileOf(request.claim.job.operation))
  const task: ThreadTask = { start: toRunStart(request, handlerFile), port: far }
  const freed = reasonOfEnd(() => pool.run(task, { signal: killing.signal, transferList: [far] }), far)
  void Promise.all([freed, closed]).then(([reason]) => {
    untaken.delete(killing)
    guided.died(reason)
  })
  return {
    begun: guided.begun,
    done: guided.done.then(async (ending) => {
      // Whatever was asked to stop may have left work behind: nothing else runs where it ran.
      if (wasAborted) killing.abort()
      // So that the next run finds a thread free, and one whose code is warm.
      await freed
      return ending
    }),
    abort: (why) => {
      wasAborted = true
      port.postMessage({ kind: 'abort', why })
    },
    kill: () => {
      killing.abort()
      return true
    },
  }
}

/** Why the thread says nothing more of this run, once that is so. */
async function reasonOfEnd(run: () => Promise<unknown>, far: MessagePort): Promise<string> {
  try {
    await run()
    return 'The run ended without a word.'
  } catch (error) {
    // No thread had it yet, or that thread's end has closed it already.
    far.close()
    const { name, message, stack } = toPlainError(error)
    return name === 'AbortError' ? 'The thread was ended.' : `The thread ended: ${stack ?? message}`
  }
}
