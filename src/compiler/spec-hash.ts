/** Hashes of a spec's sources: they tell whether what was generated from them is stale. Nothing of what is in them is looked at. */
import { createHash } from 'node:crypto'

/** SHA-256 over every source's name and text, as JSON. */
export function specHash(sources: readonly { readonly path: string; readonly text: string }[]): string {
  const hash = createHash('sha256').update('[')
  const parts = sources.toSorted((one, other) => (one.path < other.path ? -1 : 1))
  // Piece by piece: a text of many megabytes need not be there several times over.
  for (const [index, { path, text }] of parts.entries()) {
    hash
      .update(`${index === 0 ? '' : ','}[${JSON.stringify(path)},`)
      .update(JSON.stringify(text))
      .update(']')
  }
  return hash.update(']').digest('hex')
}

/** SHA-256 over one source: its text, or the UTF-8 of it. */
export const sourceHash = (source: string | Uint8Array): string => createHash('sha256').update(source).digest('hex')
