/**
 * `generated/manifest.json`: which files the generator owns, what they held, and which spec and generator they came from. It tells `start`
 * all that a compilation would, so that none runs there.
 */
import { createHash } from 'node:crypto'
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts'
import { packageVersion } from '../config/version.ts'
import type { Contract } from '../contract/contract.ts'

export interface Manifest {
  readonly generator: string
  readonly version: string
  /** SHA-256 over the spec's sources, as the contract has it. */
  readonly specHash: string
  /** The files that the hash is of: path below the project -> SHA-256 of its text. */
  readonly sources: Readonly<Record<string, string>>
  /** Why `start` does not serve this spec (D12). */
  readonly refusals: readonly Refusal[]
  /** Path below `generated/` -> SHA-256 of its text. */
  readonly files: Readonly<Record<string, string>>
  /** SHA-256 of all the rest: tells a manifest that somebody has edited or merged. */
  readonly hash: string
}

/** A diagnostic without its frame, which can be cut from the sources again. */
export type Refusal = Omit<Diagnostic, 'frame'>

/** Its name below `generated/`; it does not list itself. */
export const manifestFile = 'manifest.json'

/** What files are generated from, as far as their manifest tells of it. */
export interface Origin {
  readonly contract: Contract
  /** The files that it was compiled from: path below the project -> SHA-256 of its text. */
  readonly sources: Readonly<Record<string, string>>
  /** The warnings for which `start` does not serve it. */
  readonly refusals: readonly Diagnostic[]
}

/** The text of the manifest of these files. */
export function manifestText({ contract, sources, refusals }: Origin, files: ReadonlyMap<string, string>): string {
  const manifest: Omit<Manifest, 'hash'> = {
    generator: 'coatcheck',
    version: packageVersion,
    specHash: contract.specHash,
    sources,
    refusals: refusals.map(({ frame: _frame, ...refusal }) => refusal),
    files: Object.fromEntries([...files].map(([path, text]) => [path, sha256(text)]).sort()),
  }
  return toJsonFile({ ...manifest, hash: hashOf(manifest) })
}

/** Whether a manifest is as the generator wrote it, however it is laid out. */
export function isIntact({ hash, ...rest }: Manifest): boolean {
  return hash === hashOf(rest)
}

const hashOf = (manifest: Omit<Manifest, 'hash'>): string => sha256(JSON.stringify(manifest))

/** What a manifest says, or undefined when the text is not one. One that is not intact may lack everything but these two members. */
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
