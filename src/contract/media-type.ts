/** Media types and ranges as `content` names them: parameters (`; charset=…`) do not count. */

/** Type and subtype without parameters, in lower case. */
export function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

/** `application/json` and every `+json`, whatever parameters follow. */
export function isJsonMediaType(mediaType: string): boolean {
  return /^(application\/json|[^/;\s]+\/[^/;\s]+\+json)$/.test(essenceOf(mediaType))
}

/**
 * Whether a media type falls into a declared one, which may be a range such as `image/*`.
 *
 * @example inMediaRange('image/png', 'image/*') // true
 */
export function inMediaRange(mediaType: string, declared: string): boolean {
  const [type, range] = [essenceOf(mediaType), essenceOf(declared)]
  if (range === '*/*' || type === range) return true
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1))
}

/** A media type for a range such as 'image/*', which cannot be sent itself. */
export function concreteMediaType(mediaType: string): string {
  return concrete[mediaType] ?? (mediaType.includes('*') ? 'application/octet-stream' : mediaType)
}

const concrete: Readonly<Record<string, string>> = {
  'image/*': 'image/jpeg',
  'text/*': 'text/plain',
  'audio/*': 'audio/mpeg',
  'video/*': 'video/mp4',
}
