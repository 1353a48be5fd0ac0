/**
 * Text to value, with the place of everything. YAML and JSON alike (JSON is YAML); reports only the first syntax error, because the rest
 * are mostly its echo.
 */
import { type Document, LineCounter, parseDocument, type YAMLParseError } from 'yaml'
import type { Diagnostic } from './diagnostic.ts'
import { type DiagnosticCode, diagnosticAt } from './diagnostics.ts'
import { type Position, placeIn, type SourceFile } from './source.ts'
import { offsetOf, toJsonValue, type ValueRefusal } from './yaml-value.ts'

export type ParsedText =
  | { readonly kind: 'parsed'; readonly file: SourceFile }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }

/** The file's value and places, or the one reason why there is none. */
export function parseText(path: string, text: string): ParsedText {
  const lines = new LineCounter()
  const at = (offset: number): Position => positionAt(lines, text, offset)
  const refuse = (code: DiagnosticCode, offset: number, message: string, hint?: string): ParsedText => ({
    kind: 'refused',
    diagnostic: diagnosticAt(code, placeIn(path, text, at(offset)), message, { hint }),
  })
  const document = parseYaml(text, lines)
  if (document === undefined) return refuse('CC005', 0, 'The text nests too deeply to be read')
  const failure = document.errors[0] ?? document.warnings[0]
  if (failure !== undefined) return refuse(...syntaxRefusal(text, failure))
  const converted = toJsonValue(document)
  if (!converted.ok) return refuse(...valueRefusal(text, converted.reason))
  const positionOf: SourceFile['positionOf'] = (place, part) => at(offsetOf(document, place, part))
  return { kind: 'parsed', file: { path, text, value: converted.value, positionOf } }
}

/** Undefined when the parser ran out of stack. */
function parseYaml(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, schema: 'core', version: '1.2' })
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

function positionAt(lines: LineCounter, text: string, offset: number): Position {
  const { line, col } = lines.linePos(Math.min(Math.max(0, offset), text.length))
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

type Refusal = readonly [code: DiagnosticCode, offset: number, message: string, hint?: string]

function syntaxRefusal(
  text: string,
  failure: { readonly code: YAMLParseError['code']; pos: [number, number]; message: string },
): Refusal {
  const [offset] = failure.pos
  const braces = bracesRefusal(text, offset)
  if (braces !== undefined) return braces
  if (failure.code === 'DUPLICATE_KEY') return ['CC002', offset, 'The same key stands here twice']
  if (failure.code === 'TAG_RESOLVE_FAILED') return ['CC004', offset, `A tag JSON has no word for: ${failure.message}`]
  return ['CC002', offset, failure.message]
}

/** A lone `{word}` parses, as a key that is a mapping. */
function valueRefusal(text: string, { code, offset, message }: ValueRefusal): Refusal {
  return (code === 'CC004' ? bracesRefusal(text, offset) : undefined) ?? [code, offset, message]
}

function bracesRefusal(text: string, offset: number): Refusal | undefined {
  const braces = unquotedBraces(text, offset)
  if (braces === undefined) return undefined
  const message = `\`${braces.text}\` has braces, which a flow mapping takes for its own`
  return ['CC003', braces.offset, message, `Quote it: '${braces.text}'.`]
}

/** A plain word like `/reports/{id}` or `{$request.body#/url}` at the error, inside a flow mapping. */
function unquotedBraces(text: string, offset: number): { readonly text: string; readonly offset: number } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const line = text.slice(start, end === -1 ? text.length : end)
  for (const match of line.matchAll(/(?<=[{,]\s*|^\s*)[^\s{},'"]*\{[^\s{}'":,]+\}[^\s{},'":]*/g)) {
    const from = start + match.index
    if (offset >= from && offset <= from + match[0].length + 1) return { text: match[0], offset: from }
  }
  return undefined
}
