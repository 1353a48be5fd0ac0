/**
 * Shapes: the grammar of a spec as data. One table of them (`spec-shapes.ts` puts it together) drives the
 * structural check, the bundling of references and the removal of prose, so that the three cannot disagree.
 */
import { isJsonObject, type JsonValue } from '../../base/json.ts'

export type Shape =
  | { readonly type: 'any' }
  | TextShape
  | { readonly type: 'boolean'; readonly only?: boolean; readonly versions?: Versions }
  | NumberShape
  /** ISO 8601 or short, within bounds in milliseconds. */
  | { readonly type: 'duration'; readonly minMs: number; readonly maxMs: number }
  /** A number of bytes: '50MB'. */
  | { readonly type: 'size' }
  | ListShape
  | MapShape
  | { readonly type: 'object'; readonly name: string; readonly prose?: true }
  /** The first alternative whose JSON type is the value's. */
  | { readonly type: 'either'; readonly of: readonly Shape[] }
  /** Not compared, copied as it stands; examples and the like. */
  | { readonly type: 'prose' }

/** Versions of OpenAPI that have something; absent: all of them. */
export type Versions = readonly SpecVersion[]
export type SpecVersion = '3.0' | '3.1' | '3.2'

export interface TextShape {
  readonly type: 'text'
  readonly oneOf?: readonly string[]
  /** Choices that not every version has. */
  readonly choiceVersions?: Readonly<Record<string, Versions>>
  /** The way out for words that people take for a choice, in lower case. */
  readonly instead?: ReadonlyMap<string, string>
  readonly pattern?: TextPattern
  readonly prose?: true
}

export interface NumberShape {
  readonly type: 'number'
  readonly integer?: true
  readonly min?: number
  readonly max?: number
  /** It must be more than this. */
  readonly above?: number
  readonly versions?: Versions
}

export interface ListShape {
  readonly type: 'list'
  readonly of: Shape
  readonly min?: number
  readonly max?: number
  /** No two items are equal. */
  readonly unique?: true
  readonly prose?: true
  readonly versions?: Versions
}

export interface MapShape {
  readonly type: 'map'
  readonly of: Shape
  readonly keys?: TextPattern
  /** Exactly one member. */
  readonly one?: true
  readonly prose?: true
}

export interface TextPattern {
  readonly matches: RegExp
  /** What it must be, after "must be": 'a path that begins with `/`'. */
  readonly as: string
}

export interface ObjectShape {
  /** With its article: 'an operation'. */
  readonly title: string
  readonly fields: Readonly<Record<string, Field>>
  /** Members with free names. */
  readonly others?: { readonly keys: TextPattern; readonly of: Shape }
  /** Whether keys that begin with `x-` are free. */
  readonly extensible: boolean
  /** Section of `components` for such objects; a `$ref` may stand in their place. */
  readonly section?: string
  /** Versions in which a `$ref` may stand in its place; absent: all of them. */
  readonly referable?: Versions
  /** JSON Schema ignores unknown keywords; everything else refuses them. */
  readonly open?: true
  /** The key that a lone value in its place is most likely meant for. */
  readonly lead?: string
  /** Which of its keys go together. */
  readonly keys?: readonly KeyRule[]
}

export type KeyRule =
  /** Exactly one of them is there. */
  | { readonly type: 'one'; readonly of: readonly string[]; readonly versions?: Versions }
  /** At least one of them is there. */
  | { readonly type: 'some'; readonly of: readonly string[]; readonly versions?: Versions }
  /** The first excludes each of the others. */
  | { readonly type: 'apart'; readonly of: readonly string[]; readonly versions?: Versions }
  /** What a key may say depends on what the key `by` says. */
  | {
      readonly type: 'choices'
      readonly of: readonly [string]
      readonly by: string
      readonly choices: Readonly<Record<string, readonly string[]>>
      readonly versions?: Versions
    }
  /** They say nothing unless the key `by` has one of the values (or, without values, is there). */
  | {
      readonly type: 'only-with'
      readonly of: readonly string[]
      readonly by: string
      readonly values?: readonly string[]
      readonly versions?: Versions
    }

export interface Field {
  readonly shape: Shape
  /** In every version, or in these. */
  readonly required?: true | Versions
  /** The versions of OpenAPI that have it; absent: all of them. */
  readonly versions?: Versions
}

