/** The sample service as a real child process: started, killed, started again. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(repository, 'bin/coatcheck.js')
const run = promisify(execFile)

export interface Service {
  /** 'http://127.0.0.1:PORT' */
  readonly origin: string
  /** The first key, printed once on a new database. */
  readonly key: string | undefined
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGTERM, and another once it has been heard; resolves with the exit code. */
  hurry(): Promise<number | null>
  /** What it has written to standard error so far. */
  log(): string
}

export interface Installation {
  /** Folder that holds the database and the sample's own data. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** The project that is served; the repository's sample unless given. */
  readonly project?: string
}

/** A service on its way up. */
export interface Launch {
  readonly child: ChildProcess
  /** Resolves once it listens; rejects when it ends before that. */
  readonly listening: Promise<Service>
}

/** Starts the service, with more options of `start` if need be, and waits until it listens. */
export function startService(installation: Installation, ...more: readonly string[]): Promise<Service> {
  return launchService(installation, ...more).listening
}

/** Starts the service and waits for nothing. */
export function launchService(installation: Installation, ...more: readonly string[]): Launch {
  const { project = repository } = installation
  const args = ['start', '--project', project, '--port', '0', '--db', database(installation), '--dev-key', ...more]
  const child = spawn(process.execPath, [bin, ...args], {
    env: environment(installation),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  return { child, listening: whenListening(child, errors) }
}

async function whenListening(child: ChildProcess, errors: readonly string[]): Promise<Service> {
  const { origin, key } = await firstWords(child, errors)
  return {
    origin,
    key,
    kill: async () => {
      child.kill('SIGKILL')
      await exited(child)
    },
    stop: async () => {
      child.kill('SIGTERM')
      return exited(child)
    },
    hurry: async () => {
      child.kill('SIGTERM')
      while (!errors.join('').includes('Stopping') && child.exitCode === null) await once(child.stderr ?? child, 'data')
      child.kill('SIGTERM')
      return exited(child)
    },
    log: () => errors.join(''),
  }
}

/** Runs a command of the command line on the same database and yields its JSON. */
export async function command(installation: Installation, ...args: string[]): Promise<unknown> {
  const { project = repository } = installation
  const all = [bin, ...args, '--project', project, '--db', database(installation), '--json']
  const { stdout } = await run(process.execPath, all, { env: environment(installation) })
  return JSON.parse(stdout)
}

async function firstWords(
  child: ChildProcess,
  errors: readonly string[],
): Promise<{ origin: string; key: string | undefined }> {
  if (child.stdout === null) throw new Error('the service has no standard output')
  let key: string | undefined
  for await (const line of createInterface(child.stdout)) {
    key ??= /\bak_[a-z]+_\w+/.exec(line)?.[0]
    const origin = /^listening on (\S+)$/.exec(line)?.[1]
    if (origin !== undefined) return { origin, key }
  }
  throw new Error(`the service did not start:\n${errors.join('')}`)
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

const database = (installation: Installation) => join(installation.folder, 'jobs.db')

function environment(installation: Installation): NodeJS.ProcessEnv {
  return {
    ...process.env,
    STACKS_DATABASE: join(installation.folder, 'stacks.db'),
    COATCHECK_EGRESS_ALLOW_LOOPBACK: '1',
    ...installation.environment,
  }
}
