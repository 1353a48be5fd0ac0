/** What the operator reads when a command cannot do its work: one sentence, and a stack only when asked for. */
import { getSystemErrorMessage } from 'node:util'
import { Fault } from '../base/fault.ts'
import type { Terminal } from './terminal.ts'

/** Prints what was thrown and sets the exit code. */
export function reportError(error: unknown, terminal: Terminal, debug: boolean): void {
  terminal.note(`coatcheck: ${sentenceOf(error)}`)
  if (debug) terminal.note(stackOf(error))
  terminal.exitWith(1)
}

function sentenceOf(error: unknown): string {
  if (error instanceof Fault) return `${error.message} (${error.code})`
  return systemSentence(error) ?? `unexpected error: ${messageOf(error)}. Run again with --debug for the stack.`
}

const verbs: Readonly<Record<string, string>> = { mkdir: 'make the folder', open: 'open', rename: 'write' }

/** What the operating system refused about a path, in words; undefined for any other error. */
export function systemSentence(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errno' in error && 'path' in error && 'syscall' in error && 'code' in error)) {
    return undefined
  }
  const { errno, syscall, path, code } = error
  if (typeof errno !== 'number') return undefined
  return `Cannot ${verbs[String(syscall)] ?? syscall} ${path}: ${getSystemErrorMessage(errno)} (${code}).`
}

/** The message of anything that can be thrown, on one line and without its last full stop. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
