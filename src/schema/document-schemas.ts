/** Every schema that a set of roots reaches in an OpenAPI document, each converted once and named, so that Ajv compiles it once. */
import { Fault } from '../base/fault.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Direction } from './direction.ts'
import { readPointer } from './pointer.ts'
import { requiredElsewhere } from './required-elsewhere.ts'
import { toJsonSchema } from './to-json-schema.ts'

/** A schema to compile: inline, or a `$ref` into the document. */
export interface SchemaRoot {
  readonly name: string
  readonly schema: JsonValue
  readonly direction: Direction
}

/** Schemas by the `$id` that Ajv is to know them by. */
export type DocumentSchemas = ReadonlyMap<string, JsonValue>

/** The roots (as `root:<name>`) and all they reach. */
export function collectSchemas(document: JsonObject, roots: readonly SchemaRoot[]): DocumentSchemas {
  const collected = new Map<string, JsonValue>()
  const waiting: Waiting[] = roots.map(({ name, schema, direction }) => ({
    id: rootId(name),
    place: name,
    schema,
    direction,
    foreign: nobody,
  }))
  const directed = hasDirections(document)
  const reading = { legacy: isLegacy(document), follow: (ref: string) => target(document, ref) }
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { id, place, schema, direction, foreign } = next
    if (collected.has(id)) continue
    const link = (ref: string, names: ReadonlySet<string>): string => {
      const schema = found(document, ref, place)
      const foreign = directed ? requiredElsewhere(schema, names, { ...reading, direction }) : nobody
      const id = schemaId(ref, directed ? direction : undefined, foreign)
      waiting.push({ id, place: ref, schema, direction, foreign })
      return id
    }
    collected.set(id, toJsonSchema(schema, { ...reading, direction, directed, foreign, link, place }))
  }
  return collected
}

/** The `$id` of a root. */
export function rootId(name: string): string {
  return `root:${encodeURIComponent(name)}`
}

interface Waiting {
  readonly id: string
  readonly place: string
  readonly schema: JsonValue
  readonly direction: Direction
  /** Members that a schema around this one leaves to the other direction. */
  readonly foreign: ReadonlySet<string>
}

const nobody: ReadonlySet<string> = new Set()

function schemaId(ref: string, direction: Direction | undefined, foreign: ReadonlySet<string>): string {
  const path = ref.replace(/^#\/?/, '').split('/').map(encodeURIComponent).join('/')
  if (direction === undefined) return `spec:${path}`
  const names = [...foreign].sort().map(encodeURIComponent).join('&')
  return names === '' ? `spec:${direction}/${path}` : `spec:${direction}/${path}?without=${names}`
}

function isLegacy(document: JsonObject): boolean {
  return typeof document.openapi === 'string' && document.openapi.startsWith('3.0')
}

function found(document: JsonObject, ref: string, place: string): JsonValue {
  const schema = target(document, ref)
  if (schema === undefined)
    throw new Fault('spec-invalid', `The schema of ${place} refers to ${ref}, which is not there.`)
  return schema
}

function target(document: JsonObject, ref: string): JsonValue | undefined {
  if (!ref.startsWith('#')) return undefined
  const fragment = decodeFragment(ref.slice(1))
  return fragment === '' || fragment.startsWith('/') ? readPointer(document, fragment) : anchored(document, fragment)
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

/** An `$anchor` or `$dynamicAnchor` that the document has once; with several, which one is meant depends on the way there. */
function anchored(document: JsonObject, name: string): JsonValue | undefined {
  const holders: JsonValue[] = []
  walk(document, (value) => {
    if (value.$anchor === name || value.$dynamicAnchor === name) holders.push(value)
  })
  return holders.length === 1 ? holders[0] : undefined
}

/** Whether anything is marked for one direction only; if not, both share their schemas. A document never changes, so it is walked once. */
function hasDirections(document: JsonObject): boolean {
  const known = directedDocuments.get(document)
  if (known !== undefined) return known
  let marked = false
  walk(document, (value) => {
    marked ||= value.readOnly === true || value.writeOnly === true
  })
  directedDocuments.set(document, marked)
  return marked
}

const directedDocuments = new WeakMap<JsonObject, boolean>()

function walk(value: JsonValue, visit: (value: JsonObject) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit)
  else if (isJsonObject(value)) {
    visit(value)
    for (const member of Object.values(value)) walk(member, visit)
  }
}
