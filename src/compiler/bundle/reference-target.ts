/** Follows one reference to what it names, and says why when that cannot be. */
import { assertNever } from '../../base/assert-never.ts'
import { closestName } from '../../base/closest-name.ts'
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { type Path, toPointer, valueAt } from '../../schema/pointer.ts'
import type { DiagnosticCode } from '../diagnostics/diagnostic-kinds.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { referrers, type Source } from '../read/origins.ts'
import { parseReference, type Reference, splitReference } from '../read/reference.ts'
import type { SourceFile } from '../read/source.ts'
import { type ObjectShape, objectShapeOf } from '../shapes/shape.ts'
import { shapeAt, specShapes } from '../shapes/spec-shapes.ts'
import {
  type Bundling,
  identifiersOf,
  type KnownResource,
  report,
  resourcesOf,
  type Spot,
  type Target,
} from './bundling.ts'
import { absoluteId, resourceAt, type SchemaResource } from './schema-resources.ts'

/** The target of a reference, or undefined: then it is reported, or its file is among the missing. */
export function findTarget(work: Bundling, text: string, spot: Spot): Target | undefined {
  const found = locateTarget(work, text, spot)
  switch (found.kind) {
    case 'found':
      return found.target
    case 'missing':
      work.missing.add(found.file)
      return undefined
    case 'refused':
      if (!work.referrers.has(found.file)) work.referrers.set(found.file, referrers(spot))
      return undefined
    case 'wrong':
      if (found.once !== undefined && work.reported.has(found.once)) return undefined
      if (found.once !== undefined) work.reported.add(found.once)
      if (found.echoes === true) return undefined
      report(work, found.code, spot, found.message, found.hint)
      return undefined
    default:
      return assertNever(found)
  }
}

export type Lookup =
  | { readonly kind: 'found'; readonly target: Target }
  /** Not read yet. */
  | { readonly kind: 'missing'; readonly file: string }
  /** Read, and reported as not good enough to be parsed. */
  | { readonly kind: 'refused'; readonly file: string }
  | (Wrong & { readonly kind: 'wrong' })

interface Wrong {
  readonly code: DiagnosticCode
  readonly message: string
  readonly hint?: string | undefined
  /** It only repeats a mistyped key, which is reported where it stands. */
  readonly echoes?: boolean
  /** The cause, when many references have the same one. */
  readonly once?: string
}

/** Where a reference leads from a place in a file. */
export function locateTarget(work: Bundling, text: string, from: Pick<Source, 'file' | 'path'>): Lookup {
  const known = byIdentifier(work, text, from)
  if (known !== undefined) return inResource(known.file, known.resource, text)
  const reference = parseReference(text, from.file.path)
  if (reference.kind !== 'local' && reference.kind !== 'anchor') {
    const [code, reason, hint] = foreignReason(reference)
    return { kind: 'wrong', code, message: `\`${text}\` ${reason}`, hint }
  }
  const file = reference.file === from.file.path ? from.file : work.files.get(reference.file)
  if (file === undefined) return { kind: 'missing', file: reference.file }
  if (file === 'refused') return { kind: 'refused', file: reference.file }
  if ('kind' in file) {
    const message = `\`${text}\` leads to \`${file.path}\`, which ${file.reason}`
    return { kind: 'wrong', code: 'CC010', message, hint: file.hint, once: file.path }
  }
  const [root] = resourcesOf(work, file)
  return root === undefined ? nowhere(file, text, []) : inResource(file, root, text)
}

/** The schema whose `$id` the reference names, or the one around the reference when that has an `$id` and the reference is a fragment. */
function byIdentifier(
  work: Bundling,
  text: string,
  { file, path }: Pick<Source, 'file' | 'path'>,
): KnownResource | undefined {
  const here = resourceAt(resourcesOf(work, file), path)
  if (here === undefined) return undefined
  const { name } = splitReference(text)
  if (name === '')
    return here.path.length > 0 && leadsSomewhere(file, here, text) ? { file, resource: here } : undefined
  return identifiersOf(work).get(absoluteId(name, here.id) ?? '')
}

/** Many write `#/components/…` inside a schema with an `$id`, where it strictly means the schema: then the file is meant. */
const leadsSomewhere = (file: SourceFile, resource: SchemaResource, text: string): boolean =>
  inResource(file, resource, text).kind === 'found'

function inResource(file: SourceFile, resource: SchemaResource, text: string): Lookup {
  const reference = parseReference(`#${splitReference(text).fragment}`, file.path)
  switch (reference.kind) {
    case 'local':
      return located(file, [...resource.path, ...reference.path], text)
    case 'anchor': {
      const path = resource.anchors.get(reference.name)
      return path === undefined ? noAnchor(resource, text) : located(file, path, text)
    }
    case 'malformed':
      return { kind: 'wrong', code: 'CC010', message: `\`${text}\` cannot be followed: ${reference.why}` }
    default:
      return nowhere(file, text, [])
  }
}

