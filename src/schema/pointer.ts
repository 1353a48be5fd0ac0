/**
 * Places in a JSON value: paths of member names, and their text form, the JSON pointer (RFC 6901). They find own members only:
 * '/constructor' leads nowhere in `{}`.
 */
import { isJsonObject, type JsonValue } from '../base/json.ts'

/** Member names and list indexes from the root; `[]` is the whole value. */
export type Path = readonly string[]

/**
 * One name as a segment of a pointer.
 *
 * @example escapeSegment('a/b') // 'a~1b'
 */
export function escapeSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/**
 * The pointer of a path.
 *
 * @example toPointer(['paths', '/reports']) // '/paths/~1reports'
 */
export function toPointer(path: Path): string {
  return path.map((name) => `/${escapeSegment(name)}`).join('')
}

/**
 * The path of a pointer, or undefined when the text is not one.
 *
 * @example parsePointer('/a~1b/0') // ['a/b', '0']
 */
export function parsePointer(pointer: string): Path | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/**
 * What a pointer finds in a value, or undefined.
 *
 * @example readPointer({ a: [7] }, '/a/0') // 7
 */
export function readPointer(value: JsonValue, pointer: string): JsonValue | undefined {
  const path = parsePointer(pointer)
  return path === undefined ? undefined : valueAt(value, path)
}

/** The value at a path, or undefined when there is none. */
export function valueAt(root: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = root
  for (const name of path) value = memberOf(value, name)
  return value
}

/** One step of `valueAt`. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** Whether `path` is `ancestor` or below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((name, index) => path[index] === name)
}
