/** Hashes of a spec's sources: they tell whether what was generated from them is stale. Nothing of what is in them is looked at. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../base/json.ts'

/** SHA-256 over one source: its text, or the UTF-8 of it. Its line ends count as line feeds, since a checkout may have changed them. */
export const sourceHash = (source: string | Uint8Array): string =>
  createHash('sha256').update(withLineFeeds(source)).digest('hex')

function withLineFeeds(source: string | Uint8Array): string | Uint8Array {
  if (typeof source === 'string') return source.replaceAll('\r\n', '\n')
  if (!source.includes(0x0d)) return source
  return Buffer.from(Buffer.from(source).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}

/** SHA-256 over every source's name and hash. */
export const specHash = (hashes: Readonly<Record<string, string>>): string => sourceHash(canonicalJson(hashes))
