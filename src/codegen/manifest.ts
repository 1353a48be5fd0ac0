/** `generated/manifest.json`: which files the generator owns, what they held, and which spec and generator they came from. */
import { createHash } from 'node:crypto'
import { packageVersion } from '../config/version.ts'
import type { Contract } from '../contract/contract.ts'

export interface Manifest {
  readonly generator: string
  readonly version: string
  /** SHA-256 over the spec's sources, as the contract has it. */
  readonly specHash: string
  /** Path below `generated/` -> SHA-256 of its text. */
  readonly files: Readonly<Record<string, string>>
}

/** Its name below `generated/`; it does not list itself. */
export const manifestFile = 'manifest.json'

/** The text of the manifest of these files. */
export function writeManifest(contract: Contract, files: ReadonlyMap<string, string>): string {
  const manifest: Manifest = {
    generator: 'coatcheck',
    version: packageVersion,
    specHash: contract.specHash,
    files: Object.fromEntries([...files].map(([path, text]) => [path, sha256(text)]).sort()),
  }
  return toJsonFile(manifest)
}

/** What a manifest says, or undefined when the text is not one. */
export function readManifest(text: string): Manifest | undefined {
  try {
    const manifest: Partial<Manifest> | null = JSON.parse(text)
    const readable =
      typeof manifest?.specHash === 'string' && typeof manifest.files === 'object' && manifest.files !== null
    return readable ? (manifest as Manifest) : undefined
  } catch {
    return undefined
  }
}

/** JSON as a generated file holds it. */
export function toJsonFile(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** The hash of a text, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
