/** What the conversion of a schema knows of the document around it. */
import type { JsonValue } from '../base/json.ts'
import type { Direction } from './direction.ts'

export interface SchemaContext {
  /** Whether the document is OpenAPI 3.0, whose schemas are a dialect of their own. */
  readonly legacy: boolean
  /** Members that only the other direction carries are not required in this one. */
  readonly direction: Direction
  /** Whether the document has any member that goes one way only. */
  readonly directed: boolean
  /** Members that what stands around the schema, for the same value, leaves to the other direction. */
  readonly foreign: ReadonlySet<string>
  /** What to write in place of a `$ref`; `foreign` as above, for what it leads to. */
  link(ref: string, foreign: ReadonlySet<string>): string
  /** The schema that a `$ref` leads to, or undefined. */
  follow(ref: string): JsonValue | undefined
  /** Names the schema in errors. */
  readonly place: string
}
