/** The table of contents of the command line. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addCheck } from './check.ts'
import { addDeliveries } from './deliveries.ts'
import { addDocs } from './docs.ts'
import { addDoctor } from './doctor.ts'
import { addEndpoints } from './endpoints.ts'
import { addExpand } from './expand.ts'
import { addGenerate } from './generate.ts'
import { addJobs } from './jobs.ts'
import { addKeys } from './keys.ts'
import { addStart } from './start.ts'
import type { Terminal } from './terminal.ts'

const sections: readonly ((program: Command, terminal: Terminal) => void)[] = [
  addCheck,
  addGenerate,
  addStart,
  addExpand,
  addDocs,
  addJobs,
  addKeys,
  addEndpoints,
  addDeliveries,
  addDoctor,
]

/** The whole command line, ready to parse arguments. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('coatcheck')
    .description('Declarative, OpenAPI-driven operations that take time.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ outputError: (text) => terminal.note(`coatcheck: ${usageSentence(text)}`) })
  for (const add of sections) add(program, terminal)
  return program
}

/** Commander's message as one sentence in our voice. */
function usageSentence(text: string): string {
  return text
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
}

function packageVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}
