/** `coatcheck check`: the diagnostics of a spec. Writes nothing. */
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { compileProject } from '../compiler/compile.ts'
import { hasErrors } from '../compiler/diagnostics/diagnostic.ts'
import {
  type DiagnosticFormat,
  diagnosticFormats,
  explainHint,
  formatDiagnostics,
  mostShown,
  summarize,
} from './format-diagnostics.ts'
import { oneOf, type ProjectOptions, withProject } from './options.ts'
import { openProject, type Project } from './project.ts'
import type { Terminal } from './terminal.ts'

interface CheckOptions extends ProjectOptions {
  readonly format: DiagnosticFormat
  readonly json?: boolean
  readonly all?: boolean
}

export function addCheck(program: Command, terminal: Terminal): void {
  withProject(program.command('check'))
    .description('check the spec')
    .option('--format <format>', diagnosticFormats.join(', '), oneOf(diagnosticFormats), 'text')
    .option('--json', 'the same as --format json')
    .option('--all', `show all diagnostics; text stops at ${mostShown} otherwise`)
    .action((options: CheckOptions) => check(options, terminal))
}

async function check(options: CheckOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  const { diagnostics, suppressed } = await compileProject(project.specFile)
  const format = options.json === true ? 'json' : options.format
  const text = formatDiagnostics(diagnostics, format, terminal.style, {
    suppressed,
    projectUrl: pathToFileURL(`${project.directory}${sep}`).href,
    pathInRepository: (file) => pathInRepository(project, file, terminal),
    ...(options.all === true ? {} : { most: mostShown }),
  })
  if (text !== '') terminal.print(text)
  if (format === 'text')
    terminal.note(`spec/openapi.yaml: ${summarize(diagnostics, suppressed)}${explainHint(diagnostics)}`)
  if (hasErrors(diagnostics)) terminal.exitWith(1)
}

/** Annotations name files from the root of the repository, wherever in it the command runs. */
function pathInRepository({ directory }: Project, file: string, { variables, workingDirectory }: Terminal): string {
  const path = relative(variables.GITHUB_WORKSPACE || workingDirectory, join(directory, file))
  return path.startsWith('..') ? file : path.split(sep).join('/')
}
