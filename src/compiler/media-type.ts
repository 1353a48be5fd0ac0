/** Media types and ranges as `content` names them. */

/** `application/json` and every `+json`, whatever parameters follow. */
export function isJsonMediaType(mediaType: string): boolean {
  return /^(application\/json|[^/;\s]+\/[^/;\s]+\+json)$/i.test(essenceOf(mediaType))
}

/** Type and subtype without parameters, in lower case. */
export function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

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
