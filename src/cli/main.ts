/** The command line's entry: runs one command and turns whatever goes wrong into a sentence and an exit code. */
import { CommanderError } from 'commander'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { processTerminal } from './terminal.ts'
import { translateWarnings } from './translate-warnings.ts'

/** Runs `coatcheck` with the arguments of this process. */
export async function main(): Promise<void> {
  const terminal = processTerminal()
  translateWarnings(terminal)
  try {
    const program = await createProgram(terminal, process.argv[2])
    await program.parseAsync(process.argv)
  } catch (error) {
    // Commander has printed its sentence already; it throws for --help and --version as well, with code 0.
    if (error instanceof CommanderError) terminal.exitWith(error.exitCode === 0 ? 0 : 1)
    else reportError(error, terminal, process.argv.includes('--debug'))
  }
}
