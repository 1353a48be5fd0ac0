/** The state of one bundling: what is known, what has been named, what is still to be copied, and what was found wrong on the way. */
import type { JsonValue } from '../base/json.ts'
import type { Path } from '../schema/pointer.ts'
import type { Diagnostic, RelatedPlace } from './diagnostic.ts'
import { type DiagnosticCode, diagnosticAt } from './diagnostics.ts'
import { type GrowingOrigins, referrers, type Source, startOrigins } from './origins.ts'
import type { Shape } from './shape.ts'
import type { LoadedFile, SourceFile } from './source.ts'

/** What is known of a file: parsed, not readable, or not good enough to be parsed (which is reported elsewhere). */
export type KnownFile = SourceFile | Extract<LoadedFile, { readonly kind: 'failed' }> | 'refused'

export interface Bundling {
  readonly entry: SourceFile
  readonly files: ReadonlyMap<string, KnownFile>
  /** 'file#pointer' -> the reference that stands for it in the bundle. */
  readonly names: Map<string, string>
  readonly queue: Adoption[]
  readonly taken: Set<string>
  readonly origins: GrowingOrigins
  readonly diagnostics: Diagnostic[]
  readonly missing: Set<string>
  /** Path items being put in place, to stop at a circle. */
  readonly inlining: string[]
}

/** A definition of another file that becomes a component. */
export interface Adoption extends Source {
  readonly section: string
  readonly name: string
  readonly shape: Shape
}

/** Where a value comes from, and where it goes. */
export interface Spot extends Source {
  readonly at: Path
}

/** What a reference leads to. */
export interface Target {
  readonly file: SourceFile
  readonly path: Path
  readonly value: JsonValue
}

/** Nothing done yet. */
export function startBundling(entry: SourceFile, files: ReadonlyMap<string, KnownFile>): Bundling {
  return {
    entry,
    files,
    names: new Map(),
    queue: [],
    taken: new Set(),
    origins: startOrigins(entry),
    diagnostics: [],
    missing: new Set(),
    inlining: [],
  }
}

/** Notes a diagnostic at the place a value comes from. */
export function report(work: Bundling, code: DiagnosticCode, spot: Spot, message: string, hint?: string): void {
  work.diagnostics.push(
    diagnosticAt(code, spot.file.placeOf(spot.path, 'value'), message, { hint, ...relatedOf(spot) }),
  )
}

const relatedOf = ({ via }: Spot): { readonly related?: readonly RelatedPlace[] } =>
  via === undefined ? {} : { related: referrers(via) }

/** Whether the file is there and parsed. */
export const isParsed = (file: KnownFile | undefined): file is SourceFile =>
  file !== undefined && file !== 'refused' && !('kind' in file)
