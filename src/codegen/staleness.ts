/** Whether `generated/` is of the spec as it is. Looks at the manifest alone, and loads nothing that generates: every start asks it. */
import { join } from 'node:path'
import { packageVersion } from '../config/version.ts'
import { isIntact, type Manifest, manifestFile, readManifest } from './manifest.ts'
import { readIfThere } from './read-if-there.ts'

/** Why `generated/` cannot serve a spec: there is none, another version made it, somebody edited its manifest, or it is of another spec. */
export type Staleness = 'missing' | 'generator' | 'manifest' | 'spec'

/** The manifest of the last run, if there is one. */
export async function manifestOf(project: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(project, 'generated', manifestFile))
  return text === undefined ? undefined : readManifest(text)
}

/** A manifest that can be relied on, or why there is none. */
export async function soundManifest(project: string): Promise<Manifest | Exclude<Staleness, 'spec'>> {
  const manifest = await manifestOf(project)
  if (manifest === undefined) return 'missing'
  if (manifest.version !== packageVersion) return 'generator'
  return isIntact(manifest) ? manifest : 'manifest'
}

/** Whether and why `generated/` is stale for a spec of that hash. */
export async function staleness(project: string, specHash: string): Promise<Staleness | undefined> {
  const manifest = await soundManifest(project)
  if (typeof manifest === 'string') return manifest
  return manifest.specHash === specHash ? undefined : 'spec'
}
