/**
 * References: checks every `$ref` of the spec, brings what other files define into `components`, and puts referred path items in their
 * place. What remains are `#/…` references that lead somewhere of the right kind. Cycles are allowed. Pure: files not read yet are
 * asked for in `missing`.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject } from '../../base/read-json.ts'
import { toPointer, valueAt } from '../../schema/pointer.ts'
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts'
import { noteOrigin, type Origins } from '../read/origins.ts'
import { isReferenceText } from '../read/reference.ts'
import type { SourceFile } from '../read/source.ts'
import { versionOf } from '../read/version.ts'
import { anchorName } from '../shapes/schema-shapes.ts'
import { childrenOf, isIn, narrow, type ObjectShape, referenceIn, type Shape } from '../shapes/shape.ts'
import { documentShape, specShapes } from '../shapes/spec-shapes.ts'
import {
  type Bundling,
  type DynamicScope,
  type KnownFile,
  report,
  resourcesOf,
  type Spot,
  startBundling,
  type Target,
} from './bundling.ts'
import { componentFor, type Reached } from './component-for.ts'
import { dynamicTarget, noScope, scopeBehind, scopeBelow, scopeInPlace, scopeKey } from './dynamic-scope.ts'
import { findTarget, isOfKind, loopBehind, reportLoop, reportOnce } from './reference-target.ts'

export interface Resolution {
  /** The spec in one piece. */
  readonly document: JsonValue
  readonly origins: Origins
  readonly diagnostics: readonly Diagnostic[]
  /** The references that lead to each file that cannot be parsed. */
  readonly referrers: ReadonlyMap<string, readonly RelatedPlace[]>
  /** Files that are referred to and have not been read. */
  readonly missing: readonly string[]
}

/** The spec with its references resolved. */
export function resolveReferences(entry: SourceFile, files: ReadonlyMap<string, KnownFile>): Resolution {
  const work = startBundling(entry, files)
  const scope = work.hasDynamicReferences ? scopeInPlace(work, entry, []) : noScope
  const root = copy(work, entry.value, documentShape, { file: entry, path: [], at: [], scope }, undefined)
  const document = isJsonObject(root) ? withComponents(work, root) : root
  const { origins, diagnostics, referrers, missing } = work
  return { document, origins, diagnostics, referrers, missing: [...missing] }
}

/** A place that is copied with everything below it. */
interface Start extends Spot {
  readonly scope: DynamicScope
}

/** The way from a start to a place below it, made into paths only where something is to be said or followed. */
type Trail = { readonly above: Trail; readonly name: string } | undefined

function spotAt({ file, path, at, via }: Start, trail: Trail, ...more: readonly string[]): Spot {
  const names = [...more]
  for (let step = trail; step !== undefined; step = step.above) names.unshift(step.name)
  return { file, path: [...path, ...names], at: [...at, ...names], via }
}

/** The value itself when nothing in it changes: most of a bundle is shared with its sources. */
function copy(work: Bundling, value: JsonValue, shape: Shape, start: Start, trail: Trail): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  const narrowed = narrow(shape, value)
  if (narrowed.type === 'any' || narrowed.type === 'prose') return value
  const object = narrowed.type === 'object' ? specShapes[narrowed.name] : undefined
  const reference = referenceIn(value, object)
  if (reference !== undefined && isInlined(work, object) && isJsonObject(value)) {
    return inline(work, value, reference, shape, start, trail)
  }
  const copied = copyMembers(work, value, narrowed, start, trail)
  if (!isJsonObject(copied) || object === undefined) return copied
  if (object === specShapes.discriminator) return withMapping(work, copied, start, trail)
  const referring =
    reference === undefined ? copied : withReference(work, copied, reference, object, shape, start, trail)
  return object === specShapes.schema && isModern(work) ? withPlainReferences(work, referring, start, trail) : referring
}

