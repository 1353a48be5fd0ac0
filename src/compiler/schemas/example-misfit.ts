/**
 * Whether an example fits its schema as a whole. Asks a validator, so only for examples that are mappings or lists (a scalar's `type` and
 * `enum` say enough), and only of the first schemas of a document, so that checking one with thousands stays quick.
 */
import type { JsonObject, JsonValue } from '../../base/json.ts'
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
  if (typeof value !== 'object' || value === null || !mayAsk(spec.document, schemaAt)) return undefined
  const [first] = violationsAt(spec, schemaAt, value, 'response')
  if (first === undefined || violationsAt(spec, schemaAt, value, 'request').length === 0) return undefined
  const what = first.pointer === '' ? 'It' : `\`${first.pointer}\``
  return { at: presentPath(value, first), why: `${what} ${first.detail}` }
}

const maxSchemas = 200
const asked = new WeakMap<JsonObject, Set<string>>()

function mayAsk(document: JsonObject, schemaAt: Path): boolean {
  const schemas = asked.get(document) ?? new Set()
  asked.set(document, schemas)
  if (schemas.size < maxSchemas) schemas.add(toPointer(schemaAt))
  return schemas.has(toPointer(schemaAt))
}
