/** `coatcheck check`: the diagnostics of a spec. Writes nothing. */
import type { Command } from 'commander'
import { compileProject } from '../compiler/compile.ts'
import { hasErrors } from '../compiler/diagnostic.ts'
import { type DiagnosticFormat, formatDiagnostics, summarize } from './format-diagnostics.ts'
import { oneOf, type ProjectOptions, withProject } from './options.ts'
import { openProject } from './project.ts'
import type { Terminal } from './terminal.ts'

interface CheckOptions extends ProjectOptions {
  readonly format: DiagnosticFormat
  readonly json?: boolean
}

export function addCheck(program: Command, terminal: Terminal): void {
  withProject(program.command('check'))
    .description('check the spec')
    .option('--format <format>', 'text, json or github', oneOf(['text', 'json', 'github']), 'text')
    .option('--json', 'the same as --format json')
    .action((options: CheckOptions) => check(options, terminal))
}

async function check(options: CheckOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  const { diagnostics } = await compileProject(project.specFile)
  const format = options.json === true ? 'json' : options.format
  const text = formatDiagnostics(diagnostics, format, terminal.style)
  if (text !== '') terminal.print(text)
  if (format === 'text') terminal.note(`spec/openapi.yaml: ${summarize(diagnostics)}`)
  if (hasErrors(diagnostics)) terminal.exitWith(1)
}
