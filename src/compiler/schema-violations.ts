/** Whether a value fits a schema of the spec, asked while compiling. A schema that cannot be compiled judges nothing: other rules report it. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { collectSchemas, type Direction, rootId } from '../schema/document-schemas.ts'
import { type Path, parsePointer } from '../schema/pointer.ts'
import { toViolations, type Violation } from '../schema/violations.ts'
import { schemasBelow } from './schema-path.ts'
import type { SpecView } from './spec-view.ts'

/** Everything in a value that does not fit the schema at a place of the document. */
export function violationsAt(
  spec: SpecView,
  schemaAt: Path,
  value: JsonValue,
  direction: Direction,
): readonly Violation[] {
  const schema = spec.locate(schemaAt)?.value
  const check = schema === undefined ? undefined : checkOf(spec.document, schema, direction)
  if (check === undefined || check(value)) return []
  return toViolations(check.errors ?? [])
}

/** Where the schema stands that a violation speaks of, as near as the document says it. */
export function violatedAt(spec: SpecView, schemaAt: Path, { pointer }: Violation): Path {
  const path = parsePointer(pointer) ?? []
  const depths = path.map((_, index) => path.slice(0, path.length - index))
  const nearest = depths.flatMap((prefix) => schemasBelow(spec, schemaAt, prefix)).at(0)
  return nearest?.at ?? schemaAt
}

function checkOf(document: JsonObject, schema: JsonValue, direction: Direction) {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    ownProperties: true,
    messages: false,
    logger: false,
    verbose: true,
  })
  ajvFormats.default(ajv, { mode: 'full', keywords: false })
  try {
    const collected = collectSchemas(document, [{ name: 'value', schema, direction }])
    for (const [id, each] of collected) ajv.addSchema(isJsonObject(each) ? each : each === true ? {} : { not: {} }, id)
    return ajv.getSchema(rootId('value'))
  } catch {
    return undefined
  }
}
