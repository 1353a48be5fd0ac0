/** Diagnostics for GitHub Actions, which shows them beside the lines of a pull request. */
import type { Diagnostic, Severity } from '../compiler/diagnostics/diagnostic.ts'
import { said } from './said.ts'

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' }

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions: `::error file=…,line=…::message`, one a line. */
export function workflowCommands(
  diagnostics: readonly Diagnostic[],
  pathInRepository: (file: string) => string = (file) => file,
): string {
  return diagnostics
    .map((diagnostic) => {
      const { file, line, column, severity, code } = diagnostic
      const path = escapeProperty(pathInRepository(file))
      const place = `file=${path},line=${line},col=${column},title=${escapeProperty(code)}`
      return `::${commands[severity]} ${place}::${escapeData(said(diagnostic))}`
    })
    .join('\n')
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
