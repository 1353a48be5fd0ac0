/** Short names for the schemas of a document, in the order of the document: what `schemas.ts` exports. */
import { isJsonObject, type JsonObject } from '../base/json.ts'
import type { DirectedSchemas } from './directed-schemas.ts'
import { type NameGiver, typeName } from './names.ts'
import { componentName } from './type-nodes.ts'

/** Component name, also of those that one direction has otherwise -> short name. */
export function componentAliases(
  document: JsonObject,
  { components }: DirectedSchemas,
  names: NameGiver,
): ReadonlyMap<string, string> {
  const holder = isJsonObject(document.components) ? document.components : {}
  const own = isJsonObject(holder.schemas) ? Object.keys(holder.schemas) : []
  const plain = own.map((name) => [name, names.give(typeName(name))] as const)
  const directed = [...components].map(([name, { component, direction }]) => {
    const wish = `${typeName(component)}${direction === 'request' ? 'Input' : 'Output'}`
    return [componentName(name), names.give(wish)] as const
  })
  return new Map([...plain, ...directed])
}
