/**
 * Edits of a file's value by another file, each giving a new value that still knows where everything stands: what is changed points to the
 * file that changed it. Nothing is changed in place, so values can be shared.
 */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { memberOf, type Path } from '../../schema/pointer.ts'
import type { Source } from '../read/origins.ts'
import type { SourceFile } from '../read/source.ts'

export interface EditedValue {
  readonly value: JsonValue
  /** Where the root stands. */
  readonly source: Source
  /** Members and items of a container that do not stand in its own text; everything else follows its container. */
  readonly moved: Map<JsonValue, Moved>
}

type Moved = ReadonlyMap<string, Source>

/** A file before its first edit. */
export function startEditing(file: SourceFile): EditedValue {
  return { value: file.value, source: { file, path: [] }, moved: new Map() }
}

/** The file with the edited value and its places; `by` are the files that changed it. */
export function toSourceFile(file: SourceFile, edited: EditedValue, by: readonly SourceFile[]): SourceFile {
  const placeOf: SourceFile['placeOf'] = (path, part) => {
    const source = sourceOf(edited, path)
    return source.file.placeOf(source.path, part)
  }
  const offsetOf: SourceFile['offsetOf'] = (path, part) => {
    const source = sourceOf(edited, path)
    return source.file.offsetOf(source.path, part)
  }
  const mentions: SourceFile['mentions'] = (word) => [file, ...by].some((each) => each.mentions(word))
  return { ...file, value: edited.value, mentions, placeOf, positionOf: placeOf, offsetOf }
}

/** The value without what stands at a path. */
export function removed(edited: EditedValue, path: Path): EditedValue {
  const name = path.at(-1) ?? ''
  return replaced(edited, path.slice(0, -1), (container, at) =>
    Array.isArray(container)
      ? withoutItem(edited, container, Number(name), at)
      : withoutMember(edited, container, name),
  )
}

/** The value with an object merged into the one at a path, or an item appended to the list there. */
export function updated(edited: EditedValue, path: Path, update: Source, value: JsonValue): EditedValue {
  return replaced(edited, path, (target) =>
    Array.isArray(target) ? appended(edited, target, [value], () => update) : merged(edited, target, value, update),
  )
}

function replaced(edited: EditedValue, path: Path, change: (container: JsonValue, at: Path) => JsonValue): EditedValue {
  const rebuild = (value: JsonValue, depth: number): JsonValue => {
    const name = path[depth]
    if (name === undefined) return change(value, path)
    const member = rebuild(memberOf(value, name) ?? null, depth + 1)
    return note(edited, withMember(value, name, member), edited.moved.get(value))
  }
  return { ...edited, value: rebuild(edited.value, 0) }
}

function withMember(container: JsonValue, name: string, member: JsonValue): JsonValue {
  if (Array.isArray(container)) return container.with(Number(name), member)
  return isJsonObject(container) ? { ...container, [name]: member } : container
}

function withoutMember(edited: EditedValue, container: JsonValue, name: string): JsonValue {
  if (!isJsonObject(container)) return container
  const { [name]: _removed, ...kept } = container
  return note(edited, kept, edited.moved.get(container))
}

/** The items behind the one that goes change their index, not their place. */
function withoutItem(edited: EditedValue, list: readonly JsonValue[], index: number, at: Path): JsonValue {
  const sources = list.map((_, item) => sourceOf(edited, [...at, String(item)])).toSpliced(index, 1)
  return note(edited, list.toSpliced(index, 1), new Map(sources.map((source, item) => [String(item), source])))
}

function appended(
  edited: EditedValue,
  list: readonly JsonValue[],
  items: readonly JsonValue[],
  sourceOfItem: (index: number) => Source,
): JsonValue {
  const added = items.map((_, index): [string, Source] => [String(list.length + index), sourceOfItem(index)])
  return note(edited, [...list, ...items], new Map([...(edited.moved.get(list) ?? []), ...added]))
}

/** Objects member by member, lists by appending, everything else by taking the new value. */
function merged(edited: EditedValue, target: JsonValue, update: JsonValue, source: Source): JsonValue {
  if (!isJsonObject(target) || !isJsonObject(update)) return update
  const members = new Map(Object.entries(target))
  const moved = new Map(edited.moved.get(target))
  for (const [name, value] of Object.entries(update)) {
    const old = members.get(name)
    const below = { file: source.file, path: [...source.path, name] }
    members.set(name, old === undefined ? value : combined(edited, old, value, below))
    if (old === undefined || !isCombined(old, value)) moved.set(name, below)
  }
  return note(edited, Object.fromEntries(members), moved)
}

function combined(edited: EditedValue, old: JsonValue, value: JsonValue, source: Source): JsonValue {
  if (!Array.isArray(old) || !Array.isArray(value)) return merged(edited, old, value, source)
  return appended(edited, old, value, (index) => ({ ...source, path: [...source.path, String(index)] }))
}

const isCombined = (old: JsonValue, value: JsonValue): boolean =>
  (isJsonObject(old) && isJsonObject(value)) || (Array.isArray(old) && Array.isArray(value))

function note(edited: EditedValue, container: JsonValue, moved: Moved | undefined): JsonValue {
  if (moved !== undefined && moved.size > 0) edited.moved.set(container, moved)
  return container
}

function sourceOf(edited: EditedValue, path: Path): Source {
  let source = edited.source
  let container: JsonValue | undefined = edited.value
  for (const name of path) {
    const moved: Source | undefined = container === undefined ? undefined : edited.moved.get(container)?.get(name)
    source = moved ?? { file: source.file, path: [...source.path, name] }
    container = memberOf(container, name)
  }
  return source
}
