/** The media types of bodies and answers: which of one spec is which of the other, and which range takes them. */
import type { JsonObject } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'

/** Media type in small letters, without spaces and without `charset=utf-8`, which goes without saying -> as written. */
export function contentOf({ value }: { readonly value: JsonObject }): ReadonlyMap<string, string> {
  return new Map(Object.keys(readObject(value.content)).map((name) => [keyOf(name), name]))
}

const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(' ', '')
    .replace(/;charset="?utf-8"?(?=;|$)/, '')

/** Whether a range like `image/*` takes the type. */
export function covers(range: string, mediaType: string): boolean {
  return range === '*/*' || (range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1)))
}