/** Whether a version of OpenAPI has what these versions have. */
export function isIn(versions: Versions | undefined, version: SpecVersion): boolean {
  return versions === undefined || versions.includes(version)
}

/** Whether a version of OpenAPI asks for the key. */
export function isRequired({ required = [] }: Field, version: SpecVersion): boolean {
  return required === true || required.includes(version)
}

/** The keys that a version asks of such an object; looked up once, for it is asked of every object of a spec. */
export function requiredKeys(object: ObjectShape, version: SpecVersion): readonly string[] {
  const known = required.get(object) ?? {}
  const found = known[version]
  if (found !== undefined) return found
  const keys = Object.keys(object.fields).filter((name) =>
    isRequired(object.fields[name] ?? { shape: anything }, version),
  )
  required.set(object, { ...known, [version]: keys })
  return keys
}

const required = new WeakMap<ObjectShape, Readonly<Partial<Record<SpecVersion, readonly string[]>>>>()

export type ObjectShapes = Readonly<Record<string, ObjectShape>>

/** The alternative of an `either` that fits the value's JSON type; other shapes as they are. */
export function narrow(shape: Shape, value: JsonValue): Shape {
  if (shape.type !== 'either') return shape
  return shape.of.find((alternative) => jsonTypesOf(alternative).includes(jsonTypeOf(value))) ?? shape
}

export type JsonType = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null'

export function jsonTypeOf(value: JsonValue): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (isJsonObject(value)) return 'object'
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}

/** The JSON types a shape admits. */
export function jsonTypesOf(shape: Shape): readonly JsonType[] {
  switch (shape.type) {
    case 'any':
    case 'prose':
      return allTypes
    case 'text':
    case 'duration':
    case 'size':
      return textOnly
    case 'map':
    case 'object':
      return objectOnly
    case 'either':
      return shape.of.flatMap(jsonTypesOf)
    default:
      return [shape.type]
  }
}

/** Lists of their own: they are asked for at every value of a spec. */
const allTypes: readonly JsonType[] = ['object', 'list', 'text', 'number', 'boolean', 'null']
const textOnly: readonly JsonType[] = ['text']
const objectOnly: readonly JsonType[] = ['object']

export interface Child {
  readonly name: string
  readonly value: JsonValue
  readonly shape: Shape
}

/** The members or items of a value with their shapes; what no shape is known for is `any`. */
export function childrenOf(value: JsonValue, shape: Shape, shapes: ObjectShapes): readonly Child[] {
  const narrowed = narrow(shape, value)
  if (Array.isArray(value)) {
    const of = narrowed.type === 'list' ? narrowed.of : anything
    return value.map((item: JsonValue, index) => ({ name: String(index), value: item, shape: of }))
  }
  if (!isJsonObject(value)) return []
  return Object.entries(value).map(([name, member]) => ({
    name,
    value: member,
    shape: memberShape(narrowed, name, shapes),
  }))
}

/** The shape of one member. */
export function memberShape(shape: Shape, name: string, shapes: ObjectShapes): Shape {
  if (shape.type === 'map') return shape.of
  if (shape.type === 'list') return shape.of
  if (shape.type !== 'object') return anything
  const object = shapes[shape.name]
  if (object === undefined) return anything
  if (Object.hasOwn(object.fields, name)) return object.fields[name]?.shape ?? anything
  return object.others?.keys.matches.test(name) === true && !isExtension(object, name) ? object.others.of : anything
}

/** Whether a key is a free extension of such an object. */
export function isExtension(object: ObjectShape, name: string): boolean {
  return object.extensible && name.startsWith('x-')
}

/** The `$ref` of a value that stands where such an object is expected, or undefined. */
export function referenceIn(value: JsonValue, object: ObjectShape | undefined): string | undefined {
  if (object?.section === undefined || !isJsonObject(value)) return undefined
  return Object.hasOwn(value, '$ref') && typeof value.$ref === 'string' ? value.$ref : undefined
}

/** The object shape behind a shape, if it is one. */
export function objectShapeOf(shape: Shape, value: JsonValue, shapes: ObjectShapes): ObjectShape | undefined {
  const narrowed = narrow(shape, value)
  return narrowed.type === 'object' ? shapes[narrowed.name] : undefined
}

const anything: Shape = { type: 'any' }
