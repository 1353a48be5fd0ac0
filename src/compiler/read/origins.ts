/** Which source file, and where in it, each part of the bundled document comes from. */
import type { Path } from '../../schema/pointer.ts'
import type { RelatedPlace } from '../diagnostics/diagnostic.ts'
import type { Place } from '../diagnostics/text-lines.ts'
import type { SourceFile } from './source.ts'

/** Parts of the bundled document by their path, as a tree, so that a path finds its innermost part in one walk. */
export interface Origins {
  readonly source: Source | undefined
  readonly below: ReadonlyMap<string, Origins>
}

/** A place in a source file. */
export interface Source {
  readonly file: SourceFile
  readonly path: Path
  /** The reference that brought it into the bundle first; absent for what the spec file itself says. */
  readonly via?: Source | undefined
}

/** Origins that are still being noted. */
export interface GrowingOrigins extends Origins {
  source: Source | undefined
  readonly below: Map<string, GrowingOrigins>
}

/** Origins that all lie in one file until others are noted. */
export function startOrigins(file: SourceFile): GrowingOrigins {
  return grow({ file, path: [] })
}

/** Says that the part at a path, and what is below it, comes from elsewhere; the later word counts. */
export function noteOrigin(origins: GrowingOrigins, at: Path, source: Source): void {
  let here = origins
  for (const name of at) {
    const next = here.below.get(name) ?? grow(undefined)
    here.below.set(name, next)
    here = next
  }
  here.source = source
}

const grow = (source: Source | undefined): GrowingOrigins => ({ source, below: new Map() })

/** The source place of a path of the bundled document. */
export function placeOf(origins: Origins, path: Path, part: 'key' | 'value' = 'value'): Place {
  const { file, path: source } = sourceOf(origins, path)
  return file.placeOf(source, part)
}

/** The references that lead from a path's file to the spec file, innermost first. */
export function referrersOf(origins: Origins, path: Path): readonly RelatedPlace[] {
  return referrers(sourceOf(origins, path).via)
}

/** A chain of references as related places. */
export function referrers(via: Source | undefined): readonly RelatedPlace[] {
  if (via === undefined) return []
  const { file, line, column } = via.file.placeOf(via.path, 'value')
  return [{ message: 'Referenced from here', file, line, column }, ...referrers(via.via)]
}

/** The source of a path of the bundled document: in the innermost part that covers it. */
function sourceOf(origins: Origins, path: Path): Source {
  let here: Origins | undefined = origins
  let found = { source: origins.source, length: 0 }
  for (let length = 1; length <= path.length; length += 1) {
    here = here.below.get(path[length - 1] ?? '')
    if (here === undefined) break
    if (here.source !== undefined) found = { source: here.source, length }
  }
  if (found.source === undefined) throw new TypeError('A bundled document has an origin for its root')
  return { ...found.source, path: [...found.source.path, ...path.slice(found.length)] }
}
