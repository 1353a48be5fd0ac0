/** JSON pointers (RFC 6901). They read own members only: '/constructor' finds nothing in `{}`. */
import { isJsonObject, type JsonValue } from '../base/json.ts'

/**
 * One name as a segment of a pointer.
 *
 * @example escapeSegment('a/b') // 'a~1b'
 */
export function escapeSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/**
 * Names as a pointer.
 *
 * @example toPointer(['paths', '/reports']) // '/paths/~1reports'
 */
export function toPointer(names: readonly string[]): string {
  return names.map((name) => `/${escapeSegment(name)}`).join('')
}

/**
 * The names of a pointer, or undefined when the text is not one.
 *
 * @example parsePointer('/a~1b/0') // ['a/b', '0']
 */
export function parsePointer(pointer: string): readonly string[] | undefined {
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
  let found: JsonValue | undefined = value
  for (const name of parsePointer(pointer) ?? [undefined]) {
    if (name === undefined || found === undefined) return undefined
    found = member(found, name)
  }
  return found
}

function member(value: JsonValue, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
