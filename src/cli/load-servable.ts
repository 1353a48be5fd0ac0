/**
 * What `start` serves: the registry of a project whose `generated/` fits its spec and whose spec is safe to serve. Compiles nothing: what a
 * compilation came to stands in the manifest, and holds as long as the sources have the same hashes.
 */
import { Fault } from '../base/fault.ts'
import { editedFile, servedFiles, soundManifest } from '../codegen/staleness.ts'
import { areSourcesUnchanged } from '../compiler/read/load.ts'
import type { Registry } from '../contract/registry.ts'
import { editedSentence } from './generated-sentence.ts'
import { loadRegistry } from './load-registry.ts'
import type { Project } from './project.ts'
import type { Terminal } from './terminal.ts'

/** The project's registry; throws `spec-invalid`, `generated-missing`, `generated-stale` or `handler-invalid`. */
export async function loadServable(project: Project, terminal: Terminal): Promise<Registry> {
  const manifest = await soundManifest(project.directory)
  if (typeof manifest === 'string') return (await refusing()).refuseStale(project, manifest, terminal)
  const isOfSpec = await areSourcesUnchanged(project.specFile, manifest.sources)
  if (!isOfSpec) return (await refusing()).refuseStale(project, 'spec', terminal)
  if (manifest.refusals.length > 0) return (await refusing()).refuseServing(project, manifest, terminal)
  const edited = await editedFile(project.directory, manifest, servedFiles)
  if (edited !== undefined) throw new Fault('generated-stale', editedSentence(edited))
  return loadRegistry(project)
}

/** Loaded only where nothing will be served. */
const refusing = () => import('./refuse-serving.ts')