function copyMembers(work: Bundling, value: JsonValue, shape: Shape, start: Start, trail: Trail): JsonValue {
  const changes = new Map<string, JsonValue>()
  for (const child of childrenOf(value, shape, specShapes)) {
    const copied = copy(work, child.value, child.shape, start, { above: trail, name: child.name })
    if (copied !== child.value) changes.set(child.name, copied)
  }
  if (changes.size === 0) return value
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => changes.get(String(index)) ?? item)
  return { ...readObject(value), ...Object.fromEntries(changes) }
}

function withReference(
  work: Bundling,
  value: JsonObject,
  text: string,
  object: ObjectShape,
  shape: Shape,
  start: Start,
  trail: Trail,
): JsonObject {
  const resolved = resolveOne(work, text, object, shape, start, { above: trail, name: '$ref' })
  return resolved === text ? value : { ...value, $ref: resolved }
}

function withMapping(work: Bundling, value: JsonObject, start: Start, trail: Trail): JsonObject {
  const { mapping } = value
  const schema = specShapes.schema
  if (!isJsonObject(mapping) || schema === undefined) return value
  const above = { above: trail, name: 'mapping' }
  const resolved = Object.entries(mapping).map(([name, target]): [string, JsonValue] => {
    if (typeof target !== 'string') return [name, target]
    const text = isReferenceText(target) ? target : `#/components/schemas/${target}`
    const known = resolveOne(work, text, schema, { type: 'object', name: 'schema' }, start, { above, name })
    return [name, isReferenceText(target) || start.file !== work.entry ? known : target]
  })
  return { ...value, mapping: Object.fromEntries(resolved) }
}

/** Without what only served to be referred to (a malformed anchor stays to be reported), and with a `$ref` in place of a `$dynamicRef`. */
function withPlainReferences(work: Bundling, value: JsonObject, start: Start, trail: Trail): JsonObject {
  if (!schemaNames.some((name) => typeof value[name] === 'string')) return value
  const { $id: _id, ...nameless } = value
  const isAnchor = ([name, text]: readonly [string, JsonValue]): boolean =>
    (name === '$anchor' || name === '$dynamicAnchor') && typeof text === 'string' && anchorName.test(text)
  const plain: JsonObject = Object.fromEntries(Object.entries(nameless).filter((member) => !isAnchor(member)))
  const { $dynamicRef: dynamic, ...rest } = plain
  const schema = specShapes.schema
  if (typeof dynamic !== 'string' || schema === undefined) return plain
  const here = { above: trail, name: '$dynamicRef' }
  const $ref = resolveOne(work, dynamic, schema, { type: 'object', name: 'schema' }, start, here, 'dynamic')
  return rest.$ref === undefined ? { ...rest, $ref } : { ...rest, allOf: [...readList(rest.allOf), { $ref }] }
}

const schemaNames = ['$id', '$anchor', '$dynamicAnchor', '$dynamicRef']

/** The reference as it must read in the bundle; as it was when it is wrong. */
function resolveOne(
  work: Bundling,
  text: string,
  object: ObjectShape,
  shape: Shape,
  start: Start,
  trail: Trail,
  kind: 'plain' | 'dynamic' = 'plain',
): string {
  // A schema with an `$id` may mean something of its own by the same text, and a dynamic scope something else.
  const isAlike = text.startsWith('#/') && start.file === work.entry && resourcesOf(work, start.file).length === 1
  const key = isAlike && !work.hasDynamicReferences ? `${object.section} ${text}` : undefined
  const known = key === undefined ? undefined : work.resolved.get(key)
  if (known !== undefined) return known
  const spot = spotAt(start, trail)
  const found = findTarget(work, text, spot)
  if (found === undefined) return text
  const before = work.hasDynamicReferences ? scopeBelow(work, start, spot) : noScope
  const target = kind === 'dynamic' ? dynamicTarget(text, found, before) : found
  const loop = loopBehind(work, target)
  if (loop !== undefined) {
    reportLoop(work, loop, spot)
    return text
  }
  const reached = reach(work, target, before, spot)
  if (target.file !== work.entry) return componentFor(work, target, object, shape, reached)
  if (!isOfKind(work.entry.value, target, object)) {
    report(work, 'CC012', spot, `\`${text}\` does not lead to ${object.title}`, wrongKindHint(object))
    return text
  }
  if (!isInPlace(work, target, reached)) return componentFor(work, target, object, shape, reached)
  const resolved = `#${toPointer(target.path)}`
  if (key !== undefined) work.resolved.set(key, resolved)
  return resolved
}

