/**
 * What `start` serves: the registry of a project whose `generated/` fits its spec and whose spec is safe to serve. Compiles nothing: what a
 * compilation came to stands in the manifest, and holds as long as the sources have the same hash.
 */
import { soundManifest } from '../codegen/staleness.ts'
import { readSources } from '../compiler/load.ts'
import { specHash } from '../compiler/spec-hash.ts'
import type { Registry } from '../contract/registry.ts'
import { loadRegistry } from './load-registry.ts'
import type { Project } from './project.ts'
import type { Terminal } from './terminal.ts'

/** The project's registry; throws `spec-invalid`, `generated-missing`, `generated-stale` or `handler-invalid`. */
export async function loadServable(project: Project, terminal: Terminal): Promise<Registry> {
  const manifest = await soundManifest(project.directory)
  if (typeof manifest === 'string') return (await refusing()).refuseStale(project, manifest, terminal)
  const sources = await readSources(project.specFile, manifest.sources)
  if (specHash(sources) !== manifest.specHash) return (await refusing()).refuseStale(project, 'spec', terminal)
  if (manifest.refusals.length > 0) return (await refusing()).refuseServing(manifest, sources, terminal)
  return loadRegistry(project)
}

/** Loaded only where nothing will be served. */
const refusing = () => import('./refuse-serving.ts')
