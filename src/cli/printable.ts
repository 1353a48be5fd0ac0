/** What a spec says may hold control characters, which a terminal would obey: they are shown, never sent (LG-2). */

/** The text with its lines, and a `?` for every other control character. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, '?')
}
