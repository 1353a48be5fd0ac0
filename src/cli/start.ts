/** `coatcheck start`: serves a project until it is told to stop. Refuses whatever would make it serve wrongly (D12). */
import { type Command, InvalidArgumentError } from 'commander'
import { keepCompiledCode } from './keep-compiled-code.ts'
import { databaseFlag } from './open-stores.ts'
import { type DatabaseOptions, oneOf, withProject } from './options.ts'
import { loadConfig, openProject } from './project.ts'
import { type Role, roles } from './roles.ts'
import type { Terminal } from './terminal.ts'

interface StartOptions extends DatabaseOptions {
  readonly host?: string
  readonly port?: number
  readonly role: Role
  readonly devKey?: boolean
  readonly debug?: boolean
}

export function addStart(program: Command, terminal: Terminal): void {
  withProject(program.command('start'))
    .description('serve the project')
    .option('--port <n>', 'port to listen on; 0 takes a free one', portNumber)
    .option('--host <address>', 'address to listen on')
    .option('--db <file>', 'database file')
    .option(
      '--role <role>',
      `${roles.join(', ')}: whether it answers requests, runs jobs, or both`,
      oneOf(roles),
      'all',
    )
    .option('--dev-key', 'on a new database, make a key with every scope and print it')
    .action((options: StartOptions) => start(options, terminal))
}

async function start(options: StartOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  keepCompiledCode(project)
  const [{ createLog }, { loadServable }, { serve }, { startWarnings }] = await loadServer()
  const config = await loadConfig(project, flagsOf(options), terminal)
  const registry = await loadServable(project, terminal)
  const log = createLog(config.log.level)
  const circumstances = { config, registry, version: process.versions.node, variables: terminal.variables }
  const { role, devKey = terminal.interactive, debug = false } = options
  const warnings = startWarnings(circumstances)
  await serve({ config, registry, project: project.directory, log, role, devKey, debug, warnings }, terminal)
}

/** Loaded when it is known where its compiled code is kept. */
const loadServer = () =>
  Promise.all([import('./log.ts'), import('./load-servable.ts'), import('./serve.ts'), import('./start-warnings.ts')])

function flagsOf(options: StartOptions): {
  readonly host?: string
  readonly port?: number
  readonly database?: string
} {
  const { host, port } = options
  return { ...databaseFlag(options), ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) }
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 65_536
  if (port > 65_535) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return port
}
