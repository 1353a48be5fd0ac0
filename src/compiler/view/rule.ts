/** What a rule is: a pure function from the spec to the diagnostics of one subject. */

import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts'
import type { DiagnosticDetails } from '../diagnostics/diagnostic-at.ts'
import type { DiagnosticCode } from '../diagnostics/diagnostic-kinds.ts'
import type { Place } from '../diagnostics/text-lines.ts'
import type { SpecView } from './spec-view.ts'

export type Rule = (context: RuleContext) => readonly Diagnostic[]

export interface RuleContext {
  readonly spec: SpecView
  /** Makes a diagnostic at a path of the bundled document; it points to the value there, or to its key. */
  diagnostic(code: DiagnosticCode, at: Path, message: string, details?: RuleDetails): Diagnostic
  /** The source place of a path, for related places. */
  place(at: Path, part?: 'key' | 'value'): Place
}

/** Another place of the document that belongs to a diagnostic. */
export function relatedAt(
  context: Pick<RuleContext, 'place'>,
  at: Path,
  message: string,
  part: 'key' | 'value' = 'value',
): readonly RelatedPlace[] {
  const { file, line, column } = context.place(at, part)
  return [{ message, file, line, column }]
}

export interface RuleDetails extends DiagnosticDetails {
  readonly part?: 'key' | 'value'
}
