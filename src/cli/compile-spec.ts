/** Compiles a project's spec for a command that can only go on with one that has no errors. */
import { compileProject, type ResolvedSpec } from '../compiler/compile.ts'
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts'
import { summarize } from './format-diagnostics.ts'
import type { Project } from './project.ts'
import { refuseSpec } from './refuse-spec.ts'
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

function ofSeverity(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity)
}