function located(file: SourceFile, path: Path, text: string): Lookup {
  const value = valueAt(file.value, path)
  return value === undefined ? nowhere(file, text, path) : { kind: 'found', target: { file, path, value } }
}

const nowhere = (file: SourceFile, text: string, path: Path): Lookup => ({
  kind: 'wrong',
  code: 'CC010',
  message: `\`${text}\` leads nowhere`,
  hint: suggestion(file, path, text),
  echoes: passesMistypedKey(file, path),
})

/** Whether the first name that is not there is a key of its place, and the place has it mistyped. */
function passesMistypedKey(file: SourceFile, path: Path): boolean {
  const known = path.findIndex((_, index) => valueAt(file.value, path.slice(0, index + 1)) === undefined)
  const above = path.slice(0, known)
  const container = valueAt(file.value, above)
  if (known === -1 || !isJsonObject(container)) return false
  const object = objectShapeOf(shapeAt(file.value, above), container, specShapes)
  if (object === undefined || object.open === true) return false
  const keys = Object.keys(object.fields)
  return Object.keys(container).some((key) => !keys.includes(key) && closestName(key, keys) === path[known])
}

function noAnchor(resource: SchemaResource, text: string): Lookup {
  const { name } = splitReference(text)
  const hint = didYouMean(
    text,
    [...resource.anchors.keys()].map((anchor) => `${name}#${anchor}`),
  )
  return { kind: 'wrong', code: 'CC010', message: `\`${text}\` names an anchor that is not there`, hint }
}

type Foreign = Exclude<Reference, { kind: 'local' | 'anchor' }>

function foreignReason(reference: Foreign): readonly [DiagnosticCode, string, string?] {
  switch (reference.kind) {
    case 'remote':
      return ['CC011', 'leads to another server; nothing is fetched']
    case 'absolute':
      return ['CC011', 'is an absolute path', 'Write it relative to the file it stands in, below the project folder.']
    case 'outside':
      return ['CC011', 'leads out of the project folder']
    case 'malformed':
      return ['CC010', `cannot be followed: ${reference.why}`]
    default:
      return assertNever(reference)
  }
}

/** The nearest thing that does exist: the same reference with its first wrong name corrected, if it then leads somewhere. */
function suggestion(file: SourceFile, path: Path, text: string): string | undefined {
  const known = path.findIndex((_, index) => valueAt(file.value, path.slice(0, index + 1)) === undefined)
  const container = valueAt(file.value, path.slice(0, known))
  if (!isJsonObject(container)) return undefined
  const { name } = splitReference(text)
  const rest = path.slice(known + 1)
  const siblings = Object.keys(container)
    .map((key) => [...path.slice(0, known), key, ...rest])
    .filter((candidate) => valueAt(file.value, candidate) !== undefined)
  return didYouMean(
    text,
    siblings.map((candidate) => `${name}#${toPointer(candidate)}`),
  )
}

/** The references of which each only leads to the next and the last to the first, when the one that is followed leads into such a loop. */
export function loopBehind(work: Bundling, start: Target): readonly Target[] | undefined {
  const seen = new Map<JsonValue, Target>()
  let target = start
  for (;;) {
    const { value } = target
    if (!isJsonObject(value) || typeof value.$ref !== 'string' || Object.keys(value).length > 1) return undefined
    if (seen.has(value)) return [...seen.values()].slice([...seen.keys()].indexOf(value))
    seen.set(value, target)
    const next = locateTarget(work, value.$ref, target)
    if (next.kind !== 'found') return undefined
    target = next.target
  }
}

/** Reports a loop at the first of its references, once, however many lead into it. */
export function reportLoop(work: Bundling, loop: readonly Target[], spot: Spot): void {
  const [first] = loop
    .map(({ file, path, value }) => ({ file, path, value, ...file.positionOf(path, 'key') }))
    .sort((one, other) =>
      one.file === other.file
        ? one.line - other.line || one.column - other.column
        : one.file.path < other.file.path
          ? -1
          : 1,
    )
  if (first === undefined) return
  const via = first.file === spot.file ? spot.via : spot
  const text = readText(readObject(first.value).$ref) ?? ''
  const start = { file: first.file, path: [...first.path, '$ref'], at: spot.at, via }
  reportOnce(work, `loop ${first.file.path}#${toPointer(first.path)}`, start, text)
}

/** The same for one that is met while its parts are put in place. */
export function reportOnce(work: Bundling, cause: string, spot: Spot, text: string): void {
  if (work.reported.has(cause)) return
  work.reported.add(cause)
  report(work, 'CC013', spot, `\`${text}\` leads back to itself without ever defining anything`)
}

/** Whether the place in the spec file is one for such an object; a boolean stands for a schema, too. */
export function isOfKind(root: JsonValue, target: Target, object: ObjectShape): boolean {
  const shape = shapeAt(root, target.path)
  return objectShapeOf(shape, isJsonObject(target.value) ? target.value : {}, specShapes) === object
}
