/** The table of contents of the command line. */
import { Command } from 'commander'
import { packageVersion } from '../config/version.ts'
import type { Terminal } from './terminal.ts'

type AddCommand = (program: Command, terminal: Terminal) => void

/** A command's file is loaded only when it is asked for, so that none waits for what another needs. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import('./init.ts')).addInit,
  check: async () => (await import('./check.ts')).addCheck,
  generate: async () => (await import('./generate.ts')).addGenerate,
  start: async () => (await import('./start.ts')).addStart,
  expand: async () => (await import('./expand.ts')).addExpand,
  explain: async () => (await import('./explain.ts')).addExplain,
  adopt: async () => (await import('./adopt.ts')).addAdopt,
  diff: async () => (await import('./diff.ts')).addDiff,
  docs: async () => (await import('./docs.ts')).addDocs,
  jobs: async () => (await import('./jobs.ts')).addJobs,
  keys: async () => (await import('./keys.ts')).addKeys,
  endpoints: async () => (await import('./endpoints.ts')).addEndpoints,
  deliveries: async () => (await import('./deliveries.ts')).addDeliveries,
  schedules: async () => (await import('./schedules.ts')).addSchedules,
  backup: async () => (await import('./backup.ts')).addBackup,
  restore: async () => (await import('./restore.ts')).addRestore,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
}

/** The command line for these arguments: the command that they name, or all of them when help is what they need. */
export async function createProgram(terminal: Terminal, asked: string | undefined): Promise<Command> {
  const program = new Command('coatcheck')
    .description('Declarative, OpenAPI-driven operations that take time.')
    .version(packageVersion, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ outputError: (text) => terminal.note(`coatcheck: ${usageSentence(text)}`) })
  const known = asked !== undefined && Object.hasOwn(commands, asked) ? [commands[asked]] : Object.values(commands)
  for (const load of known) (await load?.())?.(program, terminal)
  return program
}

/** Commander's message as one sentence in our voice, with a way out when it has none. */
function usageSentence(text: string): string {
  const sentence = text
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
  return /^unknown command '[^']*'$/.test(sentence) ? `${sentence} (\`coatcheck --help\` lists them)` : sentence
}
