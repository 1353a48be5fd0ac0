/**
 * `$dynamicRef` (JSON Schema 2020-12, section 8.2.3.2), resolved ahead: which schema it means depends on the references followed to get
 * there, so a schema that is reached in several ways is copied once for each, and the bundle holds plain references only.
 */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { type Path, toPointer, valueAt } from '../../schema/pointer.ts'
import { splitReference } from '../read/reference.ts'
import type { SourceFile } from '../read/source.ts'
import { type Bundling, type DynamicScope, resourcesOf, type Target } from './bundling.ts'
import { locateTarget } from './reference-target.ts'
import type { SchemaResource } from './schema-resources.ts'

export const noScope: DynamicScope = new Map()

/** The scope of a place that is copied together with what is around it, from a place whose scope is known. */
export function scopeBelow(
  work: Bundling,
  { path, scope }: { readonly path: Path; readonly scope: DynamicScope },
  { file, path: below }: Pick<Target, 'file' | 'path'>,
): DynamicScope {
  const inner = enclosing(work, file, below).filter((resource) => resource.path.length > path.length)
  return inner.reduce((reached, resource) => entered(reached, file, resource), scope)
}

/** The scope after a reference has led from one with the scope given to a target. */
export function scopeBehind(
  work: Bundling,
  scope: DynamicScope,
  { file, path }: Pick<Target, 'file' | 'path'>,
): DynamicScope {
  const innermost = enclosing(work, file, path).at(-1)
  return innermost === undefined ? scope : entered(scope, file, innermost)
}

/** The scope of a place that is reached through everything around it in its file. */
export function scopeInPlace(work: Bundling, file: SourceFile, path: Path): DynamicScope {
  const start = file === work.entry ? noScope : scopeInPlace(work, work.entry, [])
  return enclosing(work, file, path).reduce((scope, resource) => entered(scope, file, resource), start)
}

const enclosing = (work: Bundling, file: SourceFile, path: Path): readonly SchemaResource[] =>
  resourcesOf(work, file).filter((resource) => resource.path.every((name, index) => path[index] === name))

/** What an outer resource has bound stays bound. */
function entered(scope: DynamicScope, file: SourceFile, resource: SchemaResource): DynamicScope {
  const added = [...resource.dynamic].flatMap((name): (readonly [string, Target])[] => {
    const path = resource.anchors.get(name)
    const value = path === undefined ? undefined : valueAt(file.value, path)
    return path === undefined || value === undefined || scope.has(name) ? [] : [[name, { file, path, value }]]
  })
  return added.length === 0 ? scope : new Map([...scope, ...added])
}

/** What a dynamic reference means in a scope, when it leads to `initial` outside of any. */
export function dynamicTarget(text: string, initial: Target, scope: DynamicScope): Target {
  const { fragment } = splitReference(text)
  const isDynamic = isJsonObject(initial.value) && initial.value.$dynamicAnchor === fragment
  return (isDynamic ? scope.get(fragment) : undefined) ?? initial
}

/** The scope as text, to tell the copies of one schema apart; '' when nothing in the schema depends on it. */
export function scopeKey(work: Bundling, target: Target, scope: DynamicScope): string {
  if (scope.size === 0 || !reachesDynamicReference(work, target)) return ''
  return [...scope]
    .map(([name, { file, path }]) => `${name}=${file.path}#${toPointer(path)}`)
    .toSorted()
    .join(' ')
}

/** Whether a schema, or one that it refers to, has a `$dynamicRef`. */
function reachesDynamicReference(work: Bundling, start: Target): boolean {
  const known = work.dynamic.get(start.value)
  if (known !== undefined) return known
  const seen = new Set<JsonValue>()
  const waiting = [start]
  let reaches = false
  for (let next = waiting.pop(); next !== undefined && !reaches; next = waiting.pop()) {
    if (seen.has(next.value)) continue
    seen.add(next.value)
    for (const { keyword, text, path } of referencesIn(next.value, [...next.path])) {
      if (keyword === '$dynamicRef') reaches = true
      const found = locateTarget(work, text, { file: next.file, path })
      if (found.kind === 'found') waiting.push(found.target)
    }
  }
  work.dynamic.set(start.value, reaches)
  return reaches
}

interface FoundReference {
  readonly keyword: '$ref' | '$dynamicRef'
  readonly text: string
  readonly path: Path
}

function referencesIn(value: JsonValue, path: Path): readonly FoundReference[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]: [string, JsonValue]): readonly FoundReference[] => {
    const here = [...path, name]
    if ((name === '$ref' || name === '$dynamicRef') && typeof member === 'string')
      return [{ keyword: name, text: member, path: here }]
    return referencesIn(member, here)
  })
}
