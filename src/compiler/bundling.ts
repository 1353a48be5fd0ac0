/** The state of one bundling: what is known, what has been named, what is still to be copied, and what was found wrong on the way. */
import type { JsonValue } from '../base/json.ts'
import type { Path } from '../schema/pointer.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type DiagnosticCode, diagnosticAt } from './diagnostics.ts'
import type { Origin } from './origins.ts'
import type { Shape } from './shape.ts'
import { type LoadedFile, placeIn, type SourceFile } from './source.ts'

/** What is known of a file: parsed, not readable, or not good enough to be parsed (which is reported elsewhere). */
export type KnownFile = SourceFile | Extract<LoadedFile, { readonly kind: 'failed' }> | 'refused'

export interface Bundling {
  readonly entry: SourceFile
  readonly files: ReadonlyMap<string, KnownFile>
  /** 'file#pointer' -> the reference that stands for it in the bundle. */
  readonly names: Map<string, string>
  readonly queue: Adoption[]
  readonly taken: Set<string>
  readonly origins: Origin[]
  readonly diagnostics: Diagnostic[]
  readonly missing: Set<string>
  /** Path items being put in place, to stop at a circle. */
  readonly inlining: string[]
}

/** A definition of another file that becomes a component. */
export interface Adoption {
  readonly section: string
  readonly name: string
  readonly file: SourceFile
  readonly path: Path
  readonly shape: Shape
}

/** Where a value comes from, and where it goes. */
export interface Spot {
  readonly file: SourceFile
  readonly path: Path
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
    origins: [{ at: [], file: entry, path: [] }],
    diagnostics: [],
    missing: new Set(),
    inlining: [],
  }
}

/** Notes a diagnostic at the place a value comes from. */
export function report(work: Bundling, code: DiagnosticCode, spot: Spot, message: string, hint?: string): void {
  const place = placeIn(spot.file.path, spot.file.text, spot.file.positionOf(spot.path, 'value'))
  work.diagnostics.push(diagnosticAt(code, place, message, { hint }))
}

/** Whether the file is there and parsed. */
export const isParsed = (file: KnownFile | undefined): file is SourceFile =>
  file !== undefined && file !== 'refused' && !('kind' in file)
