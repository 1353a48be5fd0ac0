/** What a schema says about a place inside the values it describes. */
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Located, LocatedObject, SpecView } from '../view/spec-view.ts'
import { referredTo } from './schema-node.ts'

/** The schemas of a member below the schema at a path: one for each alternative that declares it; none when nothing does. */
export function schemasBelow(spec: SpecView, schemaAt: Path, pointer: Path): readonly LocatedObject[] {
  return pointer.reduce<readonly LocatedObject[]>(
    (schemas, name) => schemas.flatMap((schema) => schemasOfMember(spec, schema, name)),
    partsOf(spec, schemaAt),
  )
}

/** The schema at a path and, through `$ref`, `allOf`, `anyOf` and `oneOf`, everything it is made of. */
export function partsOf(spec: SpecView, at: Path): readonly LocatedObject[] {
  const node = spec.locate(at)
  return node === undefined ? [] : partsOfNode(spec, node)
}

/** The same for a schema at hand. */
export function partsOfNode(
  spec: SpecView,
  { value, at }: Located,
  seen: ReadonlySet<JsonValue> = new Set(),
): readonly LocatedObject[] {
  if (!isJsonObject(value) || seen.has(value)) return []
  const visited = new Set([...seen, value])
  const target = referredTo(spec, value)
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((name) =>
    readList(value[name]).map((branch, index) => ({ value: branch, at: [...at, name, String(index)] })),
  )
  const nodes = target === undefined ? branches : [target, ...branches]
  return [{ value, at }, ...nodes.flatMap((node) => partsOfNode(spec, node, visited))]
}

function schemasOfMember(spec: SpecView, { value, at }: LocatedObject, name: string): readonly LocatedObject[] {
  if (Object.hasOwn(readObject(value.properties), name)) return partsOf(spec, [...at, 'properties', name])
  if (isJsonObject(value.additionalProperties)) return partsOf(spec, [...at, 'additionalProperties'])
  return /^\d+$/.test(name) && isJsonObject(value.items) ? partsOf(spec, [...at, 'items']) : []
}
