/** What a command may touch of the process, as one value: where it prints, what it may read, and how it ends. */
import { styleText } from 'node:util'
import { createStatusLine } from './status-line.ts'

export type Style = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold'

export interface Terminal {
  /** Writes a line to standard output: what the command was asked for. */
  readonly print: (text: string) => void
  /** Writes a line to standard error: everything else. */
  readonly note: (text: string) => void
  /** The text in that style, or plain where standard output takes no colour (`NO_COLOR`, a pipe). */
  readonly style: (style: Style, text: string) => string
  /** The same for standard error. */
  readonly styleNote: (style: Style, text: string) => string
  /** Says what takes its time, on a line that the next one replaces and `undefined` clears; nothing where nobody watches. */
  readonly status: (text: string | undefined) => void
  /** Whether a person sits at it. */
  readonly interactive: boolean
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
  /** Sets what the process will exit with once it has nothing left to do. */
  readonly exitWith: (code: ExitCode) => void
  /** Ends the process now, whatever it still has to do. */
  readonly endNow: (code: ExitCode) => void
}

/** 0 fine; 1 a problem was found or the usage was wrong; 2 `diff` found what breaks somebody. */
type ExitCode = 0 | 1 | 2

/** The terminal of this process. */
export function processTerminal(): Terminal {
  endQuietlyWhenReaderIsGone()
  const watched = process.stderr.isTTY === true && !process.env.CI
  const status = createStatusLine((text) => watched && process.stderr.write(text))
  return {
    print: (text) => {
      status(undefined)
      process.stdout.write(`${text}\n`)
    },
    note: (text) => {
      status(undefined)
      process.stderr.write(`${text}\n`)
    },
    style: (style, text) => styleText(style, text, { stream: process.stdout }),
    styleNote: (style, text) => styleText(style, text, { stream: process.stderr }),
    status,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI,
    variables: process.env,
    workingDirectory: process.cwd(),
    exitWith: (code) => {
      process.exitCode = code
    },
    endNow: (code) => process.exit(code),
  }
}

/** `coatcheck jobs ls | head` closes the pipe early; that is no error of ours. */
function endQuietlyWhenReaderIsGone(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
