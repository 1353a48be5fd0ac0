/** Example values for pages, workflows and the like: what the designer wrote where there is one, else the smallest value that the schema describes. */
import { sample } from 'openapi-sampler'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Direction } from './direction.ts'
import { followReference } from './reference.ts'

/** The example of a media type or a parameter, or undefined when there is neither an example nor a schema. */
export function exampleValue(
  document: JsonObject,
  described: JsonObject,
  direction: Direction = 'request',
): JsonValue | undefined {
  const written = writtenExample(document, described)
  if (written !== undefined || described.schema === undefined) return written
  return schemaExample(document, described.schema, direction)
}

/** The designer's own example, if there is one. */
export function writtenExample(document: JsonObject, described: JsonObject): JsonValue | undefined {
  if (described.example !== undefined) return described.example
  for (const named of Object.values(isJsonObject(described.examples) ? described.examples : {})) {
    const { value } = followReference(document, named)
    if (value !== undefined) return value
  }
  return undefined
}

/** A designer's schema may be one that the sampler cannot follow; the page then goes without an example. */
function schemaExample(document: JsonObject, schema: JsonValue, direction: Direction): JsonValue | undefined {
  const { examples } = followReference(document, schema)
  if (Array.isArray(examples) && examples[0] !== undefined) return examples[0]
  try {
    return toJson(sample(isJsonObject(schema) ? schema : {}, optionsFor(direction), document))
  } catch {
    return undefined
  }
}

const optionsFor = (direction: Direction) => ({
  skipNonRequired: true,
  skipReadOnly: direction === 'request',
  skipWriteOnly: direction === 'response',
  quiet: true,
  enablePatterns: true,
})

function toJson(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as JsonValue)
}
