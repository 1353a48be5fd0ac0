/** The options that many commands share, so that they read the same everywhere. */
import { type Command, InvalidArgumentError } from 'commander'
import { parseDuration } from '../base/duration.ts'
import { Fault } from '../base/fault.ts'
import { type JobId, toJobId } from '../base/ids.ts'
import { printable } from './printable.ts'

export interface ProjectOptions {
  readonly project: string
}

export interface DatabaseOptions extends ProjectOptions {
  readonly db?: string
  readonly json?: boolean
}

/** `--project` and `--debug`, which every command has. */
export function withProject(command: Command): Command {
  return command
    .option('--project <dir>', 'directory of the project', '.')
    .option('--debug', 'show the stack of an error')
}

/** The options of a command that opens the database of a deployment. */
export function withDatabase(command: Command): Command {
  return withProject(command)
    .option('--db <file>', 'database file (default: from the configuration)')
    .option('--json', 'print JSON')
}

/** Collects `a,b` and repeated options into one list. */
export function collectList(text: string, previous: readonly string[] = []): readonly string[] {
  const members = text.split(',').map((member) => member.trim())
  return [...previous, ...members.filter((member) => member !== '')]
}

/** A whole number from 1 to a limit. */
export function countUpTo(limit: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : 0
    if (count < 1 || count > limit) throw new InvalidArgumentError(`It must be a whole number from 1 to ${limit}.`)
    return count
  }
}

/** A duration in milliseconds. */
export function durationMs(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError("It must be a duration like '12h', '90d' or 'PT30M'.")
  return ms
}

/** The id of a job. */
export function jobId(text: string): JobId {
  const id = toJobId(text)
  if (id !== undefined) return id
  throw new Fault(
    'usage',
    `${printable(JSON.stringify(text))} is not the id of a job: that is job_ and 22 letters and digits.`,
  )
}

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((one) => one === text)
    if (word === undefined) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`)
    return word
  }
}
