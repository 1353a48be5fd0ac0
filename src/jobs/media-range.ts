/** Whether a media type falls into a declared one, which may be a range such as `image/*`. Parameters (`; charset=…`) do not count. */

/** @example inMediaRange('image/png', 'image/*') // true */
export function inMediaRange(mediaType: string, declared: string): boolean {
  const [type, range] = [essence(mediaType), essence(declared)]
  if (range === '*/*' || type === range) return true
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1))
}

function essence(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}
