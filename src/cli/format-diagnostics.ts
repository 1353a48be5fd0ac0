/** Diagnostics as a person, a script or a CI system wants to read them. Prints nothing itself. */
import { assertNever } from '../base/assert-never.ts'
import type { Diagnostic, Severity, SuppressedDiagnostic } from '../compiler/diagnostics/diagnostic.ts'
import { diagnosticsJson } from './diagnostics-json.ts'
import { diagnosticsText } from './diagnostics-text.ts'
import { sarifLog } from './sarif.ts'
import type { Terminal } from './terminal.ts'
import { workflowCommands } from './workflow-commands.ts'

export const diagnosticFormats = ['text', 'json', 'github', 'sarif'] as const

export type DiagnosticFormat = (typeof diagnosticFormats)[number]

/** What a person reads at most, before mending some of it. */
export const mostShown = 50

/** What belongs to the diagnostics of a project beside the diagnostics. */
export interface FormatContext {
  /** Those that the spec has ignored: counted in text, listed by `json` and `sarif`. */
  readonly suppressed?: readonly SuppressedDiagnostic[]
  /** The project folder as a `file:` URL; `sarif` resolves the files against it. */
  readonly projectUrl?: string
  /** A file below the project as the repository names it, for `github`. */
  readonly pathInRepository?: (file: string) => string
  /** `text` shows no more than that many. */
  readonly most?: number
}

/** The diagnostics in that format; '' when there is nothing to say. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
  style: Terminal['style'],
  context: FormatContext = {},
): string {
  switch (format) {
    case 'text':
      return diagnosticsText(diagnostics, style, context.most)
    case 'json':
      return JSON.stringify(diagnosticsJson(diagnostics, context.suppressed ?? []), null, 2)
    case 'github':
      return workflowCommands(diagnostics, context.pathInRepository)
    case 'sarif':
      return JSON.stringify(sarifLog(diagnostics, context.suppressed ?? [], context.projectUrl), null, 2)
    default:
      return assertNever(format)
  }
}

/** '2 errors, 1 warning, 3 ignored', or 'no problems'. */
export function summarize(
  diagnostics: readonly Diagnostic[],
  suppressed: readonly SuppressedDiagnostic[] = [],
): string {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  const parts = [plural(count('error'), 'error'), plural(count('warning'), 'warning'), plural(count('hint'), 'hint')]
  const found = parts.filter((part) => part !== '')
  const ignored = suppressed.length === 0 ? [] : [`${suppressed.length} ignored`]
  return [...(found.length === 0 ? ['no problems'] : found), ...ignored].join(', ')
}

/** The way to the page about one of them. */
export function explainHint(diagnostics: readonly { readonly code: string }[]): string {
  const [first] = diagnostics
  return first === undefined ? '' : `; \`coatcheck explain ${first.code}\` says more`
}

function plural(count: number, noun: string): string {
  if (count === 0) return ''
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
