/**
 * Schemas of requests that have `properties` and no `type`: JSON Schema asks only objects for their members, so that a text is valid, too,
 * while the handler's type says what was meant. Says nothing where alternatives or conditions may say of which type a value is.
 */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { idOf, nodeBelow, type SchemaNode, type SchemaPart, schemaAt } from '../schemas/schema-node.ts'
import type { Rule } from '../view/rule.ts'

export const checkUntypedMembers: Rule = ({ spec, diagnostic }) => {
  const seen = new Set<string>()
  const found = new Map<string, Diagnostic>()
  const ahead: SchemaNode[] = spec.operations
    .flatMap(({ requestBody }) => (requestBody === undefined ? [] : [requestBody]))
    .flatMap(({ value, at }) =>
      jsonTypes(value.content).map((mediaType): Path => [...at, 'content', mediaType, 'schema']),
    )
    .map((at) => schemaAt(spec, at))
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    if (seen.has(idOf(node))) continue
    seen.add(idOf(node))
    const part = untyped(node)
    if (part !== undefined)
      found.set(part.id, diagnostic('CC126', [...part.at, 'properties'], message, { part: 'key' }))
    ahead.push(...placesIn(node).map(([one, path]) => nodeBelow(spec, one, ...path)))
  }
  return [...found.values()]
}

const message = '`properties` without `type: object`: a value that is no object is valid, too, and reaches the handler'

const jsonTypes = (content: JsonValue | undefined): readonly string[] =>
  Object.keys(readObject(content)).filter((mediaType) => isJsonMediaType(mediaType))

/** The part that describes members, where nothing says that the value is an object. */
function untyped({ parts }: SchemaNode): SchemaPart | undefined {
  if (parts.some(({ value }) => narrowing.some((key) => value[key] !== undefined))) return undefined
  return parts.find(({ value }) => isJsonObject(value.properties) && Object.keys(value.properties).length > 0)
}

const narrowing = ['type', 'const', 'enum', 'anyOf', 'oneOf', 'not', 'if', '$dynamicRef']

/** Where the schemas of members and items are, and of alternatives where nothing beside them says the type of all. */
function placesIn({ parts }: SchemaNode): readonly (readonly [SchemaPart, Path])[] {
  const isTyped = parts.some(({ value }) => value.type !== undefined)
  const lists = ['prefixItems', ...(isTyped ? [] : ['anyOf', 'oneOf'])]
  return parts.flatMap((part) => {
    const members = Object.keys(readObject(part.value.properties)).map((name): Path => ['properties', name])
    const single = ['additionalProperties', 'items']
      .filter((key) => isJsonObject(part.value[key]))
      .map((key): Path => [key])
    const listed = lists.flatMap((key) => readList(part.value[key]).map((_, index): Path => [key, String(index)]))
    return [...members, ...single, ...listed].map((path) => [part, path] as const)
  })
}
