/** The hash of a spec's sources: tells whether what was generated from them is stale. Reads nothing of what is in them. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../base/json.ts'

/** SHA-256 over every source's name and text. */
export function specHash(sources: readonly { readonly path: string; readonly text: string }[]): string {
  const parts = sources.toSorted((one, other) => (one.path < other.path ? -1 : 1))
  const text = canonicalJson(parts.map(({ path, text }) => [path, text]))
  return createHash('sha256').update(text).digest('hex')
}
