/** What the conversion of a schema knows of the document around it. */
import type { Direction } from './direction.ts'
import type { SchemaReading } from './schema-parts.ts'

export interface SchemaContext extends SchemaReading {
  /** Members that only the other direction carries are not required in this one. */
  readonly direction: Direction
  /** Whether the document has any member that goes one way only. */
  readonly directed: boolean
  /** Members that what stands around the schema, for the same value, leaves to the other direction. */
  readonly foreign: ReadonlySet<string>
  /** What to write in place of a `$ref`; `foreign` as above, for what it leads to. */
  link(ref: string, foreign: ReadonlySet<string>): string
  /** Names the schema in errors. */
  readonly place: string
}
