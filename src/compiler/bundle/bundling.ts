/** The state of one bundling: what is known, what has been named, what is still to be copied, and what was found wrong on the way. */
import type { JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts'
import { diagnosticAt } from '../diagnostics/diagnostic-at.ts'
import type { DiagnosticCode } from '../diagnostics/diagnostic-kinds.ts'
import { type GrowingOrigins, referrers, type Source, startOrigins } from '../read/origins.ts'
import type { LoadedFile, SourceFile } from '../read/source.ts'
import type { Shape } from '../shapes/shape.ts'
import { listResources, type SchemaResource } from './schema-resources.ts'

/** What is known of a file: parsed, not readable, or not good enough to be parsed (which is reported elsewhere). */
export type KnownFile = SourceFile | Extract<LoadedFile, { readonly kind: 'failed' }> | 'refused'

export interface Bundling {
  readonly entry: SourceFile
  readonly files: ReadonlyMap<string, KnownFile>
  /** 'file#pointer' -> the reference that stands for it in the bundle. */
  readonly names: Map<string, string>
  readonly queue: PendingComponent[]
  readonly taken: Set<string>
  readonly origins: GrowingOrigins
  readonly diagnostics: Diagnostic[]
  readonly missing: Set<string>
  /** Causes that have been reported, and are met again. */
  readonly reported: Set<string>
  /** The first references to files that are there but cannot be parsed. */
  readonly referrers: Map<string, readonly RelatedPlace[]>
  readonly resources: Map<SourceFile, readonly SchemaResource[]>
  /** Schemas that have an identifier of their own; filled when the first is asked for. */
  readonly identifiers: Map<string, KnownResource>
  /** Whether there is a `$dynamicRef` anywhere. */
  readonly hasDynamicReferences: boolean
  /** Schemas that are known to reach one, or none. */
  readonly dynamic: Map<JsonValue, boolean>
  /** References whose target has been found before: what stands for them in the bundle. */
  readonly resolved: Map<string, string>
  /** Path items being put in place, to stop at a circle. */
  readonly inlining: string[]
}

/** A definition of another file that becomes a component. */
export interface PendingComponent extends Source {
  readonly scope: DynamicScope
  readonly section: string
  readonly name: string
  readonly shape: Shape
}

/** Where a value comes from, and where it goes. */
export interface Spot extends Source {
  readonly at: Path
}

/** The outermost schema of each dynamic anchor on the way to a place. */
export type DynamicScope = ReadonlyMap<string, Target>

export interface KnownResource {
  readonly file: SourceFile
  readonly resource: SchemaResource
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
    reported: new Set(),
    referrers: new Map(),
    resources: new Map(),
    identifiers: new Map(),
    hasDynamicReferences: [...files.values()].some((file) => isParsed(file) && file.mentions('$dynamicRef')),
    dynamic: new Map(),
    resolved: new Map(),
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

/** The schema resources of a file, its root first. */
export function resourcesOf(work: Bundling, file: SourceFile): readonly SchemaResource[] {
  const known = work.resources.get(file) ?? listResources(file)
  work.resources.set(file, known)
  return known
}

/** The schemas with an `$id`, and the documents that name themselves. */
export function identifiersOf(work: Bundling): ReadonlyMap<string, KnownResource> {
  if (work.identifiers.size > 0) return work.identifiers
  for (const file of work.files.values()) {
    if (!isParsed(file)) continue
    for (const resource of resourcesOf(work, file)) {
      const isNamed = resource.path.length > 0 || !resource.id.startsWith('project:')
      if (isNamed && !work.identifiers.has(resource.id)) work.identifiers.set(resource.id, { file, resource })
    }
  }
  return work.identifiers
}
