/** What the compiler asks of the media types and ranges that `content` names. */
import { essenceOf } from '../../contract/media-type.ts'

/** Whether it is a type, or a range like `image/*`, as RFC 9110 writes them. */
export function isMediaRange(mediaType: string): boolean {
  return /^(\*\/\*|[\w!#$&^.+-]+\/(\*|[\w!#$&^.+-]+))$/.test(essenceOf(mediaType))
}

/** Most specific first: types with parameters, types, ranges like `image/*`, and everything. Otherwise in the spec's order. */
export function byPreference(mediaTypes: readonly string[]): readonly string[] {
  return mediaTypes.toSorted((one, other) => rankOf(one) - rankOf(other))
}

function rankOf(mediaType: string): number {
  const essence = essenceOf(mediaType)
  if (essence === '*/*') return 3
  if (essence.endsWith('/*')) return 2
  return mediaType.includes(';') ? 0 : 1
}
