/** Whether `generated/` is of the spec as it is, and as it was written. Loads nothing that generates: every start asks it. */
import { join } from 'node:path'
import { hashFile } from '../compiler/read/file-hash.ts'
import { packageVersion } from '../config/version.ts'
import { isIntact, type Manifest, manifestFile, readManifest } from './manifest.ts'
import { readIfThere, unless } from './read-if-there.ts'

/** Why `generated/` cannot serve a spec: there is none, another version made it, somebody edited its manifest, or it is of another spec. */
export type Staleness = 'missing' | 'generator' | 'manifest' | 'spec'

/** The manifest of the last run, if there is one. */
export async function manifestOf(project: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(project, 'generated', manifestFile))
  return text === undefined ? undefined : readManifest(text)
}

/** A manifest that can be relied on, or why there is none. */
export async function soundManifest(project: string): Promise<Manifest | Exclude<Staleness, 'spec'>> {
  const text = await readIfThere(join(project, 'generated', manifestFile))
  if (text === undefined) return 'missing'
  const manifest = readManifest(text)
  if (manifest === undefined) return 'manifest'
  if (manifest.version !== packageVersion) return 'generator'
  return isIntact(manifest) ? manifest : 'manifest'
}

/** Whether and why `generated/` is stale for a spec of that hash. */
export async function staleness(project: string, specHash: string): Promise<Staleness | undefined> {
  const manifest = await soundManifest(project)
  if (typeof manifest === 'string') return manifest
  return manifest.specHash === specHash ? undefined : 'spec'
}

/** What decides how a server answers and is read at once; validators.code is judged piece by piece, when it is read. */
export const servedFiles: readonly string[] = ['contract.json', 'index.ts', 'registry.ts', 'validators.js']

/** The first of these files that is no longer as the manifest has it, or is gone: all of them, where none are named. */
export async function editedFile(
  project: string,
  { files }: Manifest,
  names: readonly string[] = Object.keys(files),
): Promise<string | undefined> {
  for (const name of names) {
    const path = join(project, 'generated', name)
    if (!(await isAsWritten(path, files[name]).catch(unless('ENOENT', false)))) return name
  }
  return undefined
}

/** A checkout may have turned line feeds into CRLF. */
async function isAsWritten(path: string, hash: string | undefined): Promise<boolean> {
  return (await hashFile(path, 'written')) === hash || (await hashFile(path, 'source')) === hash
}
