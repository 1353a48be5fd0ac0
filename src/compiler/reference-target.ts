/** Follows one reference to what it names, and says why when that cannot be. */
import { assertNever } from '../base/assert-never.ts'
import { isJsonObject, type JsonValue } from '../base/json.ts'
import { type Path, toPointer, valueAt } from '../schema/pointer.ts'
import { type Bundling, isParsed, report, type Spot, type Target } from './bundling.ts'
import type { DiagnosticCode } from './diagnostics.ts'
import { didYouMean } from './did-you-mean.ts'
import { shapeAt, specShapes } from './openapi-shapes.ts'
import { parseReference, type Reference } from './reference.ts'
import { type ObjectShape, objectShapeOf } from './shape.ts'
import type { SourceFile } from './source.ts'

/** The target of a reference, or undefined: then it is reported, or its file is among the missing. */
export function findTarget(work: Bundling, text: string, spot: Spot): Target | undefined {
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

/** Whether a chain of bare references comes back to where it was. */
export function onlyRefersToItself(work: Bundling, start: Target): boolean {
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

/** Whether the place in the spec file is one for such an object; a boolean stands for a schema, too. */
export function isOfKind(root: JsonValue, target: Target, object: ObjectShape): boolean {
  const shape = shapeAt(root, target.path)
  return objectShapeOf(shape, isJsonObject(target.value) ? target.value : {}, specShapes) === object
}
