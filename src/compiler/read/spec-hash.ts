/** Hashes of a spec's sources: they tell whether what was generated from them is stale. Nothing of what is in them is looked at. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../base/json.ts'

/** SHA-256 over one source: its text, or the UTF-8 of it. */
export const sourceHash = (source: string | Uint8Array): string => createHash('sha256').update(source).digest('hex')

/** SHA-256 over every source's name and hash. */
export const specHash = (hashes: Readonly<Record<string, string>>): string => sourceHash(canonicalJson(hashes))
