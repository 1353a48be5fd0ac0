/** Base64 in its one canonical spelling, for the keys and signatures of webhooks. Runs in browsers; anything but the canonical text is refused. */

/**
 * The bytes of standard base64 with padding, or undefined when the text is not exactly what `toBase64` would write for them.
 *
 * @example fromBase64('AQI=') // Uint8Array [1, 2]
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return toBase64(bytes) === text ? bytes : undefined
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
