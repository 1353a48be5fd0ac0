/** Hashes of a spec's sources: they tell whether what was generated from them is stale. Nothing of what is in them is looked at. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../base/json.ts'

/** SHA-256 over the text of one source. Its line ends count as line feeds, since a checkout may have changed them. */
export const sourceHash = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')

/** SHA-256 over every source's name and hash. */
export const specHash = (hashes: Readonly<Record<string, string>>): string => sourceHash(canonicalJson(hashes))
