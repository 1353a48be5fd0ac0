/**
 * Schema resources of a file (JSON Schema 2020-12, section 8.2): the file itself and every schema with an `$id`, each with the anchors that
 * belong to it. Found without knowing what is a schema, because a file that is referred to may hold anything.
 */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { isWithin, type Path } from '../../schema/pointer.ts'
import type { SourceFile } from '../read/source.ts'

export interface SchemaResource {
  /** Absolute; that of a file without one is `project:/` and its name. */
  readonly id: string
  readonly path: Path
  /** `$anchor` and `$dynamicAnchor` by name; the first of several. */
  readonly anchors: ReadonlyMap<string, Path>
  /** The names of `$dynamicAnchor`. */
  readonly dynamic: ReadonlySet<string>
}

/** Every resource of a file, its root first. */
export function listResources(file: SourceFile): readonly SchemaResource[] {
  const root = startResource(rootId(file), [])
  const found = [root]
  if (keywords.some(file.mentions)) collect(file.value, [], root, found)
  return found
}

const keywords = ['$id', '$anchor', '$dynamicAnchor']

/** A file of the project; OpenAPI 3.2 lets a document name itself. */
function rootId({ path, value }: SourceFile): string {
  const own = isJsonObject(value) && typeof value.$self === 'string' ? value.$self : ''
  const file = `project:/${encodeURI(path)}`
  return absoluteId(own, file) ?? file
}

/** A reference made absolute, without its fragment; undefined when it is no reference. */
export function absoluteId(text: string, base: string): string | undefined {
  const [name = ''] = text.split('#')
  return URL.canParse(name, base) ? new URL(name, base).href : undefined
}

/** The innermost resource that a path lies in. */
export function resourceAt(resources: readonly SchemaResource[], path: Path): SchemaResource | undefined {
  return resources.findLast((resource) => isWithin(path, resource.path))
}

interface GrowingResource extends SchemaResource {
  readonly anchors: Map<string, Path>
  readonly dynamic: Set<string>
}

const startResource = (id: string, path: Path): GrowingResource => ({
  id,
  path,
  anchors: new Map(),
  dynamic: new Set(),
})

function collect(value: JsonValue, path: string[], outer: GrowingResource, found: GrowingResource[]): void {
  if (typeof value !== 'object' || value === null) return
  const inner = isJsonObject(value) ? resourceOf(value.$id, path, outer, found) : outer
  if (isJsonObject(value)) noteAnchors(value, path, inner)
  for (const [name, member] of Object.entries(value)) {
    path.push(name)
    collect(member, path, inner, found)
    path.pop()
  }
}

function resourceOf(
  id: JsonValue | undefined,
  path: Path,
  outer: GrowingResource,
  found: GrowingResource[],
): GrowingResource {
  const absolute = typeof id === 'string' && id !== '' && !id.startsWith('#') ? absoluteId(id, outer.id) : undefined
  if (absolute === undefined) return outer
  const resource = startResource(absolute, [...path])
  found.push(resource)
  return resource
}

function noteAnchors(
  { $anchor, $dynamicAnchor }: { readonly [name: string]: JsonValue },
  path: Path,
  to: GrowingResource,
) {
  for (const name of [$anchor, $dynamicAnchor]) {
    if (typeof name === 'string' && !to.anchors.has(name)) to.anchors.set(name, [...path])
  }
  if (typeof $dynamicAnchor === 'string') to.dynamic.add($dynamicAnchor)
}
