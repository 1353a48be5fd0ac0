/**
 * A schema as the comparison reads it: everything that must hold at once (`$ref`, `allOf` and the schema's own keywords) as one list
 * of parts. A schema that is moved, named or taken apart is the same list. Keywords of OpenAPI 3.0 read as those of 2020-12.
 */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { readList, readText } from '../../base/read-json.ts'
import { fromLegacy } from '../../schema/legacy-schema.ts'
import { type Path, parsePointer, toPointer, valueAt } from '../../schema/pointer.ts'
import type { Located, SpecView } from '../view/spec-view.ts'

export interface SchemaNode {
  readonly spec: SpecView
  /** Where it is written, for what no part of it says. */
  readonly at: Path
  /** All of them must hold; none: anything goes. */
  readonly parts: readonly SchemaPart[]
  /** Nothing fits. */
  readonly never: boolean
  /** Nothing is said about the member that it stands for, so anything goes by omission. */
  readonly undeclared: boolean
}

export interface SchemaPart {
  /** Without `$ref` and `allOf`. */
  readonly value: JsonObject
  readonly at: Path
  /** Tells parts of one document apart. */
  readonly id: string
  /** What `unevaluated…` looks at: the schema that it stands in with all it is made of, and nothing around it. */
  readonly reach?: readonly SchemaPart[]
}

/** The schema written at a path; anything goes where none is. */
export function schemaAt(spec: SpecView, at: Path): SchemaNode {
  return nodeOf(
    spec,
    at,
    [spec.locate(at)].filter((node) => node !== undefined),
  )
}

/** What fits all of these schemas. */
export function nodeOf(spec: SpecView, at: Path, schemas: readonly Located[]): SchemaNode {
  const parts = schemas.flatMap((schema) => partsOf(spec, schema, new Set()))
  const distinct = [...new Map(parts.map((part) => [part.id, part])).values()]
  const [first] = distinct
  return {
    spec,
    at: first?.at ?? schemas[0]?.at ?? at,
    parts: distinct.filter(saysSomething),
    never: distinct.some(isNever),
    undeclared: false,
  }
}

/** What stands below a part: read off the part, as what a discriminator implies is written nowhere. */
export function below({ value, at }: SchemaPart, ...names: Path): readonly Located[] {
  const found = valueAt(value, names)
  return found === undefined ? [] : [{ value: found, at: [...at, ...names] }]
}

/** The schema below a part; anything goes where none is. */
export function nodeBelow(spec: SpecView, part: SchemaPart, ...names: Path): SchemaNode {
  return nodeOf(spec, [...part.at, ...names], below(part, ...names))
}

/** The node without some of its parts' keywords, and with other parts. */
export function withParts(node: SchemaNode, parts: readonly SchemaPart[], never = node.never): SchemaNode {
  return { ...node, parts: [...new Map(parts.map((part) => [part.id, part])).values()], never }
}

/** The part without a union, and without what tells the union's alternatives apart. */
export function withoutUnion(part: SchemaPart, keyword: 'anyOf' | 'oneOf'): SchemaPart {
  const { [keyword]: _, discriminator: _discriminator, ...value } = part.value
  return { ...part, value, id: `${part.id}-${keyword}` }
}

/** Something that nothing is said about. */
export function undeclared(spec: SpecView, at: Path): SchemaNode {
  return { spec, at, parts: [], never: false, undeclared: true }
}

/** Tells nodes of one document apart. */
export function idOf(node: SchemaNode): string {
  return `${node.never ? '!' : ''}${node.parts
    .map((part) => part.id)
    .sort()
    .join(' ')}`
}

function partsOf(spec: SpecView, { value, at }: Located, seen: ReadonlySet<string>): readonly SchemaPart[] {
  const id = toPointer(at)
  if (seen.has(id)) return []
  if (!isJsonObject(value)) return value === false ? [{ value: neverValue, at, id }] : []
  const visited = new Set([...seen, id])
  const target = referredTo(spec, value)
  const behind = target === undefined ? [] : partsOf(spec, target, visited)
  if (spec.version === '3.0' && target !== undefined) return behind
  const all = readList(value.allOf).flatMap((schema, index) =>
    partsOf(spec, { value: schema, at: [...at, 'allOf', String(index)] }, visited),
  )
  const { $ref, allOf: _, ...rest } = spec.version === '3.0' ? fromLegacy(value) : value
  const own = $ref === undefined || target !== undefined ? rest : { ...rest, $ref }
  const parts = ownParts({ value: own, at, id })
  const whole = [...behind, ...parts, ...all]
  return isFar(own) ? [...behind, ...parts.map((part) => ({ ...part, reach: whole })), ...all] : whole
}

const isFar = (schema: JsonObject): boolean =>
  schema.unevaluatedProperties !== undefined || schema.unevaluatedItems !== undefined

/** Each union is a part of its own, so that one that stays is recognised beside keywords that change. */
function ownParts(part: SchemaPart): readonly SchemaPart[] {
  const { anyOf, oneOf, discriminator, ...rest } = part.value
  if (anyOf === undefined && oneOf === undefined) return [part]
  const teller = discriminator === undefined ? {} : { discriminator }
  return [
    { ...part, value: rest },
    ...(anyOf === undefined ? [] : [{ ...part, value: { anyOf, ...teller }, id: `${part.id}+anyOf` }]),
    ...(oneOf === undefined ? [] : [{ ...part, value: { oneOf, ...teller }, id: `${part.id}+oneOf` }]),
  ]
}

/** What a schema's `$ref` leads to, one step on. */
export function referredTo(spec: SpecView, schema: JsonObject): Located | undefined {
  const text = readText(schema.$ref)
  const path = text?.startsWith('#') === true ? parsePointer(text.slice(1)) : undefined
  return path === undefined ? undefined : spec.locate(path)
}

/** `false`, which no value fits. */
const neverValue: JsonObject = { not: {} }

const isNever = (part: SchemaPart): boolean => part.value === neverValue

const saysSomething = (part: SchemaPart): boolean => Object.keys(part.value).some((name) => !isProse(name))

/** Keywords that no value can break. */
const prose: ReadonlySet<string> = new Set([
  ...['title', 'description', '$comment', 'example', 'examples', 'externalDocs', 'xml', 'deprecated'],
  ...['$defs', 'definitions', '$schema', '$id', '$anchor', '$dynamicAnchor', '$vocabulary'],
])

export const isProse = (name: string): boolean => prose.has(name) || name.startsWith('x-')
