/** Starts the load generator, which is a process of its own, and says what it measured. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export interface LoadOptions {
  readonly origin: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly connections: number
  /** It ends after that time, or that many answers. */
  readonly seconds: number
  readonly most: number
  /** Requests a second, sent whether or not earlier ones were answered; as many as the connections carry when absent. */
  readonly rate?: number
}

export interface Load {
  readonly answers: number
  readonly seconds: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** Throws when any answer is not a 202. */
export async function load(options: LoadOptions): Promise<Load> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-entry.ts'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (child.exitCode !== 0) throw new Error(`the load ended with ${child.exitCode}`)
  return JSON.parse(printed)
}
