/** Diagnostics for a script: `check --format json`. Members are added to this shape, and none is taken away or changes its meaning. */
import type { Diagnostic, Severity, SuppressedDiagnostic } from '../compiler/diagnostics/diagnostic.ts'
import { docsAnchor } from './diagnostic-pages.ts'

export interface DiagnosticsJson {
  readonly diagnostics: readonly (Diagnostic & { readonly docs?: string })[]
  readonly suppressed: readonly (SuppressedDiagnostic & { readonly docs?: string })[]
  readonly errors: number
  readonly warnings: number
  readonly hints: number
  /** Of the warnings, those that `start` does not serve. */
  readonly refusals: number
}

/** The diagnostics as they are, each with where it is explained, and counts. */
export function diagnosticsJson(
  diagnostics: readonly Diagnostic[],
  suppressed: readonly SuppressedDiagnostic[],
): DiagnosticsJson {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  return {
    diagnostics: diagnostics.map(withDocs),
    suppressed: suppressed.map(withDocs),
    errors: count('error'),
    warnings: count('warning'),
    hints: count('hint'),
    refusals: diagnostics.filter(({ refusesStart }) => refusesStart).length,
  }
}

function withDocs<Kind extends Diagnostic>(diagnostic: Kind): Kind & { readonly docs?: string } {
  const docs = docsAnchor(diagnostic.code)
  return docs === undefined ? diagnostic : { ...diagnostic, docs }
}
