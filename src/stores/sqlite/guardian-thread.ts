/**
 * The guardian thread. It keeps the lease of its process, keeps the database file in order, and watches what the main thread cannot: its own
 * event loop, and the file under its feet. It never claims, and settles only once: when a handler holds the loop for good, it hands the others' jobs back and ends the process.
 */
import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { assertNever } from '../../base/assert-never.ts'
import { after, systemClock } from '../../base/clock.ts'
import { Fault } from '../../base/fault.ts'
import type { JobId, WorkerId } from '../../base/ids.ts'
import type { Observation } from '../../base/observe.ts'
import { systemRuntime } from '../../base/runtime.ts'
import { systemSleep } from '../../base/sleep.ts'
import { renewForEver } from '../../work/lease.ts'
import { type Connection, connectWriter } from './connect.ts'
import { noteDamage } from './damage.ts'
import { findLoss } from './file-identity.ts'
import { type ForeignWrites, watchForeignWrites } from './foreign-writes.ts'
import { guardianMemory } from './guardian-memory.ts'
import type { FromGuardian, GuardianTask, ToGuardian } from './guardian-messages.ts'
import { handBackBystanders } from './hand-back.ts'
import { judgeLoop, type LoopVerdict } from './judge-loop.ts'
import { leasesOn } from './leases.ts'
import { createSql } from './sql.ts'
import { isDamage, toFault } from './sqlite-fault.ts'
import { toThrownError } from './thrown-error.ts'
import { createUpkeep } from './upkeep.ts'

if (parentPort === null) throw new TypeError('This file is the entry of a thread.')
const port = parentPort
const task = workerData as GuardianTask
const { terms, file, identity, busyTimeoutMs } = task
const memory = guardianMemory(task.memory)
const stopping = new AbortController()
const post = (message: FromGuardian) => port.postMessage(message)
const observe = (observation: Observation) => post({ kind: 'observed', observation })

try {
  refuseLoss()
  const connection = connect()
  refuseLoss()
  const leases = createLeases(connection)
  port.on('message', (message: ToGuardian) => void receive(message, leases))
  void lookForEver(connection, leases.worker).then(() => leave(connection))
  post({ kind: 'ready' })
} catch (error) {
  post({ kind: 'failed', error: toThrownError(error) })
  port.close()
}

function refuseLoss(): void {
  const loss = findLoss(file, identity)
  if (loss !== undefined) throw loss
}

function connect(): Connection {
  const connection = connectWriter(file, { mustExist: true, busyTimeoutMs })
  // It reads a handful of rows; the main thread's cache is the large one.
  connection.pragma('cache_size = -2000')
  return connection
}

async function receive(message: ToGuardian, leases: ReturnType<typeof createLeases>): Promise<void> {
  switch (message.kind) {
    case 'guard':
      return leases.guard(message)
    case 'drain':
      return leases.drain()
    case 'end':
      return leases.end()
    case 'stop':
      return stopping.abort()
    default:
      return assertNever(message)
  }
}

/** The one lease of this process. */
function createLeases(connection: Connection) {
  const store = leasesOn(connection)
  let kept: Pick<Extract<ToGuardian, { readonly kind: 'guard' }>, 'worker' | 'host'> | undefined
  let draining = false
  let ending = new AbortController()

  const renew = async () => {
    if (kept === undefined) return
    refuseLoss()
    const askedAt = systemClock.elapsedMs()
    const until = after(systemClock.now(), terms.ttlMs)
    const renewal = await store.renew({ ...kept, draining, until })
    memory.noteRenewal(askedAt)
    post({ kind: 'renewed', renewal, askedAt })
  }
  const failed = (error: unknown) => {
    const fault = toFault(error, file)
    if (isDamage(fault)) noteDamage(file)
    post({ kind: isDamage(fault) ? 'failed' : 'unrenewed', error: toThrownError(fault) })
  }
  return {
    worker: () => kept?.worker,
    guard: async ({ worker, host }: Extract<ToGuardian, { readonly kind: 'guard' }>) => {
      kept = { worker, host }
      ending = new AbortController()
      try {
        await renew()
        const either = AbortSignal.any([ending.signal, stopping.signal])
        void renewForEver({ ttlMs: terms.ttlMs, renew, failed, sleep: systemSleep }, either)
      } catch (error) {
        failed(error)
      }
    },
    drain: async () => {
      draining = true
      await renew().catch(failed)
    },
    end: async () => {
      ending.abort()
      const worker = kept?.worker
      kept = undefined
      try {
        if (worker !== undefined) await store.end(worker)
        post({ kind: 'ended' })
      } catch (error) {
        post({ kind: 'ended', error: toThrownError(error) })
      }
    },
  }
}

