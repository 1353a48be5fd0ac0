/** Places in a document: paths of member names, and their text form, the JSON pointer (RFC 6901). */
import { isJsonObject, type JsonValue } from '../base/json.ts'

/** Member names and list indexes from the root; `[]` is the whole document. */
export type Path = readonly string[]

/**
 * The pointer of a path.
 *
 * @example toPointer(['paths', '/reports']) // '/paths/~1reports'
 */
export function toPointer(path: Path): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * The path of a pointer, or undefined when the text is not one.
 *
 * @example fromPointer('/paths/~1reports') // ['paths', '/reports']
 */
export function fromPointer(pointer: string): Path | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at a path, or undefined when there is none. Only own members count: `toString` is not everywhere. */
export function valueAt(root: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = root
  for (const name of path) value = memberOf(value, name)
  return value
}

/** One step of `valueAt`. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** Whether `path` is `ancestor` or below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((name, index) => path[index] === name)
}
