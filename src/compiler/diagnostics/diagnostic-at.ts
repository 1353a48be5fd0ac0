/** Makes a diagnostic of a known kind; the only place that reads severity and way out from the registry. */
import type { Diagnostic, RelatedPlace } from './diagnostic.ts'
import { type DiagnosticCode, diagnosticKinds } from './diagnostic-kinds.ts'
import type { Place } from './text-lines.ts'

export interface DiagnosticDetails {
  readonly hint?: string | undefined
  readonly related?: readonly RelatedPlace[]
}

/** A diagnostic of a known kind at a place. */
export function diagnosticAt(
  code: DiagnosticCode,
  place: Place,
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic {
  const kind = diagnosticKinds[code]
  const { hint = kind.help, related } = details
  return {
    code,
    severity: kind.severity,
    message,
    hint,
    file: place.file,
    line: place.line,
    column: place.column,
    ...(place.frame === undefined ? {} : { frame: place.frame }),
    refusesStart: kind.refusesStart ?? false,
    ...(related === undefined ? {} : { related }),
  }
}
