/**
 * Text to value, with the place of everything. JSON by the engine's parser, everything else as YAML; reports only the first syntax error,
 * because the rest are mostly its echo.
 */
import { type Document, parseDocument, type YAMLParseError } from 'yaml'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { diagnosticAt } from '../diagnostics/diagnostic-at.ts'
import type { DiagnosticCode } from '../diagnostics/diagnostic-kinds.ts'
import { jsonErrorAt } from './json-error.ts'
import { parseJson } from './parse-json.ts'
import { type LoadedFile, placesIn, type SourceFile } from './source.ts'
import { tooDeepAt } from './yaml-depth.ts'
import { yamlSlip } from './yaml-slip.ts'
import { maxDepth, toJsonValue, type ValueRefusal, type YamlValue } from './yaml-value.ts'

/** A YAML syntax tree takes some fifty times the memory of its text. */
const maxYamlLength = 20_000_000

export type ParsedText =
  | { readonly kind: 'parsed'; readonly file: SourceFile }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }

/** The same for a file that has been read; read again for each file that turns out to be missing, it is parsed once. */
export function parseLoaded(file: Extract<LoadedFile, { readonly kind: 'text' }>): ParsedText {
  const parsed = known.get(file) ?? parseText(file.path, file.text)
  known.set(file, parsed)
  return parsed
}

const known = new WeakMap<LoadedFile, ParsedText>()

/** The file's value and places, or the one reason why there is none. */
export function parseText(path: string, text: string): ParsedText {
  const { placeAt, positionAt } = placesIn(path, text)
  const read = readValue(path, text)
  if (read.kind === 'parsed') {
    const placeOf: SourceFile['placeOf'] = (at, part) => placeAt(read.offsetOf(at, part))
    const positionOf: SourceFile['positionOf'] = (at, part) => positionAt(read.offsetOf(at, part))
    const mentions: SourceFile['mentions'] = (word) => text.includes(word)
    return {
      kind: 'parsed',
      file: { path, text, value: read.value, mentions, placeOf, positionOf, offsetOf: read.offsetOf },
    }
  }
  const [code, offset, message, hint] = read.refusal
  return { kind: 'refused', diagnostic: diagnosticAt(code, placeAt(offset), message, { hint }) }
}

type ReadValue = ({ readonly kind: 'parsed' } & YamlValue) | { readonly kind: 'refused'; readonly refusal: Refusal }

/** A file that calls itself JSON has to be JSON: others will read it as that. */
function readValue(path: string, text: string): ReadValue {
  const isNamedJson = /\.json$/i.test(path)
  const nothing = text.indexOf('\0')
  if (nothing !== -1) return refuse('CC002', nothing, 'A NUL character stands here, which text does not have')
  const json = parseJson(text, isNamedJson)
  if (json.kind === 'parsed') return json
  if (json.kind === 'refused') return refuse(json.refusal.code, json.refusal.offset, json.refusal.message)
  if (isNamedJson) return refuse('CC002', jsonErrorAt(text), `This is not JSON: ${json.reason}`)
  if (text.length > maxYamlLength) return refuse('CC008', 0, tooMuchYaml(text, json.reason))
  return readYaml(text)
}

const tooMuchYaml = (text: string, reason: string): string =>
  `The file has ${text.length} characters and is not JSON: ${reason}`

function readYaml(text: string): ReadValue {
  const depth = tooDeepAt(text, maxDepth)
  if (depth !== undefined) return refuse('CC005', depth, `Nesting goes deeper than ${maxDepth} levels here`)
  const document = parseYaml(text)
  if (document === undefined) return refuse('CC005', 0, 'The text nests too deeply to be read')
  const failure = document.errors[0] ?? document.warnings[0]
  if (failure !== undefined) return refuse(...syntaxRefusal(text, failure, document))
  const converted = toJsonValue(document)
  return converted.ok ? { kind: 'parsed', ...converted.value } : refuse(...valueRefusal(text, converted.reason))
}

const refuse = (...refusal: Refusal): ReadValue => ({ kind: 'refused', refusal })

/** Undefined when the parser ran out of stack. Keys that stand twice are found later: the parser compares each key with all others. */
function parseYaml(text: string): Document | undefined {
  try {
    return parseDocument(text, { prettyErrors: false, schema: 'core', version: '1.2', uniqueKeys: false })
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

type Refusal = readonly [code: DiagnosticCode, offset: number, message: string, hint?: string | undefined]

function syntaxRefusal(
  text: string,
  failure: { readonly code: YAMLParseError['code']; pos: [number, number]; message: string },
  document: Document,
): Refusal {
  const [offset] = failure.pos
  const braces = bracesRefusal(text, offset)
  if (braces !== undefined) return braces
  if (failure.code === 'MULTIPLE_DOCS') return ['CC002', offset, ...secondDocument]
  if (failure.code === 'TAG_RESOLVE_FAILED') return ['CC004', offset, `A tag JSON has no word for: ${failure.message}`]
  const slip = yamlSlip(text, offset, failure.code, document)
  return slip === undefined ? ['CC002', offset, failure.message] : ['CC002', slip.offset, slip.message, slip.hint]
}

const secondDocument = [
  'A second YAML document begins here, and a spec is one document',
  'Take out the `---`, or move what follows it to a file of its own and refer to it.',
] as const

/** A lone `{word}` parses, as a key that is a mapping. */
function valueRefusal(text: string, { code, offset, message, hint }: ValueRefusal): Refusal {
  return (code === 'CC004' ? bracesRefusal(text, offset) : undefined) ?? [code, offset, message, hint]
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
