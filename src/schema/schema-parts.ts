/** What holds at once where a schema stands. Looks into no alternatives: those hold for some values only. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'

/** What it takes to read a schema as its document has it. */
export interface SchemaReading {
  /** Whether the document is OpenAPI 3.0, whose schemas are a dialect of their own. */
  readonly legacy: boolean
  /** The schema that a `$ref` leads to, or undefined. */
  follow(ref: string): JsonValue | undefined
}

/** The schema and, through `$ref` and `allOf`, everything that holds at once. */
export function partsOf(
  schema: JsonValue | undefined,
  reading: SchemaReading,
  seen: ReadonlySet<JsonValue> = new Set(),
): readonly JsonObject[] {
  if (!isJsonObject(schema) || seen.has(schema)) return []
  const visited = new Set([...seen, schema])
  const behind = typeof schema.$ref === 'string' ? partsOf(reading.follow(schema.$ref), reading, visited) : []
  if (reading.legacy && typeof schema.$ref === 'string') return behind
  const all = Array.isArray(schema.allOf) ? schema.allOf.flatMap((part) => partsOf(part, reading, visited)) : []
  return [schema, ...behind, ...all]
}
