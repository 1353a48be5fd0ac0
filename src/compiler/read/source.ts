/** Source files of a spec, as the compiler sees them: loaded or not, and once parsed, with the place of every value. */
import type { JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import { codeFrame } from '../diagnostics/code-frame.ts'
import { type Place, type Position, positionIn, type TextLines, textLines } from '../diagnostics/text-lines.ts'

/** What reading a file came to; `load.ts` makes it, everything after is pure. */
export type LoadedFile = { readonly kind: 'text'; readonly path: string; readonly text: string } | UnreadableFile

export interface UnreadableFile {
  readonly kind: 'failed'
  readonly path: string
  readonly reason: string
  readonly hint?: string
}

export interface SourceFile {
  /** Below the project folder, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly value: JsonValue
  /** Whether a word occurs in the text, or in the texts that changed it: spares looking through the value for what is rare. */
  readonly mentions: (word: string) => boolean
  /** Where a member's name or its value stands; the nearest ancestor when the path leads nowhere. */
  readonly placeOf: (path: Path, part: 'key' | 'value') => Place
  /** The same without a frame. */
  readonly positionOf: (path: Path, part: 'key' | 'value') => Position
  /** The same in UTF-16 code units from the start of the text. */
  readonly offsetOf: (path: Path, part: 'key' | 'value') => number
}

/** Places of a text by offset. */
export interface TextPlaces {
  placeAt(offset: number): Place
  positionAt(offset: number): Position
}

/** The places of a file; its lines are looked for when the first place is asked for. */
export function placesIn(file: string, text: string): TextPlaces {
  let lines: TextLines | undefined
  const linesOf = (): TextLines => {
    lines ??= textLines(text)
    return lines
  }
  return {
    positionAt: (offset) => positionIn(linesOf(), offset),
    placeAt: (offset) => {
      const { line, column } = positionIn(linesOf(), offset)
      return { file, line, column, frame: codeFrame(linesOf(), line, column) }
    },
  }
}
