/** What `start` serves: the registry of a project whose `generated/` fits its spec and whose spec is safe to serve. */

import { Fault } from '../base/fault.ts'
import { staleness } from '../codegen/write.ts'
import { compileProject } from '../compiler/compile.ts'
import type { Registry } from '../contract/registry.ts'
import { refuseSpec } from './compile-spec.ts'
import { generatedSentence } from './generated-sentence.ts'
import { loadRegistry } from './load-registry.ts'
import type { Project } from './project.ts'
import type { Terminal } from './terminal.ts'

/** The project's registry; throws `spec-invalid`, `generated-missing`, `generated-stale` or `handler-invalid`. */
export async function loadServable(project: Project, terminal: Terminal): Promise<Registry> {
  const { diagnostics, spec } = await compileProject(project.specFile)
  const reasons = diagnostics.filter(({ severity, refusesStart }) => severity === 'error' || refusesStart)
  if (spec === undefined || reasons.length > 0) refuseSpec(reasons, terminal)
  const stale = await staleness(project.directory, spec.contract.specHash)
  if (stale !== undefined) {
    throw new Fault(stale === 'missing' ? 'generated-missing' : 'generated-stale', generatedSentence(stale))
  }
  return loadRegistry(project)
}
