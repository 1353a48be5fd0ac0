/** A diagnostic: what is wrong in a spec, where, and the way out. Returned in lists, never thrown. */

export type Severity = 'error' | 'warning' | 'hint'

export interface Diagnostic {
  /** Stable: 'CC001' and so on, each explained in `docs/diagnostics.md`. */
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** The way out. */
  readonly hint?: string
  /** Below the project folder, with forward slashes: 'spec/openapi.yaml'. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** The line and its neighbours with a caret under the place, ready to print. */
  readonly frame?: string
  /** Other places that belong to the same cause. */
  readonly related?: readonly RelatedPlace[]
  /** A warning that `start` nevertheless refuses to serve (D12). */
  readonly refusesStart: boolean
}

/** A warning that the spec has ignored. */
export interface SuppressedDiagnostic extends Diagnostic {
  /** Why, in the spec author's words. */
  readonly reason: string
}

export interface RelatedPlace {
  readonly message: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Whether one of them forbids generating and starting. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}

/** In reading order: by file, line, column, then code. */
export function inReadingOrder<Kind extends Diagnostic>(diagnostics: readonly Kind[]): readonly Kind[] {
  return diagnostics.toSorted(
    (one, other) =>
      compareText(one.file, other.file) ||
      one.line - other.line ||
      one.column - other.column ||
      compareText(one.code, other.code),
  )
}

function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