function reach(work: Bundling, target: Target, before: DynamicScope, spot: Spot): Reached {
  const via = target.file === work.entry ? undefined : target.file === spot.file ? spot.via : spot
  if (!work.hasDynamicReferences) return { scope: noScope, scopeKey: '', via }
  const scope = scopeBehind(work, before, target)
  return { scope, scopeKey: scopeKey(work, target, scope), via }
}

/** Whether what stands in the spec file is what the reference means; if not, it is copied with the other scope. */
function isInPlace(work: Bundling, target: Target, reached: Reached): boolean {
  if (!work.hasDynamicReferences) return true
  return reached.scopeKey === scopeKey(work, target, scopeInPlace(work, target.file, target.path))
}

const wrongKindHint = (object: ObjectShape): string =>
  `Put it under \`components/${object.section ?? 'schemas'}\` and refer to it there.`

function withComponents(work: Bundling, root: JsonObject): JsonObject {
  const added = new Map<string, [string, JsonValue][]>()
  for (let next = work.queue.shift(); next !== undefined; next = work.queue.shift()) {
    const at = ['components', next.section, next.name]
    noteOrigin(work.origins, at, next)
    const { file, path, via, scope } = next
    const value = copy(work, valueAt(file.value, path) ?? null, next.shape, { file, path, via, scope, at }, undefined)
    added.set(next.section, [...(added.get(next.section) ?? []), [next.name, value]])
  }
  if (added.size === 0) return root
  const components = readObject(root.components)
  const sections = [...added].map(([section, entries]): [string, JsonValue] => [
    section,
    { ...readObject(components[section]), ...Object.fromEntries(entries) },
  ])
  return { ...root, components: { ...components, ...Object.fromEntries(sections) } }
}

const isModern = ({ entry }: Bundling): boolean => isJsonObject(entry.value) && versionOf(entry.value) !== '3.0'

/** Path items, and media types in the version that lets them be referred to, are put in place: readers need not follow references there. */
const isInlined = ({ entry }: Bundling, object: ObjectShape | undefined): boolean =>
  object?.section === 'pathItems' ||
  (object?.section === 'mediaTypes' && isJsonObject(entry.value) && isIn(object.referable, versionOf(entry.value)))

/** What a reference leads to, with the members that stand beside the reference on top. */
function inline(work: Bundling, value: JsonObject, text: string, shape: Shape, start: Start, trail: Trail): JsonValue {
  const spot = spotAt(start, trail)
  const refSpot = spotAt(start, trail, '$ref')
  const { $ref: _reference, ...siblings } = value
  const target = findTarget(work, text, refSpot)
  if (target === undefined) return siblings
  const key = `${target.file.path}#${toPointer(target.path)}`
  if (work.inlining.includes(key)) {
    const loop = work.inlining.slice(work.inlining.indexOf(key)).sort()
    reportOnce(work, `loop ${loop[0]}`, refSpot, text)
    return siblings
  }
  const source = { file: target.file, path: target.path, via: target.file === spot.file ? spot.via : refSpot }
  noteOrigin(work.origins, spot.at, source)
  work.inlining.push(key)
  const item = copy(work, target.value, shape, { ...source, at: spot.at, scope: start.scope }, undefined)
  work.inlining.pop()
  if (!isJsonObject(item)) return item
  const own = readObject(copyMembers(work, siblings, narrow(shape, siblings), start, trail))
  for (const name of Object.keys(own))
    noteOrigin(work.origins, [...spot.at, name], { ...spot, path: [...spot.path, name] })
  return { ...item, ...own }
}
