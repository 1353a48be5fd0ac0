/** What runs in each thread of the pool. What handlers print goes to the log and not to standard output, which is for what was asked of the command. */
import { type MessagePort, parentPort } from 'node:worker_threads'
import { type Aside, type OutputStream, type RunFacts, runFacts } from '../isolated/aside.ts'
import { createLines, type Lines } from '../isolated/lines.ts'
import type { FromRun, RunStart } from '../isolated/messages.ts'
import { serveRun } from '../isolated/serve-run.ts'
import { toThrownMessage } from '../isolated/thrown-message.ts'

/** One run, with a way to it of its own. */
export interface ThreadTask {
  readonly start: RunStart
  readonly port: MessagePort
}

/** What comes over that way. */
export type FromThread = FromRun | { readonly kind: 'taken' }

let facts: RunFacts | undefined
const printed = [redirect('stdout'), redirect('stderr')]
process.on('unhandledRejection', (thrown) => say({ kind: 'rejection', error: toThrownMessage(thrown) }))

/** Resolves when the thread is free for another run; never after one that was asked to stop, which the worker ends with its thread. */
export async function runTask({ start, port }: ThreadTask): Promise<void> {
  facts = runFacts(start.claim)
  port.postMessage({ kind: 'taken' } satisfies FromThread)
  const { wasAborted } = await serveRun(start, {
    post: (message) => port.postMessage(message),
    listen: (listener) => port.on('message', listener),
  })
  for (const lines of printed) lines.flush()
  port.close()
  if (wasAborted) await new Promise(() => {})
}

function redirect(stream: OutputStream): Lines {
  const lines = createLines((line) => say({ kind: 'printed', stream, line }))
  const decoder = new TextDecoder()
  process[stream].write = (
    chunk: string | Uint8Array,
    encodingOrWritten?: BufferEncoding | Written,
    written?: Written,
  ): boolean => {
    lines.write(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    const done = typeof encodingOrWritten === 'function' ? encodingOrWritten : written
    if (done !== undefined) queueMicrotask(() => done())
    return true
  }
  return lines
}

type Written = (error?: Error | null) => void

function say(aside: Aside): void {
  parentPort?.postMessage(facts === undefined ? aside : { ...aside, facts })
}
