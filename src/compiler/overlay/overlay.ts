/**
 * Overlays (OpenAPI Overlay Specification 1.0): changes to a spec that may not be edited, applied before anything else looks at it. What
 * comes from an overlay keeps its place in the overlay. An overlay with a mistake is not applied.
 */
import { JSONPathEnvironment } from 'json-p3'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import { type Path, toPointer, valueAt } from '../../schema/pointer.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { diagnosticAt } from '../diagnostics/diagnostic-at.ts'
import { parseReference } from '../read/reference.ts'
import type { SourceFile } from '../read/source.ts'
import { overlayShape } from '../shapes/overlay-shapes.ts'
import { checkValue } from '../structure/structure.ts'
import type { RuleContext } from '../view/rule.ts'
import { viewSpec } from '../view/spec-view.ts'
import { type EditedValue, removed, startEditing, toSourceFile, updated } from './edited-value.ts'

export interface Overlaid {
  readonly file: SourceFile
  readonly diagnostics: readonly Diagnostic[]
}

/** The spec file with the overlays applied, one after the other. */
export function applyOverlays(entry: SourceFile, overlays: readonly SourceFile[]): Overlaid {
  const diagnostics: Diagnostic[] = []
  let edited = startEditing(entry)
  for (const overlay of overlays) {
    const context = contextOf(overlay)
    const refusals = checkOverlay(context, overlay, entry)
    diagnostics.push(...refusals)
    if (!hasErrors(refusals)) edited = applyActions(edited, overlay, context, diagnostics)
  }
  return { file: overlays.length === 0 ? entry : toSourceFile(entry, edited, overlays), diagnostics }
}

function contextOf(overlay: SourceFile): RuleContext {
  return {
    spec: viewSpec({}),
    place: (at, part = 'value') => overlay.placeOf(at, part),
    diagnostic: (code, at, message, { part = 'value', ...details } = {}) =>
      diagnosticAt(code, overlay.placeOf(at, part), message, details),
  }
}

function checkOverlay(context: RuleContext, overlay: SourceFile, entry: SourceFile): readonly Diagnostic[] {
  const { overlay: version, extends: extended } = readObject(overlay.value)
  if (typeof version === 'string' && !/^1\.0\.\d+$/.test(version)) {
    return [context.diagnostic('CC020', ['overlay'], `Overlay ${version} is not supported, 1.0.x is`)]
  }
  const structural = checkValue(context, overlay.value, overlayShape, [])
  const named = readText(extended)
  if (hasErrors(structural) || named === undefined) return structural
  const reference = parseReference(named, overlay.path)
  if (reference.kind === 'local' && reference.file === entry.path && reference.path.length === 0) return structural
  const message = `\`${named}\` is not the spec beside the overlay, \`${entry.path}\``
  return [...structural, context.diagnostic('CC021', ['extends'], message)]
}

function applyActions(
  start: EditedValue,
  overlay: SourceFile,
  context: RuleContext,
  diagnostics: Diagnostic[],
): EditedValue {
  let edited = start
  for (const [index, action] of readList(readObject(overlay.value).actions).entries()) {
    if (!isJsonObject(action)) continue
    const at = ['actions', String(index)]
    const targets = findTargets(edited.value, readText(action.target) ?? '')
    const refused = targets.ok
      ? refusalOf(context, edited, action, targets.paths, at)
      : context.diagnostic('CC022', [...at, 'target'], `\`${action.target}\` is not a JSONPath: ${targets.reason}`)
    if (refused !== undefined) diagnostics.push(refused)
    else if (targets.ok) edited = applyAction(edited, action, targets.paths, { file: overlay, path: [...at, 'update'] })
  }
  return edited
}

type Targets = { readonly ok: true; readonly paths: readonly Path[] } | { readonly ok: false; readonly reason: string }

const environment = new JSONPathEnvironment({ maxRecursionDepth: 1_000 })

function findTargets(root: JsonValue, target: string): Targets {
  try {
    const nodes = environment.compile(target).query(structure(root)).nodes
    const paths = nodes.map(({ location }) => location.map(String))
    return { ok: true, paths: [...new Map(paths.map((path) => [toPointer(path), path])).values()] }
  } catch (cause) {
    return { ok: false, reason: cause instanceof Error ? cause.message : String(cause) }
  }
}

type Queried = Parameters<ReturnType<typeof environment.compile>['query']>[0]

/** The library only reads; its type for JSON allows changes, ours does not. */
const structure = (value: JsonValue): Queried => value as Queried

function refusalOf(
  context: RuleContext,
  edited: EditedValue,
  action: JsonObject,
  targets: readonly Path[],
  at: Path,
): Diagnostic | undefined {
  if (targets.length === 0)
    return context.diagnostic('CC023', [...at, 'target'], `\`${action.target}\` matches nothing in the spec`)
  if (action.remove === true) {
    return targets.some((path) => path.length === 0)
      ? context.diagnostic('CC024', [...at, 'target'], 'The whole document cannot be removed')
      : undefined
  }
  if (action.update === undefined)
    return context.diagnostic('CC025', at, 'The action neither updates nor removes anything')
  const unfit = targets.find((path) => !fits(valueAt(edited.value, path), action.update))
  if (unfit === undefined) return undefined
  const what = Array.isArray(valueAt(edited.value, unfit)) ? 'a list' : 'a mapping'
  return isContainer(valueAt(edited.value, unfit))
    ? context.diagnostic('CC024', [...at, 'update'], `\`#${toPointer(unfit)}\` is ${what}, and the update is not`)
    : context.diagnostic('CC024', [...at, 'target'], `\`#${toPointer(unfit)}\` is neither a mapping nor a list`)
}

const isContainer = (value: JsonValue | undefined): boolean => isJsonObject(value) || Array.isArray(value)

/** A list takes anything as its next item; a mapping takes members. */
const fits = (target: JsonValue | undefined, update: JsonValue | undefined): boolean =>
  Array.isArray(target) || (isJsonObject(target) && isJsonObject(update))

/** Removing goes from the end, so that no index changes before its turn. */
function applyAction(
  edited: EditedValue,
  { update = null, remove }: JsonObject,
  targets: readonly Path[],
  source: { readonly file: SourceFile; readonly path: Path },
): EditedValue {
  if (remove !== true) return targets.reduce((value, path) => updated(value, path, source, update), edited)
  return targets.toSorted(lastFirst).reduce((value, path) => removed(value, path), edited)
}

function lastFirst(one: Path, other: Path): number {
  const index = one.findIndex((name, depth) => name !== other[depth])
  if (index === -1) return other.length - one.length
  const [first = '', second] = [one[index], other[index]]
  if (second === undefined) return -1
  return /^\d+$/.test(first) && /^\d+$/.test(second) ? Number(second) - Number(first) : first < second ? 1 : -1
}
