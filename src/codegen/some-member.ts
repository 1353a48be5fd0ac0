/** Looks for a member anywhere in a document, without writing the document down first: most documents do not have it. */
import type { JsonValue } from '../base/json.ts'

/** Whether any member of any object in a value, by its name and value, is looked for. */
export function someMember(value: JsonValue, isIt: (name: string, member: JsonValue) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (isList(value)) return value.some((item) => someMember(item, isIt))
  for (const name of Object.keys(value)) {
    const member = value[name] ?? null
    if (isIt(name, member) || (typeof member === 'object' && someMember(member, isIt))) return true
  }
  return false
}

/** `Array.isArray` takes a list that cannot be changed for none. */
const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value)
