/**
 * Starts one child process and ends it: a Node like this one, with a limit on its memory, a process group of its own and a line on which
 * it beats. It knows nothing of runs.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { toPlainError } from '../../base/observe.ts'
import type { OutputStream } from '../isolated/aside.ts'
import { createLines } from '../isolated/lines.ts'
import { type Envelope, type FromChild, isEnvelope, type ToChild } from './child-messages.ts'
import { lifeline } from './lifeline.ts'

export interface Child {
  /** Does nothing once the child is gone. */
  post(message: ToChild): void
  /** Ends it and whatever it started, at once. */
  kill(): void
  /** Why it is gone, when it is, after everything it said was heard. */
  readonly gone: Promise<string>
}

export interface ChildListener {
  heard(message: FromChild): void
  printed(stream: OutputStream, line: string): void
  beat(): void
}

export type LaunchChild = (memoryBytes: number, listener: ChildListener) => Child

/** Never throws: a child that cannot be started is gone. */
export const launchChild: LaunchChild = (memoryBytes, listener) => {
  try {
    return listenTo(forkChild(memoryBytes), listener)
  } catch (error) {
    return { post() {}, kill() {}, gone: Promise.resolve(unstarted(error)) }
  }
}

function forkChild(memoryBytes: number): ChildProcess {
  return fork(entry, {
    execArgv: [...execArguments(), `--max-old-space-size=${Math.ceil(memoryBytes / 1_048_576)}`],
    env: { ...process.env, ...compileCache() },
    serialization: 'advanced',
    // Signals to the group of the worker, as Ctrl-C sends them, do not reach it; and with its own group, all that it started can be ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
  })
}

function listenTo(child: ChildProcess, listener: ChildListener): Child {
  const gone = whenGone(child)
  // One that Node could not start has neither streams nor an end, and says so a moment later.
  if (child.pid === undefined) return { post() {}, kill() {}, gone }
  child.on('message', (received: unknown) => {
    if (isEnvelope<FromChild>(received)) listener.heard(received.coatcheck)
  })
  child.stdio[lifeline]?.on('data', listener.beat).on('error', () => {})
  readLines(child.stdout, (line) => listener.printed('stdout', line))
  readLines(child.stderr, (line) => listener.printed('stderr', line))
  return {
    post: (message) => {
      if (child.connected) child.send({ coatcheck: message } satisfies Envelope<ToChild>, () => {})
    },
    kill: () => endGroup(child),
    gone,
  }
}

/** As TypeScript when this file is run as such, as JavaScript when it was built. */
const entry = fileURLToPath(new URL(`./child-entry${extname(import.meta.url)}`, import.meta.url))

/** Those of this Node, so that the child resolves and reads modules the same way; a debugger's port can be had only once. */
function execArguments(): readonly string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}

/** What this process keeps of compiled modules serves the child as well. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder }
}

function readLines(stream: Readable | null, line: (text: string) => void): void {
  const lines = createLines(line)
  stream?.setEncoding('utf8').on('data', lines.write).on('end', lines.flush)
}

/** Its end, and that of the channel: what it said last may come after the first. */
function whenGone(child: ChildProcess): Promise<string> {
  const ended = Promise.withResolvers<string>()
  const silent = Promise.withResolvers<void>()
  child.on('error', (error) => {
    if (child.pid !== undefined) return
    ended.resolve(unstarted(error))
    silent.resolve()
  })
  child.once('exit', (code, signal) => {
    endGroup(child)
    ended.resolve(`The child process ended with ${signal ?? `exit code ${code}`}.`)
  })
  child.once('disconnect', silent.resolve)
  return Promise.all([ended.promise, silent.promise]).then(([reason]) => reason)
}

function unstarted(error: unknown): string {
  return `The child process could not be started: ${toPlainError(error).message}.`
}

/** Where there are no process groups, or none is left, the child itself. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
