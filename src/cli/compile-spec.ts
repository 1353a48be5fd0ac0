/** Compiles a project's spec for a command that can only go on with one that has no errors. */
import { Fault } from '../base/fault.ts'
import { compileProject, type ResolvedSpec } from '../compiler/compile.ts'
import type { Diagnostic } from '../compiler/diagnostic.ts'
import { formatDiagnostics, summarize } from './format-diagnostics.ts'
import type { Project } from './project.ts'
import type { Terminal } from './terminal.ts'

/** The compiled spec; with errors, notes them all and throws `spec-invalid`. */
export async function compileSpec(project: Project, terminal: Terminal): Promise<ResolvedSpec> {
  const { diagnostics, spec } = await compileProject(project.specFile)
  if (spec === undefined) refuseSpec(ofSeverity(diagnostics, 'error'), terminal)
  const others = diagnostics.filter(({ severity }) => severity === 'warning')
  if (others.length > 0) terminal.note(`The spec has ${summarize(others)}; \`coatcheck check\` shows more.`)
  return spec
}

/** Notes the diagnostics and throws. */
export function refuseSpec(reasons: readonly Diagnostic[], terminal: Terminal): never {
  terminal.note(formatDiagnostics(reasons, 'text', terminal.style))
  throw new Fault('spec-invalid', `The spec has ${summarize(reasons)} that must be mended first.`)
}

function ofSeverity(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity)
}
