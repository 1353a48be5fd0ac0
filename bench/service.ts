/** Processes that are measured: started, heard until they listen, and ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { bin } from './run-command.ts'

export interface Service {
  readonly origin: string
  /** Of `--dev-key` on a new database. */
  readonly key: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** Jobs that run at a time, with every alternative. */
export const concurrency = 100

/** The variables of every process of ours. Nothing is logged below warnings: the peers log nothing either. */
export const variables: NodeJS.ProcessEnv = {
  ...process.env,
  COATCHECK_CONCURRENCY: String(concurrency),
  COATCHECK_LOG_LEVEL: 'warn',
  COATCHECK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
}

export interface StartOptions {
  readonly project: string
  readonly database: string
  readonly role: 'all' | 'http'
  readonly environment?: NodeJS.ProcessEnv
  readonly nodeOptions?: readonly string[]
}

/** `coatcheck start`. */
export function startOurs({ project, database, role, environment, nodeOptions }: StartOptions): Promise<Service> {
  const where = ['--project', project, '--db', database, '--role', role]
  return listening([...(nodeOptions ?? []), bin, 'start', '--port', '0', '--dev-key', ...where], {
    ...variables,
    ...environment,
  })
}

/** Fastify in front of a peer, or of nothing. */
export function startPeer(name: string, where: string, jobsAtATime: number): Promise<Service> {
  return listening([entry('peers/serve-peer.ts'), name, where, String(jobsAtATime)], process.env)
}

/** Runs an entry file of this folder to its end and returns the JSON that it prints. */
export async function runEntry(file: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [entry(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: variables,
  })
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (child.exitCode !== 0) throw new Error(`${file} ended with ${child.exitCode}`)
  return JSON.parse(printed)
}

/** Of one line of /proc/PID/status, in megabytes. */
export function residentMegabytes({ process: { pid } }: Service): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024
}

async function listening(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Service> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  const stop = async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  let key = ''
  for await (const line of createInterface(child.stdout)) {
    key = /^first key: (\S+)$/.exec(line)?.[1] ?? key
    const origin = /^listening on (\S+)/.exec(line)?.[1]
    if (origin !== undefined) return { origin, key, process: child, stop }
  }
  throw new Error(`${args.join(' ')} ended with ${child.exitCode}`)
}

const entry = (file: string): string => join(import.meta.dirname, file)
