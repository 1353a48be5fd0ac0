/** `Content-Disposition` of a file with a name (RFC 6266): plain for old clients, and exact for all others. */

/**
 * Tells a client to save under that name, which is never a path, a hidden file, or one that shows another ending than it has.
 *
 * @example contentDisposition('Köln.webp') // `attachment; filename="K_ln.webp"; filename*=UTF-8''K%C3%B6ln.webp`
 */
export function contentDisposition(filename: string): string {
  const name = filename.replaceAll(/[/\\\p{Cc}\p{Bidi_Control}]/gu, '_').replace(/^[\s.]+/, '_')
  const plain = name.replaceAll(/[^\x20-\x7e]|["%]/g, '_')
  if (plain === name) return `attachment; filename="${plain}"`
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeExtended(name)}`
}

/** RFC 8187: what `encodeURIComponent` leaves alone and a parameter value may not hold. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
