/**
 * Whether an example, a default or a constant fits its schema as a whole. Asks a validator: of schemas that lead to others only for the
 * first of a document, so that checking one with thousands stays quick; those of plain texts and numbers are soon asked.
 */
import type { JsonObject, JsonValue } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import type { Violation } from '../../base/violation.ts'
import { type Path, toPointer } from '../../schema/pointer.ts'
import type { SpecView } from '../view/spec-view.ts'
import { presentPath, violationsAt, violationsBy } from './schema-violations.ts'

export interface ExampleMisfit {
  /** Within the example. */
  readonly at: Path
  readonly why: string
}

/** The first thing that does not fit; an example may show what only requests or only responses have. */
export function exampleMisfit(spec: SpecView, schemaAt: Path, value: JsonValue): ExampleMisfit | undefined {
  const isScalar = typeof value !== 'object' || value === null
  const schema = readObject(spec.locate(schemaAt)?.value)
  const violations =
    isScalar && isPlain(schema) ? scalarViolations(spec, schema, value) : wholeViolations(spec, schemaAt, value)
  const [first] = violations
  if (first === undefined) return undefined
  const what = first.pointer === '' ? 'It' : `\`${first.pointer}\``
  return { at: presentPath(value, first), why: `${what} ${first.detail}` }
}

function wholeViolations(spec: SpecView, schemaAt: Path, value: JsonValue): readonly Violation[] {
  if (!mayAsk(spec.document, schemaAt, value)) return []
  const violations = violationsAt(spec, schemaAt, value, 'response')
  const isFine = violations.length > 0 && violationsAt(spec, schemaAt, value, 'request').length === 0
  return isFine ? [] : violations
}

/** Keywords about a text or a number by itself, each with those that it is read with. `type` and `enum` are judged before. */
const scalarKeywords: readonly (readonly string[])[] = [
  ...[['const'], ['pattern'], ['format'], ['minLength'], ['maxLength'], ['multipleOf']],
  ...[
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ],
]
const plainKeywords: ReadonlySet<string> = new Set([
  ...scalarKeywords.flat(),
  ...['type', 'enum', 'nullable', 'default', 'readOnly', 'writeOnly', 'contentEncoding', 'contentMediaType'],
  ...['title', 'description', 'example', 'examples', 'deprecated', 'externalDocs', 'xml', '$comment'],
])

const isPlain = (schema: JsonObject): boolean =>
  Object.keys(schema).every((name) => plainKeywords.has(name) || name.startsWith('x-'))

/** Keyword by keyword: a document has thousands of such schemas, made of few different keywords, so that few validators are compiled. */
function scalarViolations(spec: SpecView, schema: JsonObject, value: JsonValue): readonly Violation[] {
  return scalarKeywords.flatMap((names) => {
    const own = pick(schema, names)
    if (Object.keys(own).length === 0) return []
    return violationsBy(spec, { ...pick(schema, ['type', 'nullable']), ...own }, value)
  })
}

function pick(schema: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => names.includes(name)))
}

const maxSchemas = 200
const asked = { whole: new WeakMap<JsonObject, Set<string>>(), scalar: new WeakMap<JsonObject, Set<string>>() }

/** Mappings and lists are counted apart from texts and numbers, so that neither takes the other's place. */
function mayAsk(document: JsonObject, schemaAt: Path, value: JsonValue): boolean {
  const known = typeof value === 'object' && value !== null ? asked.whole : asked.scalar
  const schemas = known.get(document) ?? new Set()
  known.set(document, schemas)
  if (schemas.size < maxSchemas) schemas.add(toPointer(schemaAt))
  return schemas.has(toPointer(schemaAt))
}
