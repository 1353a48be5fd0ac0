/**
 * References: checks every `$ref` of the spec, brings what other files define into `components`, and puts referred path items in their
 * place. What remains are `#/…` references that lead somewhere of the right kind. Cycles are allowed. Pure: files not read yet are
 * asked for in `missing`.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { toPointer, valueAt } from '../schema/pointer.ts'
import { type Bundling, type KnownFile, report, type Spot, startBundling } from './bundling.ts'
import { componentFor } from './component-for.ts'
import type { Diagnostic } from './diagnostic.ts'
import { documentShape, specShapes } from './openapi-shapes.ts'
import { noteOrigin, type Origins } from './origins.ts'
import { readObject } from './read-json.ts'
import { isReferenceText } from './reference.ts'
import { findTarget, isOfKind, onlyRefersToItself } from './reference-target.ts'
import { childrenOf, isIn, type ObjectShape, objectShapeOf, referenceIn, type Shape } from './shape.ts'
import type { SourceFile } from './source.ts'
import { versionOf } from './version.ts'

export interface Resolution {
  /** The spec in one piece. */
  readonly document: JsonValue
  readonly origins: Origins
  readonly diagnostics: readonly Diagnostic[]
  /** Files that are referred to and have not been read. */
  readonly missing: readonly string[]
}

/** The spec with its references resolved. */
export function resolveReferences(entry: SourceFile, files: ReadonlyMap<string, KnownFile>): Resolution {
  const work = startBundling(entry, files)
  const root = copy(work, entry.value, documentShape, { file: entry, path: [], at: [] })
  const document = isJsonObject(root) ? withComponents(work, root) : root
  return { document, origins: work.origins, diagnostics: work.diagnostics, missing: [...work.missing] }
}

function copy(work: Bundling, value: JsonValue, shape: Shape, spot: Spot): JsonValue {
  const object = objectShapeOf(shape, value, specShapes)
  const reference = referenceIn(value, object)
  if (reference !== undefined && isInlined(work, object) && isJsonObject(value)) {
    return inline(work, value, reference, shape, spot)
  }
  if (Array.isArray(value)) return copyChildren(work, value, shape, spot).map(([, item]) => item)
  if (!isJsonObject(value)) return value
  const members = new Map(copyChildren(work, value, shape, spot))
  if (reference !== undefined && object !== undefined) {
    members.set('$ref', resolveOne(work, reference, object, shape, { ...spot, path: [...spot.path, '$ref'] }))
  }
  if (object === specShapes.discriminator) copyMapping(work, members, spot)
  return Object.fromEntries(members)
}

function copyChildren(work: Bundling, value: JsonValue, shape: Shape, spot: Spot): [string, JsonValue][] {
  return childrenOf(value, shape, specShapes).map((child) => [
    child.name,
    copy(work, child.value, child.shape, {
      ...spot,
      path: [...spot.path, child.name],
      at: [...spot.at, child.name],
    }),
  ])
}

function copyMapping(work: Bundling, members: Map<string, JsonValue>, spot: Spot): void {
  const mapping = members.get('mapping')
  const schema = specShapes.schema
  if (!isJsonObject(mapping) || schema === undefined) return
  const resolved = Object.entries(mapping).map(([name, target]): [string, JsonValue] => {
    if (typeof target !== 'string') return [name, target]
    const at = { ...spot, path: [...spot.path, 'mapping', name] }
    const text = isReferenceText(target) ? target : `#/components/schemas/${target}`
    const known = resolveOne(work, text, schema, { type: 'object', name: 'schema' }, at)
    return [name, isReferenceText(target) || spot.file !== work.entry ? known : target]
  })
  members.set('mapping', Object.fromEntries(resolved))
}

/** The reference as it must read in the bundle; as it was when it is wrong. */
function resolveOne(work: Bundling, text: string, object: ObjectShape, shape: Shape, spot: Spot): string {
  const target = findTarget(work, text, spot)
  if (target === undefined) return text
  if (onlyRefersToItself(work, target)) {
    report(work, 'CC013', spot, `\`${text}\` leads back to itself without ever defining anything`)
    return text
  }
  if (target.file !== work.entry) return componentFor(work, target, object, shape, spot)
  if (!isOfKind(work.entry.value, target, object)) {
    report(work, 'CC012', spot, `\`${text}\` does not lead to ${object.title}`, wrongKindHint(object))
  }
  return `#${toPointer(target.path)}`
}

const wrongKindHint = (object: ObjectShape): string =>
  `Put it under \`components/${object.section ?? 'schemas'}\` and refer to it there.`

function withComponents(work: Bundling, root: JsonObject): JsonObject {
  const added = new Map<string, [string, JsonValue][]>()
  for (let next = work.queue.shift(); next !== undefined; next = work.queue.shift()) {
    const at = ['components', next.section, next.name]
    noteOrigin(work.origins, at, next)
    const value = copy(work, valueAt(next.file.value, next.path) ?? null, next.shape, {
      file: next.file,
      path: next.path,
      via: next.via,
      at,
    })
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

/** What a reference leads to, with the members that stand beside the reference on top. */
/** Path items, and media types in the version that lets them be referred to, are put in place: readers need not follow references there. */
const isInlined = ({ entry }: Bundling, object: ObjectShape | undefined): boolean =>
  object?.section === 'pathItems' ||
  (object?.section === 'mediaTypes' && isJsonObject(entry.value) && isIn(object.referable, versionOf(entry.value)))

function inline(work: Bundling, value: JsonObject, text: string, shape: Shape, spot: Spot): JsonValue {
  const refSpot = { ...spot, path: [...spot.path, '$ref'] }
  const { $ref: _reference, ...siblings } = value
  const target = findTarget(work, text, refSpot)
  if (target === undefined) return siblings
  const key = `${target.file.path}#${toPointer(target.path)}`
  if (work.inlining.includes(key)) {
    report(work, 'CC013', refSpot, `\`${text}\` leads back to itself without ever defining anything`)
    return siblings
  }
  const source = { file: target.file, path: target.path, via: target.file === spot.file ? spot.via : refSpot }
  noteOrigin(work.origins, spot.at, source)
  work.inlining.push(key)
  const item = copy(work, target.value, shape, { ...source, at: spot.at })
  work.inlining.pop()
  if (!isJsonObject(item)) return item
  const own = copyChildren(work, siblings, shape, spot)
  for (const [name] of own) noteOrigin(work.origins, [...spot.at, name], { ...spot, path: [...spot.path, name] })
  return { ...item, ...Object.fromEntries(own) }
}
