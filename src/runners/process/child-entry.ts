/**
 * What runs in each child process: one run after another, each told by the worker. The worker alone says when to stop, so signals that are
 * meant for the whole group or container change nothing here; a worker that is gone ends the child at once, whatever it does.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type RunFacts, runFacts } from '../isolated/aside.ts'
import type { RunStart, ToRun } from '../isolated/messages.ts'
import { serveRun } from '../isolated/serve-run.ts'
import { toThrownMessage } from '../isolated/thrown-message.ts'
import { type Envelope, type FromChild, isEnvelope, type ToChild } from './child-messages.ts'
import { endOwnGroup } from './end-own-group.ts'

process.on('SIGTERM', () => {})
process.on('SIGINT', () => {})
process.on('disconnect', endOwnGroup)
process.on('unhandledRejection', (thrown) => {
  const about = facts === undefined ? {} : { facts }
  post({ kind: 'rejection', error: toThrownMessage(thrown), ...about })
})

let facts: RunFacts | undefined
let listener: ((message: ToRun) => void) | undefined
let early: ToRun[] = []
const isWatched = startWatchdog()

process.on('message', (received: unknown) => {
  if (!isEnvelope<ToChild>(received)) return
  const message = received.coatcheck
  if (message.kind === 'start') void run(message)
  else if (listener === undefined) early.push(message)
  else listener(message)
})

async function run(start: RunStart): Promise<void> {
  facts = runFacts(start.claim)
  listener = undefined
  early = []
  await isWatched
  await serveRun(start, { post, listen })
}

function listen(next: (message: ToRun) => void): void {
  listener = next
  for (const message of early) next(message)
}

/** Nobody is left to tell when the channel is closed; the child ends then anyway. */
function post(message: FromChild): void {
  process.send?.({ coatcheck: message } satisfies Envelope<FromChild>, undefined, undefined, () => {})
}

/** In a thread of its own, since a handler may keep the loop of this one busy for as long as it likes. Resolves when it watches. */
function startWatchdog(): Promise<unknown> {
  const watchdog = new Worker(new URL(`./watchdog-thread${extname(import.meta.url)}`, import.meta.url))
  watchdog.unref()
  return new Promise((resolve) => watchdog.once('message', resolve))
}
