/**
 * References: checks every `$ref` of the spec, brings what other files define into `components`, and puts referred path items in their
 * place. What remains are `#/…` references that lead somewhere of the right kind. Cycles are allowed. Pure: files not read yet are
 * asked for in `missing`.
 */
import { assertNever } from '../base/assert-never.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type DiagnosticCode, diagnosticAt } from './diagnostics.ts'
import { didYouMean } from './nearest.ts'
import { documentShape, shapeAt, specShapes } from './openapi-shapes.ts'
import type { Origin, Origins } from './origins.ts'
import { type Path, toPointer, valueAt } from './pointer.ts'
import { isReferenceText, parseReference, type Reference } from './reference.ts'
import { childrenOf, type ObjectShape, objectShapeOf, referenceIn, type Shape } from './shape.ts'
import { type LoadedFile, placeIn, type SourceFile } from './source.ts'

export interface Resolution {
  /** The spec in one piece. */
  readonly document: JsonValue
  readonly origins: Origins
  readonly diagnostics: readonly Diagnostic[]
  /** Files that are referred to and have not been read. */
  readonly missing: readonly string[]
}

/** What is known of a file: parsed, not readable, or not good enough to be parsed (which is reported elsewhere). */
export type KnownFile = SourceFile | Extract<LoadedFile, { readonly kind: 'failed' }> | 'refused'

