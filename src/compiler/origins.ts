/** Which source file, and where in it, each part of the bundled document comes from. */
import { isWithin, type Path } from '../schema/pointer.ts'
import { type Place, placeIn, type SourceFile } from './source.ts'

export interface Origin {
  /** Path in the bundled document. */
  readonly at: Path
  readonly file: SourceFile
  readonly path: Path
}

export type Origins = readonly Origin[]

/** The source place of a path of the bundled document. */
export function placeOf(origins: Origins, path: Path, part: 'key' | 'value' = 'value'): Place {
  const origin = originOf(origins, path)
  const source = [...origin.path, ...path.slice(origin.at.length)]
  const position = origin.file.positionOf(source, part)
  return placeIn(origin.file.path, origin.file.text, position)
}

/** The innermost origin that covers the path; of two for one place, the later. */
function originOf(origins: Origins, path: Path): Origin {
  const [first, ...rest] = origins.filter((origin) => isWithin(path, origin.at))
  if (first === undefined) throw new TypeError('A bundled document has an origin for its root')
  return rest.reduce((best, origin) => (origin.at.length >= best.at.length ? origin : best), first)
}
