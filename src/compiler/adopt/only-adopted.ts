/** Proves of an edited document that nothing but blocks has come to it. */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { blockKey } from './read-document.ts'

/** Whether the edited value is the original one, with the block added to operations and nothing else. */
export function isOnlyAdopted(original: JsonValue, edited: JsonValue): boolean {
  if (Array.isArray(original)) {
    const hasAll = Array.isArray(edited) && original.length === edited.length
    return hasAll && original.every((item, index) => isOnlyAdopted(item, edited[index] ?? null))
  }
  if (!isJsonObject(original)) return original === edited
  if (!isJsonObject(edited)) return false
  const added = Object.keys(edited).filter((name) => !Object.hasOwn(original, name))
  if (added.some((name) => name !== blockKey)) return false
  return Object.entries(original).every(
    ([name, value]) => Object.hasOwn(edited, name) && isOnlyAdopted(value, edited[name] ?? null),
  )
}
