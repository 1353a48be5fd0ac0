/** What the conversion of a schema knows of the document around it. */
import type { JsonValue } from '../base/json.ts'

export interface SchemaContext {
  /** Whether the document is OpenAPI 3.0, whose schemas are a dialect of their own. */
  readonly legacy: boolean
  /** Members that only the other direction carries are not required in this one. */
  readonly direction: 'request' | 'response'
  /** What to write in place of a `$ref`. */
  link(ref: string): string
  /** The schema that a `$ref` leads to, or undefined. */
  follow(ref: string): JsonValue | undefined
  /** Names the schema in errors. */
  readonly place: string
}
