/** Says why a command cannot go on with a spec. Needs its diagnostics alone, wherever they come from. */
import { Fault } from '../base/fault.ts'
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts'
import { explainHint, formatDiagnostics, mostShown, summarize } from './format-diagnostics.ts'
import type { Terminal } from './terminal.ts'

/** Tells the diagnostics and throws. */
export function refuseSpec(
  reasons: readonly Diagnostic[],
  terminal: Terminal,
  { json = false }: { readonly json?: boolean } = {},
): never {
  if (json) terminal.print(formatDiagnostics(reasons, 'json', terminal.style))
  else terminal.note(formatDiagnostics(reasons, 'text', terminal.styleNote, { most: mostShown }))
  const summary = summarize(reasons)
  throw new Fault('spec-invalid', `The spec has ${summary} that must be mended first${explainHint(reasons)}.`)
}
