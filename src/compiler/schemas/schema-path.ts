/** What a schema says about a place inside the values it describes. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { readList, readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { LocatedObject, SpecView } from '../view/spec-view.ts'

/** The schemas of a member below the schema at a path: one for each alternative that declares it; none when nothing does. */
export function schemasBelow(spec: SpecView, schemaAt: Path, pointer: Path): readonly LocatedObject[] {
  return pointer.reduce<readonly LocatedObject[]>(
    (schemas, name) => schemas.flatMap((schema) => schemasOfMember(spec, schema, name)),
    partsOf(spec, schemaAt),
  )
}

/** The schema itself and, through `$ref`, `allOf`, `anyOf` and `oneOf`, everything it is made of. */
export function partsOf(spec: SpecView, at: Path, seen: readonly JsonObject[] = []): readonly LocatedObject[] {
  const node = spec.locate(at)
  if (node === undefined || !isJsonObject(node.value) || seen.includes(node.value)) return []
  const value = node.value
  const visited = [...seen, value]
  const target = typeof value.$ref === 'string' ? spec.follow({ value, at }) : undefined
  const behind = target === undefined ? [] : partsOf(spec, target.at, visited)
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((name) =>
    readList(value[name]).flatMap((_, index) => partsOf(spec, [...at, name, String(index)], visited)),
  )
  return [{ value, at }, ...behind, ...branches]
}

function schemasOfMember(spec: SpecView, { value, at }: LocatedObject, name: string): readonly LocatedObject[] {
  if (Object.hasOwn(readObject(value.properties), name)) return partsOf(spec, [...at, 'properties', name])
  if (isJsonObject(value.additionalProperties)) return partsOf(spec, [...at, 'additionalProperties'])
  return /^\d+$/.test(name) && isJsonObject(value.items) ? partsOf(spec, [...at, 'items']) : []
}
