/**
 * Whether an example, a default or a constant fits its schema as a whole. Asks a validator: of schemas that lead to others only for the
 * first of a document, so that checking one with thousands stays quick; those of plain texts and numbers are soon asked.
 */
import type { JsonObject, JsonValue } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import { type Path, toPointer } from '../../schema/pointer.ts'
import type { SpecView } from '../view/spec-view.ts'
import { presentPath, violationsAt } from './schema-violations.ts'

export interface ExampleMisfit {
  /** Within the example. */
  readonly at: Path
  readonly why: string
}

/** The first thing that does not fit; an example may show what only requests or only responses have. */
export function exampleMisfit(spec: SpecView, schemaAt: Path, value: JsonValue): ExampleMisfit | undefined {
  const schema = readObject(spec.locate(schemaAt)?.value)
  const isScalar = typeof value !== 'object' || value === null
  if (isScalar && isPlain(schema) ? !saysMore(schema) : !mayAsk(spec.document, schemaAt)) return undefined
  const [first] = violationsAt(spec, schemaAt, value, 'response')
  if (first === undefined) return undefined
  if (!isScalar && violationsAt(spec, schemaAt, value, 'request').length === 0) return undefined
  const what = first.pointer === '' ? 'It' : `\`${first.pointer}\``
  return { at: presentPath(value, first), why: `${what} ${first.detail}` }
}

/** Keywords about a text or a number by itself, beyond `type` and `enum`, which say whether it is any of theirs. */
const scalarKeywords: ReadonlySet<string> = new Set([
  ...['const', 'pattern', 'format', 'minLength', 'maxLength', 'multipleOf'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
])
const otherKeywords: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'nullable', 'default', 'readOnly', 'writeOnly', 'contentEncoding', 'contentMediaType'],
  ...['title', 'description', 'example', 'examples', 'deprecated', 'externalDocs', 'xml', '$comment'],
])

const isPlain = (schema: JsonObject): boolean =>
  Object.keys(schema).every((name) => scalarKeywords.has(name) || otherKeywords.has(name) || name.startsWith('x-'))

const saysMore = (schema: JsonObject): boolean => Object.keys(schema).some((name) => scalarKeywords.has(name))

const maxSchemas = 200
const asked = new WeakMap<JsonObject, Set<string>>()

function mayAsk(document: JsonObject, schemaAt: Path): boolean {
  const schemas = asked.get(document) ?? new Set()
  asked.set(document, schemas)
  if (schemas.size < maxSchemas) schemas.add(toPointer(schemaAt))
  return schemas.has(toPointer(schemaAt))
}
