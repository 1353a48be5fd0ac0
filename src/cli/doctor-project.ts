/** The half of `doctor` that looks at this Node and at the project: its spec, `generated/` and the handlers. */
import { staleness } from '../codegen/staleness.ts'
import { compileProject } from '../compiler/compile.ts'
import type { Registry } from '../contract/registry.ts'
import { type Finding, fine, problem, problemFrom, warn } from './finding.ts'
import { summarize } from './format-diagnostics.ts'
import { generatedSentence } from './generated-sentence.ts'
import { loadRegistry, stubsOf } from './load-registry.ts'
import { securityWarning } from './node-version.ts'
import type { Project } from './project.ts'

/** The Node that runs this. */
export function diagnoseNode(): Finding {
  const warning = securityWarning(process.versions.node)
  return warning === undefined ? fine('node', process.versions.node) : warn('node', warning)
}

/** Findings about the project, and its registry when that can be loaded. */
export async function diagnoseSpec(
  project: Project,
): Promise<{ readonly findings: readonly Finding[]; readonly registry?: Registry }> {
  const { diagnostics, spec } = await compileProject(project.specFile)
  const summary = `spec/openapi.yaml has ${summarize(diagnostics)}`
  if (spec === undefined) return { findings: [problem('spec', `${summary}; \`coatcheck check\` shows them.`)] }
  const refused = diagnostics.filter(({ refusesStart }) => refusesStart).length
  const judged =
    refused === 0 ? fine('spec', summary) : problem('spec', `${summary}, of which start refuses ${refused}.`)
  const stale = await staleness(project.directory, spec.contract.specHash)
  if (stale !== undefined) return { findings: [judged, problem('generated', generatedSentence(stale))] }
  return withRegistry(project, [judged, fine('generated', 'up to date')])
}

async function withRegistry(
  project: Project,
  findings: readonly Finding[],
): Promise<{ readonly findings: readonly Finding[]; readonly registry?: Registry }> {
  try {
    const registry = await loadRegistry(project)
    return { findings: [...findings, diagnoseHandlers(registry)], registry }
  } catch (error) {
    return { findings: [...findings, problemFrom('handlers', error)] }
  }
}

function diagnoseHandlers(registry: Registry): Finding {
  const stubs = stubsOf(registry)
  if (stubs.length === 0) return fine('handlers', `${Object.keys(registry.handlers).length}, none a stub`)
  return warn('handlers', `Still generated stubs: ${stubs.join(', ')}.`)
}