async function lookForEver(connection: Connection, worker: () => WorkerId | undefined): Promise<void> {
  const upkeep = createUpkeep(connection, { clock: systemClock, observe, litestream: terms.litestream, busyTimeoutMs })
  const foreign = watchForeignWrites(connection, file)
  const loop = createLoopWatch(createHandBack(connection, worker))
  while (!stopping.signal.aborted) {
    const loss = findLoss(file, identity) ?? findForeignWrites(foreign)
    if (loss !== undefined) return post({ kind: 'failed', error: toThrownError(loss) })
    loop.look()
    upkeep.look()
    await systemSleep(terms.lookMs, stopping.signal)
  }
}

/** What cannot be asked now is asked again with the next look, but damage. */
function findForeignWrites(foreign: ForeignWrites): Fault | undefined {
  try {
    return foreign.look()
  } catch (error) {
    const fault = toFault(error, file)
    if (!(fault instanceof Fault) || !isDamage(fault)) return undefined
    noteDamage(file)
    return fault
  }
}

function leave(connection: Connection): void {
  stopping.abort()
  connection.close()
  port.close()
}

/** Tells of a blocked main loop once, and once more when it has come round; ends the process when it never will. */
function createLoopWatch(handBack: HandBack) {
  let lookedAt = systemClock.elapsedMs()
  let resumedAt = lookedAt
  let told: { readonly since: number } | undefined
  return {
    look: () => {
      const now = systemClock.elapsedMs()
      // Whoever stopped this thread has stopped the other one as well.
      if (now - lookedAt > terms.blockedMs) resumedAt = now
      lookedAt = now
      const aliveAt = Math.max(memory.beatAt, resumedAt)
      const verdict = judgeLoop({ now, aliveAt, runs: memory.runs, ...terms })
      if (verdict.kind === 'lost') endProcess(verdict, handBack)
      if (verdict.kind === 'blocked' && told === undefined) {
        told = { since: aliveAt }
        writeLine(verdict)
      }
      if (verdict.kind !== 'alive' || told === undefined) return
      const facts = { forMs: Math.round(aliveAt - told.since) }
      observe({ name: 'loop.unblocked', level: 'warn', facts })
      told = undefined
    },
  }
}

/** In the form of the log, whose own writer is blocked. */
function writeLine({ forMs, jobs }: Extract<LoopVerdict, { readonly kind: 'blocked' }>): void {
  if (!terms.writesLines) return
  const facts = { event: 'loop.blocked', forMs: Math.round(forMs), jobs: jobs.join(' ') }
  const line = { level: 40, time: systemClock.now(), pid: process.pid, ...facts, msg: 'loop.blocked' }
  write(`${JSON.stringify(line)}\n`)
}

type Lost = Extract<LoopVerdict, { readonly kind: 'lost' }>
type HandBack = (culprit: JobId) => void

/** The incarnation is that of the start: in another database the worker has no claims. */
function createHandBack(connection: Connection, worker: () => WorkerId | undefined): HandBack {
  const runtime = systemRuntime(observe)
  const incarnation = createSql(connection).one<{ readonly incarnation: string }>('read-meta')?.incarnation
  return (culprit) => {
    const holder = worker()
    if (holder === undefined || incarnation === undefined) return
    try {
      handBackBystanders(connection, runtime, { worker: holder, culprit, incarnation })
    } catch (error) {
      // The process ends all the same, and the next one takes them back as lost.
      write(`coatcheck: The jobs beside ${culprit} could not be handed back: ${String(error)}\n`)
    }
  }
}

function endProcess({ forMs, job, jobs }: Lost, handBack: HandBack): void {
  const others = jobs.filter((other) => other !== job)
  const beside = others.length === 0 ? '' : `; beside it ran ${others.join(', ')}`
  const seconds = Math.round(forMs / 100) / 10
  handBack(job)
  write(
    `coatcheck: A handler has blocked the event loop for ${seconds} s, past the time of job ${job}${beside}. This process ends, and the next one takes its jobs back. Run such handlers in a thread or a process of their own (loop-blocked)\n`,
  )
  process.kill(process.pid, 'SIGKILL')
}

function write(text: string): void {
  try {
    writeSync(2, text)
  } catch {
    // Nobody reads standard error; there is nowhere else to say it.
  }
}
