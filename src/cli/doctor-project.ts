/** The half of `doctor` that looks at this Node and at the project: its spec, `generated/` and the handlers. */
import { editedFile, soundManifest, staleness } from '../codegen/staleness.ts'
import { compileProject } from '../compiler/compile.ts'
import type { Registry } from '../contract/registry.ts'
import { type Finding, fine, problem, problemFrom, warn } from './finding.ts'
import { summarize } from './format-diagnostics.ts'
import { editedSentence, generatedSentence } from './generated-sentence.ts'
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
  const unfit = await whyUnfit(project, spec.contract.specHash)
  if (unfit !== undefined) return { findings: [judged, problem('generated', unfit)] }
  return withRegistry(project, [judged, fine('generated', 'up to date')])
}

/** Every file is compared, as `generate --check` does, and not only those that a start reads. */
async function whyUnfit({ directory }: Project, specHash: string): Promise<string | undefined> {
  const stale = await staleness(directory, specHash)
  if (stale !== undefined) return generatedSentence(stale)
  const manifest = await soundManifest(directory)
  const edited = typeof manifest === 'string' ? undefined : await editedFile(directory, manifest)
  return edited === undefined ? undefined : editedSentence(edited)
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