/** The spec with its references resolved. */
export function resolveReferences(entry: SourceFile, files: ReadonlyMap<string, KnownFile>): Resolution {
  const work: Bundling = {
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
  const root = copy(work, entry.value, documentShape, { file: entry, path: [], at: [] })
  const document = isJsonObject(root) ? withComponents(work, root) : root
  return { document, origins: work.origins, diagnostics: work.diagnostics, missing: [...work.missing] }
}

interface Bundling {
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
interface Adoption {
  readonly section: string
  readonly name: string
  readonly file: SourceFile
  readonly path: Path
  readonly shape: Shape
}

/** Where a value comes from, and where it goes. */
interface Spot {
  readonly file: SourceFile
  readonly path: Path
  readonly at: Path
}

function copy(work: Bundling, value: JsonValue, shape: Shape, spot: Spot): JsonValue {
  const object = objectShapeOf(shape, value, specShapes)
  const reference = referenceIn(value, object)
  if (reference !== undefined && object?.section === 'pathItems' && isJsonObject(value)) {
    return inlinePathItem(work, value, reference, shape, spot)
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
      file: spot.file,
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
  if (target.file !== work.entry) return adopt(work, target, object, shape)
  if (!isOfKind(work.entry.value, target, object)) {
    report(work, 'CC012', spot, `\`${text}\` does not lead to ${object.title}`, wrongKindHint(object))
  }
  return `#${toPointer(target.path)}`
}

/** A boolean stands for a schema, too. */
function isOfKind(root: JsonValue, target: Target, object: ObjectShape): boolean {
  const shape = shapeAt(root, target.path)
  return objectShapeOf(shape, isJsonObject(target.value) ? target.value : {}, specShapes) === object
}

const wrongKindHint = (object: ObjectShape): string =>
  `Put it under \`components/${object.section ?? 'schemas'}\` and refer to it there.`

interface Target {
  readonly file: SourceFile
  readonly path: Path
  readonly value: JsonValue
}

function findTarget(work: Bundling, text: string, spot: Spot): Target | undefined {
  const reference = parseReference(text, spot.file.path)
  if (reference.kind !== 'local') {
    const [code, reason] = foreignReason(reference)
    report(work, code, spot, `\`${text}\` ${reason}`)
    return undefined
  }
  const file = reference.file === spot.file.path ? spot.file : work.files.get(reference.file)
  if (file === undefined) work.missing.add(reference.file)
  if (file === undefined || file === 'refused') return undefined
  if ('kind' in file) {
    report(work, 'CC010', spot, `\`${text}\` leads to \`${file.path}\`, which ${file.reason}`, file.hint)
    return undefined
  }
  const value = valueAt(file.value, reference.path)
  if (value === undefined)
    report(work, 'CC010', spot, `\`${text}\` leads nowhere`, suggestion(file, reference.path, text))
  return value === undefined ? undefined : { file, path: reference.path, value }
}

function foreignReason(reference: Exclude<Reference, { kind: 'local' }>): readonly [DiagnosticCode, string] {
  switch (reference.kind) {
    case 'remote':
      return ['CC011', 'leads to another server; nothing is fetched']
    case 'outside':
      return ['CC011', 'leads out of the project folder']
    case 'malformed':
      return ['CC010', `cannot be followed: ${reference.why}`]
    default:
      return assertNever(reference)
  }
}

/** The nearest thing that does exist: the same reference with its first wrong name corrected. */
function suggestion(file: SourceFile, path: Path, text: string): string | undefined {
  const known = path.findIndex((_, index) => valueAt(file.value, path.slice(0, index + 1)) === undefined)
  const container = valueAt(file.value, path.slice(0, known))
  if (!isJsonObject(container)) return undefined
  const [name] = text.split('#')
  const siblings = Object.keys(container).map(
    (key) => `${name}#${toPointer([...path.slice(0, known), key, ...path.slice(known + 1)])}`,
  )
  return didYouMean(text, siblings)
}

function report(work: Bundling, code: DiagnosticCode, spot: Spot, message: string, hint?: string): void {
  const place = placeIn(spot.file.path, spot.file.text, spot.file.positionOf(spot.path, 'value'))
  work.diagnostics.push(diagnosticAt(code, place, message, { hint }))
}

/** Whether a chain of bare references comes back to where it was. */
function onlyRefersToItself(work: Bundling, start: Target): boolean {
  const seen = new Set<string>()
  let { file, value } = start
  let here = start.path
  for (;;) {
    const key = `${file.path}#${toPointer(here)}`
    if (seen.has(key)) return true
    seen.add(key)
    if (!isJsonObject(value) || typeof value.$ref !== 'string' || Object.keys(value).length > 1) return false
    const reference = parseReference(value.$ref, file.path)
    const next = reference.kind === 'local' ? work.files.get(reference.file) : undefined
    const found = reference.kind === 'local' && isParsed(next) ? valueAt(next.value, reference.path) : undefined
    if (reference.kind !== 'local' || !isParsed(next) || found === undefined) return false
    file = next
    here = reference.path
    value = found
  }
}

const isParsed = (file: KnownFile | undefined): file is SourceFile =>
  file !== undefined && file !== 'refused' && !('kind' in file)

/** The component that stands for a definition of another file; queued to be copied when it is new. */
function adopt(work: Bundling, target: Target, object: ObjectShape, shape: Shape): string {
  const section = object.section ?? 'schemas'
  const key = `${section} ${target.file.path}#${toPointer(target.path)}`
  const known = work.names.get(key)
  if (known !== undefined) return known
  const name = freeName(work, section, target)
  const reference = `#${toPointer(['components', section, name])}`
  work.names.set(key, reference)
  work.queue.push({ section, name, file: target.file, path: target.path, shape })
  return reference
}

/** The definition's own name; if that is taken, with its file's name before it; then numbered. */
function freeName(work: Bundling, section: string, target: Target): string {
  const file = target.file.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
  const own = safeName(target.path.at(-1) ?? file)
  const qualified = safeName(`${file}-${own}`)
  const numbered = Array.from({ length: work.taken.size + 1 }, (_, index) => `${qualified}-${index + 2}`)
  const isFree = (name: string): boolean =>
    !work.taken.has(`${section}/${name}`) && valueAt(work.entry.value, ['components', section, name]) === undefined
  const name = [own, qualified, ...numbered].find(isFree) ?? qualified
  work.taken.add(`${section}/${name}`)
  return name
}

const safeName = (text: string): string => text.replaceAll(/[^a-zA-Z0-9._-]/g, '_') || 'definition'

function withComponents(work: Bundling, root: JsonObject): JsonObject {
  const added = new Map<string, [string, JsonValue][]>()
  for (let next = work.queue.shift(); next !== undefined; next = work.queue.shift()) {
    const at = ['components', next.section, next.name]
    work.origins.push({ at, file: next.file, path: next.path })
    const value = copy(work, valueAt(next.file.value, next.path) ?? null, next.shape, {
      file: next.file,
      path: next.path,
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

const readObject = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})

/** The path item a reference leads to, with the members that stand beside the reference on top. */
function inlinePathItem(work: Bundling, value: JsonObject, text: string, shape: Shape, spot: Spot): JsonValue {
  const refSpot = { ...spot, path: [...spot.path, '$ref'] }
  const { $ref: _reference, ...siblings } = value
  const target = findTarget(work, text, refSpot)
  if (target === undefined) return siblings
  const key = `${target.file.path}#${toPointer(target.path)}`
  if (work.inlining.includes(key)) {
    report(work, 'CC013', refSpot, `\`${text}\` leads back to itself without ever defining anything`)
    return siblings
  }
  work.origins.push({ at: spot.at, file: target.file, path: target.path })
  work.inlining.push(key)
  const item = copy(work, target.value, shape, { file: target.file, path: target.path, at: spot.at })
  work.inlining.pop()
  if (!isJsonObject(item)) return item
  const own = copyChildren(work, siblings, shape, spot)
  for (const [name] of own) work.origins.push({ at: [...spot.at, name], file: spot.file, path: [...spot.path, name] })
  return { ...item, ...Object.fromEntries(own) }
}
