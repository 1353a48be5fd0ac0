/** Compiles a project's spec for a command that can only go on with one that has no errors. */
import { Fault } from '../base/fault.ts'
import { compileProject, type ResolvedSpec } from '../compiler/compile.ts'
import type { Diagnostic } from '../compiler/diagnostic.ts'
import { explainHint, formatDiagnostics, mostShown, summarize } from './format-diagnostics.ts'
import type { Project } from './project.ts'
import type { Terminal } from './terminal.ts'

/** The compiled spec; with errors, tells them all and throws `spec-invalid`. With `json` they go where the result would have gone. */
export async function compileSpec(
  project: Project,
  terminal: Terminal,
  { json = false }: { readonly json?: boolean | undefined } = {},
): Promise<ResolvedSpec> {
  terminal.status('Reading the spec …')
  const { diagnostics, spec } = await compileProject(project.specFile)
  terminal.status(undefined)
  if (spec === undefined) refuseSpec(ofSeverity(diagnostics, 'error'), terminal, { json })
  const others = ofSeverity(diagnostics, 'warning')
  if (others.length > 0) terminal.note(`The spec has ${summarize(others)}; \`coatcheck check\` shows more.`)
  return spec
}

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

function ofSeverity(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity)
}
