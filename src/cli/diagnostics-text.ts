/** Diagnostics for a person: the place, the lines around it, other places of the same cause, and the way out. */
import type { Diagnostic, Severity } from '../compiler/diagnostics/diagnostic.ts'
import { printable } from './printable.ts'
import type { Style, Terminal } from './terminal.ts'

/** The diagnostics in reading order; of more than `most`, those that matter most. */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  style: Terminal['style'],
  most: number = Number.POSITIVE_INFINITY,
): string {
  const shown = mostImportant(diagnostics, most)
  const texts = shown.map((diagnostic) => toText(diagnostic, style))
  const hidden = diagnostics.length - shown.length
  return (hidden === 0 ? texts : [...texts, `… and ${hidden} more; \`coatcheck check --all\` shows them.`]).join('\n\n')
}

function mostImportant(diagnostics: readonly Diagnostic[], most: number): readonly Diagnostic[] {
  if (diagnostics.length <= most) return diagnostics
  const kept = new Set(diagnostics.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, most))
  return diagnostics.filter((diagnostic) => kept.has(diagnostic))
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 2, hint: 3 }

function rankOf({ severity, refusesStart }: Diagnostic): number {
  return severity === 'warning' && refusesStart ? 1 : ranks[severity]
}

const severityStyles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', hint: 'cyan' }

function toText(diagnostic: Diagnostic, style: Terminal['style']): string {
  const { file, line, column, severity, code, message, frame, hint, related = [], refusesStart } = diagnostic
  const place = style('bold', `${printable(file)}:${line}:${column}`)
  return [
    `${place} ${style(severityStyles[severity], `${severity} ${code}`)} ${printable(message)}`,
    ...(frame === undefined ? [] : [indent(style('dim', frame))]),
    ...related.map((other) => `  ${printable(other.file)}:${other.line}:${other.column} ${printable(other.message)}`),
    ...(hint === undefined ? [] : [indent(printable(hint))]),
    ...(refusesStart ? [indent('`coatcheck start` refuses this.')] : []),
  ].join('\n')
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}
