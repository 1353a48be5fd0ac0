/** Hashes of the operations of a spec, which number their revisions (D17). */
import { createHash } from 'node:crypto'
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import type { Operation } from '../../contract/operation.ts'
import { parsePointer, valueAt } from '../../schema/pointer.ts'
import { type Child, childrenOf, narrow, type Shape } from '../shapes/shape.ts'
import { shapeAt, specShapes } from '../shapes/spec-shapes.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'

type Compiled = Omit<Operation, 'hash' | 'summary' | 'description' | 'tags'>

/** Hashes operations of one spec; what several of them reach is hashed once. */
export interface OperationHasher {
  /** SHA-256 over what an operation compiles to and every schema it reaches, prose left out. */
  hashOf(view: OperationView, compiled: Compiled): string
}

export function createOperationHasher(spec: SpecView): OperationHasher {
  const known = new Map<string, Definition>()
  return {
    hashOf: (view, compiled) => {
      const responses = compiled.responses.map(({ description: _description, ...response }) => response)
      const parameters = view.parameters.map((node) => node.value)
      const written = { ...withoutProse({ ...view.value, parameters }, operationShape), ...inherited(spec, view) }
      const definitions = definitionsReached(spec, known, written)
      const own = canonicalJson(toJson({ ...compiled, responses }))
      return sha256(`{"compiled":${own},"definitions":${definitions},"written":${canonicalJson(written)}}`)
    },
  }
}

interface Definition {
  /** Its reference and its hash as a member of JSON text: thousands of them are joined for each operation. */
  readonly member: string
  readonly references: readonly string[]
}

const operationShape: Shape = { type: 'object', name: 'operation' }
const defaultsShape: Shape = { type: 'object', name: 'asyncDefaults' }

/** Through JSON, so that what is `undefined` is absent. */
const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Schemas that an operation has from the root; everything else that it has from there is compiled into it. */
function inherited(spec: SpecView, view: OperationView): JsonObject {
  if (view.async === undefined) return {}
  const own = view.async.value
  const { progress, partial, result } = readObject(spec.document['x-async-defaults'])
  const schemas = Object.entries({ progress, partial, result }).filter(([name]) => own[name] === undefined)
  const defaults = Object.fromEntries(schemas.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  return Object.keys(defaults).length === 0 ? {} : { 'x-async-defaults': withoutProse(defaults, defaultsShape) }
}

function withoutProse(value: JsonObject, shape: Shape): JsonObject
function withoutProse(value: JsonValue, shape: Shape): JsonValue
function withoutProse(value: JsonValue, shape: Shape): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  const children = childrenOf(value, shape, specShapes)
  if (Array.isArray(value)) return children.map(withoutItsProse)
  const kept = children.filter((child) => !isProse(child.shape))
  return Object.fromEntries(kept.map((child): [string, JsonValue] => [child.name, withoutItsProse(child)]))
}

const withoutItsProse = ({ value, shape }: Child): JsonValue =>
  typeof value === 'object' ? withoutProse(value, narrow(shape, value)) : value

const isProse = (shape: Shape): boolean => shape.type === 'prose' || ('prose' in shape && shape.prose === true)

/** Canonical JSON, reference -> hash, of what the references in a value lead to, directly or through each other. */
function definitionsReached(spec: SpecView, known: Map<string, Definition>, start: JsonValue): string {
  const reached = new Map<string, string>()
  const queue = referencesIn(start)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reached.has(next)) continue
    const definition = known.get(next) ?? readDefinition(spec, next)
    known.set(next, definition)
    reached.set(next, definition.member)
    queue.push(...definition.references)
  }
  const members = [...reached.keys()].sort().map((reference) => reached.get(reference))
  return `{${members.join(',')}}`
}

function readDefinition(spec: SpecView, reference: string): Definition {
  const path = parsePointer(reference.slice(1)) ?? []
  const value = withoutProse(valueAt(spec.document, path) ?? null, shapeAt(spec.document, path))
  const member = `${JSON.stringify(reference)}:"${sha256(canonicalJson(value))}"`
  return { member, references: referencesIn(value) }
}

function referencesIn(value: JsonValue, found: string[] = []): string[] {
  if (Array.isArray(value)) for (const item of value) referencesIn(item, found)
  if (!isJsonObject(value)) return found
  for (const [name, member] of Object.entries(value)) {
    if (name === '$ref' && typeof member === 'string' && member.startsWith('#')) found.push(member)
    else if (typeof member === 'object') referencesIn(member, found)
  }
  return found
}
