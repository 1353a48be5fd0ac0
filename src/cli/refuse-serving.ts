/** Why a project is not served: its spec must be mended, or it must be generated anew. */
import { Fault } from '../base/fault.ts'
import type { Manifest } from '../codegen/manifest.ts'
import type { Staleness } from '../codegen/staleness.ts'
import { codeFrame } from '../compiler/diagnostics/code-frame.ts'
import { textLines } from '../compiler/diagnostics/text-lines.ts'
import { projectLoader } from '../compiler/read/load.ts'
import { generatedSentence } from './generated-sentence.ts'
import type { Project } from './project.ts'
import { refuseSpec } from './refuse-spec.ts'
import type { Terminal } from './terminal.ts'

/** Of a spec that changed, what is wrong in it comes before the advice to generate. */
export async function refuseStale(project: Project, stale: Staleness, terminal: Terminal): Promise<never> {
  const { compileProject } = await import('../compiler/compile.ts')
  const { diagnostics } = await compileProject(project.specFile)
  const reasons = diagnostics.filter(({ severity, refusesStart }) => severity === 'error' || refusesStart)
  if (reasons.length > 0) refuseSpec(reasons, terminal)
  throw new Fault(stale === 'missing' ? 'generated-missing' : 'generated-stale', generatedSentence(stale))
}

/** Tells the refusals of the manifest as the compiler told them. */
export async function refuseServing(project: Project, { refusals }: Manifest, terminal: Terminal): Promise<never> {
  const { load } = projectLoader(project.specFile)
  const sources = await Promise.all([...new Set(refusals.map(({ file }) => file))].map(load))
  const lines = new Map(
    sources.flatMap((source) => (source.kind === 'text' ? [[source.path, textLines(source.text)] as const] : [])),
  )
  const reasons = refusals.map((refusal) => {
    const source = lines.get(refusal.file)
    return source === undefined ? refusal : { ...refusal, frame: codeFrame(source, refusal.line, refusal.column) }
  })
  return refuseSpec(reasons, terminal)
}
