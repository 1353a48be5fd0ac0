/** Source files of a spec, as the compiler sees them: loaded or not, and once parsed, with the place of every value. */
import type { JsonValue } from '../base/json.ts'
import type { Path } from '../schema/pointer.ts'
import { codeFrame } from './frame.ts'

/** What reading a file came to; `load.ts` makes it, everything after is pure. */
export type LoadedFile =
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  | { readonly kind: 'failed'; readonly path: string; readonly reason: string; readonly hint?: string }

export interface SourceFile {
  /** Below the project folder, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly value: JsonValue
  /** Where a member's name or its value stands; the nearest ancestor when the path leads nowhere. */
  readonly positionOf: (path: Path, part: 'key' | 'value') => Position
}

export interface Position {
  readonly line: number
  readonly column: number
}

/** A place a diagnostic can point to. */
export interface Place extends Position {
  readonly file: string
  /** Absent when there is no text to show. */
  readonly frame?: string
}

/** The place of a position in a text, with its frame. */
export function placeIn(file: string, text: string, position: Position): Place {
  return { file, ...position, frame: codeFrame(text, position.line, position.column) }
}
