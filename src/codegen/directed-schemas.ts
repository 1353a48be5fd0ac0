/**
 * Schemas as one direction has them: a request without the members that are `readOnly`, an answer without those that are `writeOnly`. What
 * has no such member, nor reaches one, stays as it is and is shared.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { type Direction, type DirectionMark, foreignMarks, isMarked } from '../schema/direction.ts'
import { escapeSegment, readPointer } from '../schema/pointer.ts'
import { partsOf, type SchemaReading } from '../schema/schema-parts.ts'
import { componentName } from './type-nodes.ts'

/** A component that one direction has otherwise. */
export interface DirectedComponent {
  /** Its name in the document. */
  readonly component: string
  readonly direction: Direction
  readonly schema: JsonValue
}

export interface DirectedSchemas {
  /** The schema as that direction has it. */
  directed(schema: JsonValue, direction: Direction): JsonValue
  /** By the names that types are to be made for. */
  readonly components: ReadonlyMap<string, DirectedComponent>
}

/** The schemas of a document. */
export function directedSchemas(document: JsonObject): DirectedSchemas {
  const holder = isJsonObject(document.components) ? document.components : {}
  const schemas = isJsonObject(holder.schemas) ? holder.schemas : {}
  const reading: SchemaReading = {
    legacy: typeof document.openapi === 'string' && document.openapi.startsWith('3.0'),
    follow: (ref) => readPointer(document, decodeURIComponent(ref.slice(1))),
  }
  const marked = { request: isAnywhere(document, 'readOnly'), response: isAnywhere(document, 'writeOnly') }
  const changed = {
    request: marked.request ? changedIn(reading, schemas, 'readOnly') : none,
    response: marked.response ? changedIn(reading, schemas, 'writeOnly') : none,
  }
  const directed = (schema: JsonValue, direction: Direction): JsonValue => {
    if (!marked[direction]) return schema
    if (changed[direction].size === 0 && !hasMark(reading, schema, foreignMarks[direction])) return schema
    return rewritten(schema, {
      omits: (member) => isMarked(member, foreignMarks[direction], reading),
      omitted: (whole) => markedMembers(reading, whole, foreignMarks[direction]),
      rename: (ref) => renamed(ref, changed[direction], (component) => componentName(nameOf(direction, component))),
    })
  }
  const components = (['request', 'response'] as const).flatMap((direction) =>
    [...changed[direction]].map((component): [string, DirectedComponent] => {
      const schema = directed(schemas[component] ?? {}, direction)
      return [nameOf(direction, component), { component, direction, schema }]
    }),
  )
  return { directed, components: new Map(components) }
}

const none: ReadonlySet<string> = new Set()

const nameOf = (direction: Direction, component: string): string => `${direction}::${component}`

const pointerTo = '#/components/schemas/'

/** The components that have a marked member or reach one that has. */
function changedIn(reading: SchemaReading, schemas: JsonObject, mark: DirectionMark): ReadonlySet<string> {
  const names = Object.keys(schemas)
  const byRef = new Map(names.map((name) => [pointerTo + escapeSegment(name), name]))
  const users = new Map<string, string[]>()
  for (const name of names) {
    for (const ref of refsIn(schemas[name])) {
      const target = byRef.get(ref)
      if (target !== undefined) users.set(target, [...(users.get(target) ?? []), name])
    }
  }
  const changed = new Set(names.filter((name) => hasMark(reading, schemas[name], mark)))
  for (const name of changed) for (const user of users.get(name) ?? []) changed.add(user)
  return changed
}

/** Most documents have no such mark, and then there is nothing to look for in each of their schemas. */
function isAnywhere(value: JsonValue, mark: DirectionMark): boolean {
  if (Array.isArray(value)) return value.some((item) => isAnywhere(item, mark))
  return (
    isJsonObject(value) && (value[mark] === true || Object.values(value).some((member) => isAnywhere(member, mark)))
  )
}

function refsIn(schema: JsonValue | undefined): ReadonlySet<string> {
  const refs = new Set<string>()
  visit(schema, ({ $ref }) => {
    if (typeof $ref === 'string') refs.add($ref)
  })
  return refs
}

function hasMark(reading: SchemaReading, schema: JsonValue | undefined, mark: DirectionMark): boolean {
  let found = false
  visit(schema, ({ properties }) => {
    const members = isJsonObject(properties) ? Object.values(properties) : []
    found ||= members.some((member) => isMarked(member, mark, reading))
  })
  return found
}

/** The members that a schema, or what it is made of, marks. */
function markedMembers(reading: SchemaReading, schema: JsonObject, mark: DirectionMark): readonly string[] {
  return partsOf(schema, reading)
    .flatMap(({ properties }) => (isJsonObject(properties) ? Object.entries(properties) : []))
    .filter(([, member]) => isMarked(member, mark, reading))
    .map(([name]) => name)
}

/** Keywords whose schemas are about the same value. */
const parts = new Set(['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'not'])

/** Values, not schemas: what stands in them is left alone. */
const values = new Set(['const', 'default', 'enum', 'example', 'examples'])

function visit(schema: JsonValue | undefined, look: (schema: JsonObject) => void): void {
  if (Array.isArray(schema)) for (const item of schema) visit(item, look)
  if (!isJsonObject(schema)) return
  look(schema)
  for (const [key, member] of Object.entries(schema)) {
    if (key === 'properties' && isJsonObject(member)) for (const one of Object.values(member)) visit(one, look)
    else if (!values.has(key)) visit(member, look)
  }
}

interface Change {
  omits(member: JsonValue): boolean
  /** The names of the members that any part of a schema omits. */
  omitted(schema: JsonObject): readonly string[]
  rename(ref: string): string
}

/** `gone` is what the whole omits that the schema is a part of: any part may say that it is required. */
function rewritten(schema: JsonValue, change: Change, gone: readonly string[] = []): JsonValue {
  if (Array.isArray(schema)) return schema.map((item) => rewritten(item, change, gone))
  if (!isJsonObject(schema)) return schema
  const here = [...gone, ...change.omitted(schema)]
  const members = Object.entries(schema).map(([key, value]): [string, JsonValue] => {
    if (values.has(key)) return [key, value]
    if (key === '$ref' && typeof value === 'string') return [key, change.rename(value)]
    if (key === 'mapping' && isJsonObject(value)) return [key, renamedMapping(value, change)]
    if (key === 'properties' && isJsonObject(value)) return [key, keptMembers(value, change)]
    if (key === 'required' && Array.isArray(value))
      return [key, value.filter((name) => !here.some((one) => one === name))]
    return [key, rewritten(value, change, parts.has(key) ? here : [])]
  })
  return Object.fromEntries(members)
}

function keptMembers(properties: JsonObject, change: Change): JsonObject {
  const kept = Object.entries(properties).filter(([, member]) => !change.omits(member))
  return Object.fromEntries(kept.map(([name, member]) => [name, rewritten(member, change)]))
}

function renamedMapping(mapping: JsonObject, change: Change): JsonObject {
  const entries = Object.entries(mapping).map(([value, ref]) => [
    value,
    typeof ref === 'string' ? change.rename(ref) : ref,
  ])
  return Object.fromEntries(entries)
}

function renamed(ref: string, changed: ReadonlySet<string>, variant: (component: string) => string): string {
  if (!ref.startsWith(pointerTo)) return ref
  const component = decodeURIComponent(ref.slice(pointerTo.length)).replaceAll('~1', '/').replaceAll('~0', '~')
  return changed.has(component) ? pointerTo + escapeSegment(variant(component)) : ref
}
