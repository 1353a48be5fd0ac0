/** Diagnostics as an editor, a script or a CI system wants to read them. */
import type { Diagnostic, Severity } from '../compiler/diagnostic.ts'
import type { Style, Terminal } from './terminal.ts'

export type DiagnosticFormat = 'text' | 'json' | 'github'

/** The diagnostics in that format; '' when there is nothing to say. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
  style: Terminal['style'],
): string {
  if (format === 'json') return JSON.stringify({ diagnostics, ...countBySeverity(diagnostics) }, null, 2)
  if (format === 'github') return diagnostics.map(toWorkflowCommand).join('\n')
  return diagnostics.map((diagnostic) => toText(diagnostic, style)).join('\n\n')
}

/** '2 errors, 1 warning', or 'no problems'. */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings, hints } = countBySeverity(diagnostics)
  const parts = [plural(errors, 'error'), plural(warnings, 'warning'), plural(hints, 'hint')].filter(
    (part) => part !== '',
  )
  return parts.length === 0 ? 'no problems' : parts.join(', ')
}

const severityStyles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', hint: 'cyan' }

function toText(diagnostic: Diagnostic, style: Terminal['style']): string {
  const { file, line, column, severity, code, message, frame, hint, related = [], refusesStart } = diagnostic
  const place = style('bold', `${file}:${line}:${column}`)
  return [
    `${place} ${style(severityStyles[severity], `${severity} ${code}`)} ${message}`,
    ...(frame === undefined ? [] : [indent(style('dim', frame))]),
    ...related.map((other) => `  ${other.file}:${other.line}:${other.column} ${other.message}`),
    ...(hint === undefined ? [] : [indent(hint)]),
    ...(refusesStart ? [indent('`coatcheck start` refuses this.')] : []),
  ].join('\n')
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

const workflowCommands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' }

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions: `::error file=…,line=…::message`. */
function toWorkflowCommand(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, hint } = diagnostic
  const place = `file=${escapeProperty(file)},line=${line},col=${column},title=${escapeProperty(code)}`
  return `::${workflowCommands[severity]} ${place}::${escapeData(hint === undefined ? message : `${message} ${hint}`)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function countBySeverity(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number; hints: number } {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  return { errors: count('error'), warnings: count('warning'), hints: count('hint') }
}

function plural(count: number, noun: string): string {
  if (count === 0) return ''
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
